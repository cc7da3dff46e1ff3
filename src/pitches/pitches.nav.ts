import { Injectable } from '@nestjs/common';
import { type Actor, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { localDate } from '../platform/local-time.js';
import { NavCount } from '../platform/web/layout-context.js';
import { BoardQueries } from './board.queries.js';
import { PitchesQueries } from './pitches.queries.js';

/** The numbers beside "Today" and "Board". */
@Injectable()
export class PitchesNav {
  constructor(
    private readonly boards: BoardQueries,
    private readonly pitches: PitchesQueries,
  ) {}

  @NavCount('board')
  async board(actor: Actor, tx: Tx): Promise<number> {
    return actor.side === 'vendor' ? this.boards.openCount(tx) : 0;
  }

  @NavCount('today')
  async today(actor: Actor, tx: Tx): Promise<number> {
    const ownerId = personIdOf(actor);
    if (actor.side !== 'vendor' || !ownerId) return 0;
    return this.pitches.tasksDueCount(tx, { ownerId, upTo: localDate(tx.now, 'UTC') });
  }
}
