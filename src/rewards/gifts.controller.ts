import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DepartmentsQueries } from '../departments/departments.queries.js';
import { PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import type { Actor } from '../platform/actor.js';
import { isPerson } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { localDate } from '../platform/local-time.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import type { FormBody } from '../platform/web/form.js';
import { NavCount } from '../platform/web/layout-context.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { AllowancesQueries } from './allowances/allowances.queries.js';
import { AUTHORITIES, needsResolution } from './gift-policy.js';
import { type FormStep, RewardForms } from './reward-forms.js';
import { openSteps } from './rewards.policy.js';
import { RewardsQueries } from './rewards.queries.js';
import { StepRoutes } from './step-routes.js';

const MOST = 200;
const NOTICE: Record<string, string> = {
  acceptance: 'Acceptance recorded. The vendor is told.',
  refusal: 'Refusal recorded.',
  delivery: 'Receipt confirmed.',
  disposition: 'Recorded what became of the device.',
};

/** The department's page of gifts: accept with authority and resolution, refuse, confirm receipt. */
@ApiExcludeController()
@Controller('gifts')
export class GiftsController extends StepRoutes {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: RewardsQueries,
    private readonly departments: DepartmentsQueries,
    private readonly partnerships: PartnershipsQueries,
    private readonly allowances: AllowancesQueries,
    forms: RewardForms,
  ) {
    super(forms);
  }

  @Get()
  @Can('rewards.read')
  async list(@CurrentActor() actor: Actor): Promise<PageView | Redirect> {
    return actor.side === 'department' ? this.show(actor) : redirect('/rewards');
  }

  /** What waits for the department to accept or refuse: devices, discounts and subsidies. */
  @NavCount('gifts')
  async waiting(actor: Actor, tx: Tx): Promise<number> {
    if (actor.side !== 'department') return 0;
    const row = await tx.one<{ count: number }>(
      `select count(*)::int count from reward where department_id = any ((select liaison_family($1))::uuid[]) and state = 'offered'`,
      [actor.departmentId],
    );
    return (row?.count ?? 0) + (await this.allowances.waiting(tx, actor.departmentId));
  }

  protected take(actor: Actor, id: string, step: FormStep, body: FormBody): Promise<PageView | Redirect> {
    return this.forms.take(step, { actor, id, body, notice: NOTICE[step] ?? '' }, (shown) =>
      this.show(actor, { ...shown, failed: `${step}-${id}` }),
    );
  }

  private show(actor: Actor, refused: Record<string, unknown> = {}): Promise<PageView> {
    return this.uow.read(actor, async (tx) => {
      const departmentId = actor.side === 'department' ? actor.departmentId : '';
      const department = await this.departments.factsOrFail(tx, departmentId);
      const partnership = await this.partnerships.currentOf(tx, departmentId);
      const { data: rows } = await this.queries.list(tx, { departmentId, limit: MOST });
      const rewards = [];
      for (const row of rows) {
        rewards.push({
          ...row,
          steps: await this.queries.steps(tx, row.id),
          can: isPerson(actor) ? openSteps(actor.role, row.state) : {},
          needsResolution: needsResolution(department.giftPolicy, row.fmvCents),
        });
      }
      const data = {
        summary: partnership ? await this.queries.summary(tx, partnership.id) : null,
        rewards: rewards.reverse(),
        giftPolicy: department.giftPolicy,
        allowancesWaiting: await this.allowances.waiting(tx, departmentId),
        authorities: AUTHORITIES,
        today: localDate(tx.now, department.timeZone),
        errors: {},
        formError: null,
        values: {},
        failed: null,
        ...refused,
      };
      return page('gifts/list', data, { title: 'Gifts' });
    });
  }
}
