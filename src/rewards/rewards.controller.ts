import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DepartmentsQueries } from '../departments/departments.queries.js';
import type { Actor, Role } from '../platform/actor.js';
import { isPerson } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { localDate } from '../platform/local-time.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import type { FormBody } from '../platform/web/form.js';
import { NavCount } from '../platform/web/layout-context.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { needsResolution } from './gift-policy.js';
import { LedgerQueries } from './ledger/ledger.queries.js';
import { type FormStep, RewardForms } from './reward-forms.js';
import type { RewardState } from './reward-states.js';
import { RewardListQuery } from './rewards.dto.js';
import { openSteps } from './rewards.policy.js';
import { type RewardRow, RewardsQueries } from './rewards.queries.js';
import { StepRoutes } from './step-routes.js';
import { StockQueries } from './stock/stock.queries.js';

/** What the desk does with devices, in the order of the work. */
const GROUPS: { key: string; title: string; hint: string; states: RewardState[] }[] = [
  {
    key: 'approval',
    title: 'Approve',
    hint: 'Accepted by the department; an admin approves each device.',
    states: ['accepted'],
  },
  {
    key: 'shipment',
    title: 'Ship',
    hint: 'Approved, or lost on the way and to be sent again.',
    states: ['approved', 'lost'],
  },
  {
    key: 'acceptance',
    title: 'Waiting for the department',
    hint: 'Offered; the department accepts or refuses.',
    states: ['offered'],
  },
  {
    key: 'delivery',
    title: 'On the way',
    hint: 'Shipped; the department confirms receipt.',
    states: ['shipped'],
  },
  { key: 'hold', title: 'In hold', hint: 'Earned; offered when the hold is over.', states: ['accrued'] },
];
const PER_GROUP = 50;

const NOTICE: Record<string, string> = {
  acceptance: 'Acceptance recorded.',
  refusal: 'Refusal recorded.',
  approval: 'Approved for shipping.',
  shipment: 'Shipment recorded.',
  delivery: 'Delivery recorded.',
  loss: 'Loss recorded. Ship another device when ready.',
  return: 'Return recorded.',
  exchange: 'Exchange recorded. Ship another device when ready.',
  disposition: 'Recorded what became of the device.',
};

/** The vendor's pages of rewards: what to accept, approve, ship and take back. */
@ApiExcludeController()
@Controller('rewards')
export class RewardsController extends StepRoutes {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: RewardsQueries,
    private readonly departments: DepartmentsQueries,
    private readonly stock: StockQueries,
    private readonly ledger: LedgerQueries,
    forms: RewardForms,
  ) {
    super(forms);
  }

  @Get()
  @Can('rewards.read')
  async list(@CurrentActor() actor: Actor, @Query() query: RewardListQuery): Promise<PageView | Redirect> {
    if (actor.side === 'department') return redirect('/gifts');
    return this.uow.read(actor, async (tx) => {
      const counts = await this.queries.counts(tx);
      const balances = await this.ledger.standing(tx, query.departmentId);
      const narrowed = query.state || query.partnershipId || query.departmentId;
      const shown = narrowed ? await this.queries.list(tx, query) : null;
      const data = {
        counts,
        balances,
        state: query.state ?? null,
        groups: shown ? [] : await this.groups(tx, actor),
        shown: shown?.data.map((reward) => offering(reward, actor)) ?? null,
        nextHref: shown?.nextCursor ? nextHref(query, shown.nextCursor) : null,
      };
      return page('rewards/list', data, { title: 'Rewards' });
    });
  }

  @Get(':id')
  @Can('rewards.read')
  one(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView | Redirect> {
    if (actor.side === 'department') return Promise.resolve(redirect('/gifts'));
    return this.show(actor, id);
  }

  @Post(':id/approval')
  @Can('rewards.approve')
  approve(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.take(actor, id, 'approval', body);
  }

  @Post(':id/shipment')
  @Can('rewards.fulfil')
  ship(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.take(actor, id, 'shipment', body);
  }

  @Post(':id/loss')
  @Can('rewards.fulfil')
  lose(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.take(actor, id, 'loss', body);
  }

  @Post(':id/return')
  @Can('rewards.fulfil')
  sendBack(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.take(actor, id, 'return', body);
  }

  @Post(':id/exchange')
  @Can('rewards.fulfil')
  exchange(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.take(actor, id, 'exchange', body);
  }

  /** What waits for the vendor: to approve or to ship. */
  @NavCount('rewards')
  async waiting(actor: Actor, tx: Tx): Promise<number> {
    if (actor.side !== 'vendor') return 0;
    const row = await tx.one<{ count: number }>(
      `select count(*)::int count from reward where state in ('accepted', 'approved', 'lost')`,
    );
    return row?.count ?? 0;
  }

  protected take(actor: Actor, id: string, step: FormStep, body: FormBody): Promise<PageView | Redirect> {
    return this.forms.take(step, { actor, id, body, notice: NOTICE[step] ?? '' }, (shown) =>
      this.show(actor, id, { ...shown, failed: step }),
    );
  }

  private show(actor: Actor, id: string, refused: Record<string, unknown> = {}): Promise<PageView> {
    return this.uow.read(actor, async (tx) => {
      const reward = await this.queries.one(tx, id);
      const department = await this.departments.factsOrFail(tx, reward.departmentId);
      const ledger = await this.queries.ledger(tx, { rewardId: id, limit: 200 });
      const role: Role | null = isPerson(actor) ? actor.role : null;
      const can = role ? openSteps(role, reward.state) : {};
      const ownWork = isPerson(actor) && reward.acceptedBy === actor.personId;
      // Only what is counted can go back on the shelf.
      const sent =
        can['return'] && reward.shipment ? await this.stock.find(tx, reward.shipment.sku) : undefined;
      const data = {
        reward,
        stockCounted: sent?.tracked ?? false,
        department,
        steps: await this.queries.steps(tx, id),
        dispositions: await this.queries.dispositions(tx, id),
        defects: await this.queries.defects(tx, id),
        ledger: ledger.data,
        summary: await this.queries.summary(tx, reward.partnershipId),
        needsResolution: needsResolution(department.giftPolicy, reward.fmvCents),
        today: localDate(tx.now, department.timeZone),
        can: { ...can, approval: Boolean(can['approval']) && !ownWork },
        ownWork: ownWork && Boolean(can['approval']),
        errors: {},
        formError: null,
        values: {},
        failed: null,
        ...refused,
      };
      return page('rewards/reward', data, { title: `Device ${reward.ordinal} for ${department.name}` });
    });
  }

  private async groups(tx: Tx, actor: Actor): Promise<Record<string, unknown>[]> {
    const groups = [];
    for (const { states, ...group } of GROUPS) {
      const pages = [];
      for (const state of states) pages.push(await this.queries.list(tx, { state, limit: PER_GROUP }));
      groups.push({
        ...group,
        state: states[0],
        rewards: pages.flatMap((found) => found.data).map((reward) => offering(reward, actor)),
        more: pages.some((found) => found.nextCursor !== null),
      });
    }
    return groups;
  }
}

/** A reward with only those next steps the reader may take. */
function offering(reward: RewardRow, actor: Actor): RewardRow {
  const can = isPerson(actor) ? openSteps(actor.role, reward.state) : {};
  const own = isPerson(actor) && reward.acceptedBy === actor.personId;
  const nextSteps = reward.nextSteps.filter((step) => can[step] && !(own && step === 'approval'));
  return { ...reward, nextSteps };
}

function nextHref(query: RewardListQuery, cursor: string): string {
  const params = new URLSearchParams({ cursor, limit: String(query.limit) });
  for (const name of ['state', 'partnershipId', 'departmentId'] as const) {
    const value = query[name];
    if (value) params.set(name, value);
  }
  return `/rewards?${params}`;
}
