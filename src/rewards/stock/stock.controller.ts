import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { OrganisationQueries } from '../../organisation/organisation.queries.js';
import type { Actor } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { localDate } from '../../platform/local-time.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../../platform/web/page.js';
import { CountDto, MovementDto, ReorderLevelDto, StockQuery } from './stock.dto.js';
import { StockQueries } from './stock.queries.js';
import { StockService } from './stock.service.js';

const SKUS = 100;
const MOVEMENTS = 20;

type Shown = Promise<PageView | Redirect>;

/** Fulfilment's page of stock: every SKU with what is free, and one of them with its movements and forms. */
@ApiExcludeController()
@Controller('stock')
export class StockController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: StockQueries,
    private readonly stock: StockService,
    private readonly organisation: OrganisationQueries,
  ) {}

  @Get()
  @Can('rewards.fulfil')
  show(@CurrentActor() actor: Actor, @Query() query: StockQuery): Promise<PageView> {
    return this.page(actor, query);
  }

  @Post(':sku/movements')
  @Can('rewards.fulfil')
  record(@CurrentActor() actor: Actor, @Param('sku') sku: string, @Body() body: FormBody): Shown {
    return this.take(actor, sku, 'movement', body, async () => {
      await this.stock.record(actor, sku, await parseForm(MovementDto, body));
      return 'Movement recorded.';
    });
  }

  @Post(':sku/counts')
  @Can('rewards.fulfil')
  count(@CurrentActor() actor: Actor, @Param('sku') sku: string, @Body() body: FormBody): Shown {
    return this.take(actor, sku, 'count', body, async () => {
      await this.stock.count(actor, sku, await parseForm(CountDto, body));
      return 'Count recorded.';
    });
  }

  @Post(':sku/reorder-level')
  @Can('rewards.fulfil')
  setReorderLevel(@CurrentActor() actor: Actor, @Param('sku') sku: string, @Body() body: FormBody): Shown {
    return this.take(actor, sku, 'level', body, async () => {
      await this.stock.setReorderLevel(actor, sku, await parseForm(ReorderLevelDto, body));
      return 'Reorder level saved.';
    });
  }

  private take(
    actor: Actor,
    sku: string,
    form: string,
    body: FormBody,
    work: () => Promise<string>,
  ): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => redirect(hrefOf(sku), await work()),
      (shown) => this.page(actor, { sku, limit: SKUS }, { ...shown, failed: form }),
    );
  }

  private page(
    actor: Actor,
    query: Pick<StockQuery, 'sku' | 'cursor' | 'limit'>,
    refused: Record<string, unknown> = {},
  ): Promise<PageView> {
    return this.uow.read(actor, async (tx) => {
      // The cursor turns the pages of movements when a SKU is chosen, else those of the catalogue.
      const { sku, cursor } = query;
      const stock = await this.queries.list(tx, { limit: SKUS, cursor: sku ? undefined : cursor });
      const known = sku ? await this.queries.find(tx, sku) : undefined;
      const chosen = sku ? (known ?? untracked(sku)) : null;
      const movements = known
        ? await this.queries.movements(tx, known.sku, { limit: MOVEMENTS, cursor })
        : { data: [], nextCursor: null };
      const { timeZone } = await this.organisation.current(tx);
      const data = {
        stock: stock.data.map((row) => ({ ...row, href: hrefOf(row.sku), chosen: row.sku === sku })),
        nextHref: stock.nextCursor ? `/stock?cursor=${stock.nextCursor}` : null,
        chosen: chosen && { ...chosen, path: `/stock/${encodeURIComponent(chosen.sku)}` },
        movements: movements.data,
        movementsHref:
          chosen && movements.nextCursor ? `${hrefOf(chosen.sku)}&cursor=${movements.nextCursor}` : null,
        today: localDate(tx.now, timeZone),
        timeZone,
        errors: {},
        formError: null,
        values: {},
        failed: null,
        ...refused,
      };
      return page('rewards/stock', data, { title: 'Stock' });
    });
  }
}

function hrefOf(sku: string): string {
  return `/stock?sku=${encodeURIComponent(sku)}`;
}

/** A SKU that is not in the catalogue yet: counting it brings it there. */
function untracked(sku: string): { sku: string; tracked: boolean; movements: number } {
  return { sku, tracked: false, movements: 0 };
}
