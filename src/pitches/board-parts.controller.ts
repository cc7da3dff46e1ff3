import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, MaxLength, Min } from 'class-validator';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import type { Actor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError, STATUS_OF } from '../platform/errors.js';
import { isId } from '../platform/id.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, parseForm } from '../platform/web/form.js';
import { page, type PageView } from '../platform/web/page.js';
import { BoardPageQuery, cardOf, figuresOf, filterOf, headOf, moreOf, readerOf } from './board-page.js';
import { BoardQueries } from './board.queries.js';
import { STAGES, type Stage } from './pitch-life.js';
import { MovePitchDto } from './pitches.dto.js';
import { PitchesService } from './pitches.service.js';

/** Cards that may have changed, as `id.stage`: where each stands on the asking board, nothing after the dot when nowhere. */
const MOST_CHANGES = 50;

export class BoardPartQuery extends BoardPageQuery {
  /** How many cards of the column had not been shown before this part. */
  @IsOptional() @IsInt() @Min(0) left?: number;
  @IsOptional() @IsString() @MaxLength(4000) cards?: string;
}

/** The stage a card stands in on somebody's board. */
interface Standing {
  id: string;
  at: string;
}

/** Parts of the board, fetched by the page itself: more cards of a column, what was closed, and what has changed. */
@ApiExcludeController()
@Controller('board')
export class BoardPartsController {
  constructor(
    private readonly boards: BoardQueries,
    private readonly pitches: PitchesService,
    private readonly organisation: OrganisationQueries,
    private readonly work: UnitOfWork,
  ) {}

  @Get('columns/:stage')
  @Can('pitches.read')
  column(
    @CurrentActor() actor: Actor,
    @Param('stage') stage: Stage,
    @Query() query: BoardPartQuery,
  ): Promise<PageView> {
    if (!STAGES.includes(stage)) throw new DomainError('not_found', 'not_found', 'There is no such stage.');
    return this.work.read(actor, async (tx) => {
      const [column] = (await this.boards.board(tx, { ...filterOf(query), stage })).columns;
      return this.part(tx, actor, 'pitches/more-cards', {
        id: `more-${stage}-${query.cursor ?? ''}`,
        ...this.cards(actor, column?.cards ?? []),
        more: moreOf(
          stage,
          column?.nextCursor ?? null,
          (query.left ?? 0) - (column?.cards.length ?? 0),
          query,
        ),
      });
    });
  }

  @Get('closed')
  @Can('pitches.read')
  closed(@CurrentActor() actor: Actor, @Query() query: BoardPartQuery): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const { cards, nextCursor } = await this.boards.closed(tx, filterOf(query));
      return this.part(tx, actor, 'pitches/more-cards', {
        id: query.cursor ? `more-closed-${query.cursor}` : 'closed-cards',
        ...this.cards(actor, cards),
        more: moreOf('closed', nextCursor, (query.left ?? 0) - cards.length, query),
      });
    });
  }

  /** What to change on a board on which these cards stand where they say, as a Turbo Stream. */
  @Get('changes')
  @Can('pitches.read')
  changes(@CurrentActor() actor: Actor, @Query() query: BoardPartQuery): Promise<PageView> {
    return this.work.read(actor, (tx) => this.stream(tx, actor, standingsOf(query.cards), query));
  }

  /**
   * A card dropped on a column, or moved by its menu. Refused, it answers the refusal's status with the same stream:
   * why, and the card where it really is.
   */
  @Post('cards/:id/stage-changes')
  @HttpCode(200)
  @Can('pitches.write')
  async move(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query() query: BoardPartQuery,
    @Body() body: FormBody,
  ): Promise<PageView> {
    const { back: _back, ...fields } = body;
    const refused = await this.tryToMove(actor, id, fields);
    const at = String(body[refused ? 'expectedStage' : 'to'] ?? '');
    return this.work.read(actor, (tx) => this.stream(tx, actor, [{ id, at }], query, refused));
  }

  private async tryToMove(actor: Actor, id: string, fields: FormBody): Promise<DomainError | null> {
    try {
      await this.pitches.move(actor, id, await parseForm(MovePitchDto, fields));
      return null;
    } catch (error) {
      if (error instanceof DomainError && error.kind !== 'not_found') return error;
      throw error;
    }
  }

  private async stream(
    tx: Tx,
    actor: Actor,
    standings: Standing[],
    query: BoardPageQuery,
    refused?: DomainError | null,
  ): Promise<PageView> {
    const { cards, heads, totals } = await this.boards.changes(
      tx,
      standings.map(({ id }) => id),
      filterOf(query),
    );
    const { personId } = readerOf(actor, '');
    const changes = standings.map(({ id, at }) => {
      const card = cards.find((shown) => shown.id === id);
      return { id, stays: card?.stage === at, card: card ? cardOf(card, personId) : null };
    });
    return this.part(
      tx,
      actor,
      'pitches/changes',
      {
        changes,
        heads: heads.map(headOf),
        ...figuresOf(totals),
        answers: refused !== undefined,
        refused: refused?.message ?? null,
      },
      refused ? STATUS_OF[refused.kind] : 200,
    );
  }

  private cards(actor: Actor, cards: Parameters<typeof cardOf>[0][]) {
    const { personId } = readerOf(actor, '');
    return { cards: cards.map((card) => cardOf(card, personId)) };
  }

  /** A piece of a page: without its frame, so what the frame would have told the templates is said here. */
  private async part(
    tx: Tx,
    actor: Actor,
    template: string,
    data: Record<string, unknown>,
    status = 200,
  ): Promise<PageView> {
    const { timeZone } = await this.organisation.current(tx);
    return page(template, { ...readerOf(actor, timeZone), ...data }, { layout: null, status });
  }
}

function standingsOf(text = ''): Standing[] {
  return text
    .split(',')
    .slice(0, MOST_CHANGES)
    .map((pair) => ({ id: pair.split('.')[0] ?? '', at: pair.split('.')[1] ?? '' }))
    .filter(({ id }) => isId(id));
}
