import { Controller, Get, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { KIND_CHOICES, STATE_CHOICES } from '../departments/departments.queries.js';
import { type Actor, personIdOf } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { addressOf, BoardPageQuery, columnOf, figuresOf, filterOf, isEmpty, tableOf } from './board-page.js';
import { BoardQueries } from './board.queries.js';
import { Owners } from './owners.js';

/** The board as a page. */
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
  show(@CurrentActor() actor: Actor, @Query() query: BoardPageQuery): Promise<PageView | Redirect> {
    if (query.view === 'table') return Promise.resolve(redirect(tableOf(query)));
    return this.work.read(actor, async (tx) => {
      const { owner = '', state = '', kind = '', openedSince = '', stage } = query;
      const stale = query.stale === 'true';
      const filtered = Boolean(owner || state || kind || openedSince || stale || stage);
      const board = await this.boards.board(tx, filterOf(query));
      return page(
        'pitches/board',
        {
          columns: board.columns.map((column) => columnOf(column, personIdOf(actor), query)),
          ...figuresOf(board),
          filter: { owner, state, kind, openedSince, stale },
          owners: await this.owners.choices(tx),
          states: STATE_CHOICES,
          kinds: KIND_CHOICES,
          stageFilter: stage ?? null,
          tableHref: tableOf(query),
          wholeHref: addressOf('/board', query),
          changesHref: addressOf('/board/changes', query, stage ? { stage } : {}),
          closedHref: addressOf('/board/closed', query),
          empty: !filtered && isEmpty(board),
        },
        { title: 'Board' },
      );
    });
  }
}
