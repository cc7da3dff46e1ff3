import { Controller, Get, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { KIND_CHOICES, STATE_CHOICES } from '../departments/departments.queries.js';
import { type Actor, personIdOf } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { page, type PageView } from '../platform/web/page.js';
import { columnOf, isEmpty } from './board-page.js';
import { BoardQueries } from './board.queries.js';
import { Owners } from './owners.js';
import { STAGES, type Stage } from './pitch-life.js';

/** The query of the board's filter form; an unset filter arrives as an empty text and is left out by the pipe. */
export class BoardPageQuery {
  @IsOptional() @IsIn(['board', 'table']) view?: 'board' | 'table';
  @IsOptional() owner?: string;
  @IsOptional() state?: string;
  @IsOptional() kind?: string;
  @IsOptional() openedSince?: string;
  @IsOptional() stale?: string;
  @IsOptional() @IsIn(STAGES) stage?: Stage;
  @IsOptional() cursor?: string;
}

const CARDS = 50;

@ApiExcludeController()
@Controller('board')
export class BoardController {
  constructor(
    private readonly boards: BoardQueries,
    private readonly owners: Owners,
    private readonly work: UnitOfWork,
  ) {}

  @Get()
  @Can('pitches.read')
  show(@CurrentActor() actor: Actor, @Query() query: BoardPageQuery): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const { view = 'board', owner = '', state = '', kind = '', openedSince = '', stage, cursor } = query;
      const stale = query.stale === 'true';
      const filtered = Boolean(owner || state || kind || openedSince || stale || stage);
      const board = await this.boards.board(tx, {
        ownerId: uuid(owner),
        state: state || undefined,
        kind: kind || undefined,
        openedSince: /^\d{4}-\d\d-\d\d$/.test(openedSince) ? openedSince : undefined,
        stale,
        stage,
        cursor,
        limit: CARDS,
      });
      const kept = Object.entries({ view, owner, state, kind, openedSince, stale: stale ? 'true' : '' });
      const moreHref = (of: Stage, from: string) =>
        `/board?${new URLSearchParams([...kept.filter(([, value]) => value), ['stage', of], ['cursor', from]])}`;
      return page(
        'pitches/board',
        {
          view,
          columns: board.columns.map((column) => columnOf(column, personIdOf(actor), moreHref)),
          totals: { open: board.openCount, devices: board.devicesPromised },
          closed: { dormant: board.dormant, declined: board.declined },
          staleCount: board.staleCount,
          filter: { owner, state, kind, openedSince, stale },
          owners: await this.owners.choices(tx),
          states: STATE_CHOICES,
          kinds: KIND_CHOICES,
          stageFilter: stage ?? null,
          empty: !filtered && isEmpty(board),
        },
        { title: 'Board' },
      );
    });
  }
}

/** A filter that is not an id matches nobody in particular, so it is no filter. */
function uuid(text: string): string | undefined {
  return /^[0-9a-f-]{36}$/i.test(text) ? text : undefined;
}
