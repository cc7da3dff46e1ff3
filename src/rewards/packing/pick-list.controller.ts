import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { OrganisationQueries } from '../../organisation/organisation.queries.js';
import type { Actor } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import { page, type PageView } from '../../platform/web/page.js';
import { StockQueries } from '../stock/stock.queries.js';
import { PackingQueries } from './packing.queries.js';
import { pickListOf } from './pick-list.js';

/** As many as anybody packs from one list; what is over is on the next one. */
const MOST = 500;

/** What fulfilment takes from the shelf next, made to be printed. */
@ApiExcludeController()
@Controller('rewards/pick-list')
export class PickListController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: PackingQueries,
    private readonly stock: StockQueries,
    private readonly organisation: OrganisationQueries,
  ) {}

  @Get()
  @Can('rewards.fulfil')
  show(@CurrentActor() actor: Actor): Promise<PageView> {
    return this.uow.read(actor, async (tx) => {
      const picks = await this.queries.toShip(tx, MOST);
      const { groups, missing } = pickListOf(picks.slice(0, MOST));
      const onHand = await this.stock.onHand(
        tx,
        groups.map(({ sku }) => sku),
      );
      const { timeZone } = await this.organisation.current(tx);
      const data = {
        groups: groups.map((group) => ({ ...group, onHand: onHand.get(group.sku) ?? null })),
        missing,
        more: picks.length > MOST,
        now: tx.now,
        timeZone,
      };
      return page('rewards/pick-list', data, { title: 'Pick list' });
    });
  }
}
