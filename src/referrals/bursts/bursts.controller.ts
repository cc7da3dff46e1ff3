import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { OrganisationQueries } from '../../organisation/organisation.queries.js';
import { allows } from '../../identity/people.queries.js';
import { type Actor, isPerson } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { isId } from '../../platform/id.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../../platform/web/form.js';
import { decodeCursor, keysetPage } from '../../platform/web/keyset.js';
import { page, type PageView, redirect, type Redirect } from '../../platform/web/page.js';
import {
  BurstListQuery,
  BurstReversalDto,
  BurstRuleDto,
  DismissalDto,
  FLAG_STATES,
  MOST_REVERSED,
} from './bursts.dto.js';
import { flagNotFound } from './bursts.errors.js';
import { BurstsQueries } from './bursts.queries.js';
import { BurstsService } from './bursts.service.js';

/** Versions of the rule that are shown. */
const VERSIONS = 20;
const PAGE = '/downloads/bursts';

type Shown = Record<string, unknown>;

/** Flagged stretches with the rule that flagged them, and one of them with its downloads and the two answers to it. */
@ApiExcludeController()
@Controller('downloads/bursts')
export class BurstsController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: BurstsQueries,
    private readonly bursts: BurstsService,
    private readonly organisation: OrganisationQueries,
  ) {}

  @Get()
  @Can('downloads.correct')
  list(@CurrentActor() actor: Actor, @Query() query: BurstListQuery): Promise<PageView> {
    return this.listPage(actor, query);
  }

  @Post('rule')
  @Can('organisation.write')
  setRule(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const figures = await parseForm(BurstRuleDto, body);
        const rule = await this.uow.run(actor, (tx) => this.bursts.setRule(tx, figures));
        return redirect(PAGE, rule.installs === null ? 'The rule is off.' : 'Rule saved.');
      },
      (shown) => this.listPage(actor, new BurstListQuery(), shown),
    );
  }

  @Get(':id')
  @Can('downloads.correct')
  show(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView> {
    return this.flagPage(actor, id);
  }

  @Post(':id/dismissal')
  @Can('downloads.correct')
  dismiss(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.answer(actor, id, 'dismissal', body, async () => {
      const { note } = await parseForm(DismissalDto, body);
      await this.uow.run(actor, (tx) => this.bursts.dismiss(tx, id, note));
      return redirect(PAGE, 'Dismissed. The count stands.');
    });
  }

  @Post(':id/reversal')
  @Can('downloads.correct')
  reverse(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    // A single ticked box arrives as a text, and those ticked do not matter when all are meant.
    const { which, downloadIds, ...rest } = body;
    const chosen = which === 'chosen' ? { downloadIds: [downloadIds ?? []].flat() } : {};
    return this.answer(actor, id, 'reversal', body, async () => {
      const report = await parseForm(BurstReversalDto, { ...rest, ...chosen });
      const { left, state } = await this.uow.run(actor, (tx) => this.bursts.reverse(tx, id, report));
      return state === 'open'
        ? redirect(`${PAGE}/${id}`, `Taken out of the count. ${left} more are left.`)
        : redirect(PAGE, 'Not counted any more. What was given stays given.');
    });
  }

  private answer(
    actor: Actor,
    id: string,
    form: string,
    body: FormBody,
    work: () => Promise<Redirect>,
  ): Promise<PageView | Redirect> {
    if (!isId(id)) throw flagNotFound();
    return formPage(body, work, (shown) => this.flagPage(actor, id, { ...shown, failed: form }));
  }

  private listPage(actor: Actor, query: BurstListQuery, shown: Shown = {}): Promise<PageView> {
    const state = query.state ?? 'open';
    return this.uow.read(actor, async (tx) => {
      const after = decodeCursor(query.cursor, 1)?.[0];
      const rows = await this.queries.flags(tx, state, isId(after) ? after : null, query.limit + 1);
      const { data, nextCursor } = keysetPage(rows, query.limit, (row) => [row.id]);
      const [rule = null, ...earlier] = await this.queries.rules(tx, VERSIONS);
      return page(
        'referrals/bursts',
        {
          flags: data,
          state,
          states: FLAG_STATES.map((one) => ({
            state: one,
            href: `${PAGE}?state=${one}`,
            here: one === state,
          })),
          nextHref: nextCursor && `${PAGE}?state=${state}&cursor=${nextCursor}`,
          rule: rule?.installs ? rule : null,
          versions: rule ? [rule, ...earlier] : [],
          zone: (await this.organisation.current(tx)).timeZone,
          canSet: isPerson(actor) && allows(actor, 'organisation.write'),
          errors: {},
          formError: null,
          values: { installs: rule?.installs ?? '', minutes: rule?.minutes ?? '' },
          ...shown,
        },
        { title: 'Bursts of downloads' },
      );
    });
  }

  private flagPage(actor: Actor, id: string, shown: Shown = {}): Promise<PageView> {
    return this.uow.read(actor, async (tx) => {
      const flag = isId(id) ? await this.queries.flag(tx, id) : undefined;
      if (!flag) throw flagNotFound();
      return page(
        'referrals/burst',
        {
          flag,
          zone: flag.timeZone,
          downloads: await this.queries.downloads(tx, flag, MOST_REVERSED),
          counted: await this.queries.counted(tx, flag),
          most: MOST_REVERSED,
          open: flag.state === 'open',
          failed: null,
          errors: {},
          formError: null,
          values: {},
          ...shown,
        },
        { title: `Burst at ${flag.departmentName}` },
      );
    });
  }
}
