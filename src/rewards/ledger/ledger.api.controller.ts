import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import type { Listed } from '../../platform/web/keyset.js';
import { balanceFilter, ownOnly } from './balance-filter.js';
import { BalanceQuery, EntryQuery } from './ledger.dto.js';
import { type LinkedBalance, linked } from './ledger-links.js';
import { type EntryRow, LedgerQueries } from './ledger.queries.js';

const ENTRIES = '/api/v1/gift-ledger/entries';

/** Balances of the gift ledger for programs, and the entries each is the sum of. */
@ApiTags('Rewards')
@Controller('api/v1/gift-ledger')
export class LedgerApiController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly ledger: LedgerQueries,
  ) {}

  /** By account, and by department, state or period besides. */
  @Get('balances')
  @Can('rewards.read')
  balances(@CurrentActor() actor: Actor, @Query() query: BalanceQuery): Promise<Listed<LinkedBalance>> {
    const filter = balanceFilter(actor, query);
    return this.uow.read(actor, async (tx) => {
      const { data, nextCursor } = await this.ledger.balances(tx, filter);
      return { data: data.map((row) => linked(row, filter, ENTRIES)), nextCursor };
    });
  }

  /** The latest day first. */
  @Get('entries')
  @Can('rewards.read')
  entries(@CurrentActor() actor: Actor, @Query() query: EntryQuery): Promise<Listed<EntryRow>> {
    return this.uow.read(actor, (tx) => this.ledger.entries(tx, ownOnly(actor, query)));
  }
}
