import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DepartmentsQueries } from '../../departments/departments.queries.js';
import { PartnershipsQueries } from '../../partnerships/partnerships.queries.js';
import { type Actor, isPerson } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { notFound } from '../../platform/errors.js';
import { isId } from '../../platform/id.js';
import { localDate } from '../../platform/local-time.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../../platform/web/page.js';
import { needsResolution } from '../gift-policy.js';
import { RewardsQueries } from '../rewards.queries.js';
import { ALLOWANCE_STATES } from './allowance-states.js';
import {
  AllowanceAcceptanceDto,
  AllowanceActivationDto,
  AllowanceListQuery,
  AllowanceClosingDto,
  AllowanceRefusalDto,
  OfferAllowanceDto,
  UseDto,
  UseReversalDto,
} from './allowances.dto.js';
import { openAllowanceSteps } from './allowances.policy.js';
import { AllowancesQueries } from './allowances.queries.js';
import { AllowancesService } from './allowances.service.js';

const ROWS = 20;

type Shown = Promise<PageView | Redirect>;

/** Discounts and matched subsidies: the list, one with its steps, reports and entries, and the form to offer one. For both apartments. */
@ApiExcludeController()
@Controller('allowances')
export class AllowancesController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: AllowancesQueries,
    private readonly rewards: RewardsQueries,
    private readonly allowances: AllowancesService,
    private readonly departments: DepartmentsQueries,
    private readonly partnerships: PartnershipsQueries,
  ) {}

  @Get()
  @Can('rewards.read')
  list(@CurrentActor() actor: Actor, @Query() query: AllowanceListQuery): Promise<PageView> {
    return this.uow.read(actor, async (tx) => {
      const { data, nextCursor } = await this.queries.list(tx, query);
      const { limit: _limit, cursor: _cursor, ...kept } = query;
      const next = new URLSearchParams({ ...kept, ...(nextCursor ? { cursor: nextCursor } : {}) });
      return page(
        'allowances/list',
        {
          allowances: data,
          states: ALLOWANCE_STATES,
          state: query.state ?? null,
          narrowed: Boolean(query.partnershipId ?? query.departmentId ?? query.kind),
          nextHref: nextCursor ? `/allowances?${next}` : null,
          ofDepartment: actor.side === 'department',
        },
        { title: 'Discounts and subsidies' },
      );
    });
  }

  @Get('new')
  @Can('allowances.write')
  form(@CurrentActor() actor: Actor, @Query('partnershipId') partnershipId?: string): Promise<PageView> {
    return this.offering(actor, partnershipId);
  }

  @Post()
  @Can('allowances.write')
  offer(@CurrentActor() actor: Actor, @Body() body: FormBody): Shown {
    return formPage(
      body,
      async () => {
        const id = await this.allowances.offer(actor, await parseForm(OfferAllowanceDto, body));
        return redirect(`/allowances/${id}`, 'Offered. The department is told.');
      },
      (refused) => this.offering(actor, body['partnershipId'], inDollars(refused)),
    );
  }

  @Get(':id')
  @Can('rewards.read')
  one(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query('cursor') cursor?: string,
  ): Promise<PageView> {
    return this.show(actor, id, {}, cursor);
  }

  @Post(':id/acceptance')
  @Can('rewards.accept')
  accept(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: FormBody): Shown {
    return this.take(actor, id, 'acceptance', body, async () => {
      await this.allowances.accept(actor, id, await parseForm(AllowanceAcceptanceDto, body));
      return 'Acceptance recorded.';
    });
  }

  @Post(':id/refusal')
  @Can('rewards.refuse')
  refuse(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: FormBody): Shown {
    return this.take(actor, id, 'refusal', body, async () => {
      await this.allowances.refuse(actor, id, await parseForm(AllowanceRefusalDto, body));
      return 'Refusal recorded.';
    });
  }

  @Post(':id/activation')
  @Can('rewards.approve')
  activate(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: FormBody): Shown {
    return this.take(actor, id, 'activation', body, async () => {
      await this.allowances.activate(actor, id, await parseForm(AllowanceActivationDto, body));
      return 'It may be used from that day on.';
    });
  }

  @Post(':id/uses')
  @Can('allowances.write')
  use(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: FormBody): Shown {
    return this.take(actor, id, 'use', body, async () => {
      await this.allowances.use(actor, id, await parseForm(UseDto, body));
      return 'Report counted.';
    });
  }

  @Post(':id/use-reversals')
  @Can('allowances.write')
  reverse(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: FormBody): Shown {
    return this.take(actor, id, 'reversal', body, async () => {
      await this.allowances.reverse(actor, id, await parseForm(UseReversalDto, body));
      return 'Report taken back.';
    });
  }

  @Post(':id/closing')
  @Can('allowances.write')
  close(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: FormBody): Shown {
    return this.take(actor, id, 'closing', body, async () => {
      await this.allowances.close(actor, id, await parseForm(AllowanceClosingDto, body));
      return 'Closed. What was not used is released.';
    });
  }

  private take(actor: Actor, id: string, step: string, body: FormBody, work: () => Promise<string>): Shown {
    return formPage(
      body,
      async () => redirect(`/allowances/${id}`, await work()),
      (refused) => this.show(actor, id, { ...inDollars(refused), failed: step }),
    );
  }

  private offering(
    actor: Actor,
    partnershipId: unknown,
    refused: Record<string, unknown> = {},
  ): Promise<PageView> {
    return this.uow.read(actor, async (tx) => {
      const partnership = isId(partnershipId) ? await this.partnerships.facts(tx, partnershipId) : undefined;
      if (!partnership) throw notFound('partnership');
      const data = {
        partnership: { id: partnership.id, ended: partnership.state === 'ended' },
        department: partnership.department,
        today: localDate(tx.now, partnership.department.timeZone),
        errors: {},
        formError: null,
        values: {},
        ...refused,
      };
      return page('allowances/new', data, { title: `Offer to ${partnership.department.name}` });
    });
  }

  private show(
    actor: Actor,
    id: string,
    refused: Record<string, unknown> = {},
    cursor?: string,
  ): Promise<PageView> {
    return this.uow.read(actor, async (tx) => {
      const allowance = await this.queries.one(tx, id);
      const department = await this.departments.factsOrFail(tx, allowance.departmentId);
      const can = isPerson(actor) ? openAllowanceSteps(actor.role, allowance.state) : {};
      const ownWork = isPerson(actor) && allowance.acceptedBy === actor.personId;
      const uses = await this.queries.uses(tx, id, { limit: ROWS, cursor });
      const ledger = await this.rewards.ledger(tx, { allowanceId: id, limit: ROWS });
      const data = {
        allowance: {
          ...allowance,
          restUnits: allowance.units - allowance.usedUnits,
          restCents: allowance.capCents - allowance.usedCents,
        },
        department,
        steps: (await this.queries.steps(tx, id, { limit: ROWS })).data,
        uses: uses.data,
        usesHref: uses.nextCursor ? `/allowances/${id}?cursor=${uses.nextCursor}` : null,
        ledger: ledger.data,
        needsResolution: needsResolution(department.giftPolicy, allowance.capCents),
        today: localDate(tx.now, department.timeZone),
        can: { ...can, activation: Boolean(can['activation']) && !ownWork },
        ownWork: ownWork && Boolean(can['activation']),
        ofDepartment: actor.side === 'department',
        errors: {},
        formError: null,
        values: {},
        failed: null,
        ...refused,
      };
      return page('allowances/allowance', data, { title: `${allowance.name} for ${department.name}` });
    });
  }
}

/** What was refused of an amount in cents is said at the field in dollars. */
function inDollars<T extends { errors: Record<string, string> }>(refused: T): T {
  const errors = Object.entries(refused.errors).map(([field, message]) => [
    field.replace(/Cents$/, 'Dollars'),
    message,
  ]);
  return { ...refused, errors: Object.fromEntries(errors) as Record<string, string> };
}
