import { Body, Controller, Get, Header, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { allows } from '../identity/people.queries.js';
import { type Actor, isPerson } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { isId } from '../platform/id.js';
import { addDays, localDate } from '../platform/local-time.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { decodeCursor, keysetPage } from '../platform/web/keyset.js';
import { localPath, page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { type PartnershipRow, PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import { BranchLinkRows } from './branch-links/branch-link-rows.js';
import { BranchLinksQueries } from './branch-links/branch-links.queries.js';
import { DISPOSITIONS } from './dispositions.js';
import { historyCsv, historyOf } from './history.js';
import { PaceQueries } from './pace/pace.queries.js';
import { AssignmentDto, DownloadListQuery, ReversalDto } from './referrals.dto.js';
import { downloadNotFound } from './referrals.errors.js';
import { ReferralsQueries } from './referrals.queries.js';
import { ReferralsService } from './referrals.service.js';
import { whyOf } from './why.js';

/** How many local days of visits and texts are shown, today included. */
const REACH_DAYS = 30;
/** How many months of history are shown, the running one included. */
const MONTHS = 24;

/** Progress of a partnership as a frame, and the list of downloads with the ones nobody's code claims. */
@ApiExcludeController()
@Controller()
export class ReferralsController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: ReferralsQueries,
    private readonly referrals: ReferralsService,
    private readonly partnerships: PartnershipsQueries,
    private readonly paces: PaceQueries,
    private readonly branchLinks: BranchLinksQueries,
    private readonly branchLinkRows: BranchLinkRows,
  ) {}

  @Get('partnerships/:id/progress')
  @Can('partnerships.read')
  progress(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView> {
    return this.uow.read(actor, async (tx) => {
      const facts = isId(id) ? await this.partnerships.facts(tx, id) : undefined;
      const progress = facts && (await this.queries.progress(tx, id));
      if (!facts || !progress) throw notFound('partnership');
      const identity = await this.queries.identity(tx, facts.departmentId);
      const today = localDate(tx.now, facts.department.timeZone);
      const reach = await this.queries.reach(tx, facts.departmentId, addDays(today, 1 - REACH_DAYS));
      const branchLink =
        identity && actor.side === 'vendor' ? await this.branchLinks.stateOf(tx, identity.alias) : null;
      const reasons = Object.entries(progress.disqualified).map(([disposition, count]) => ({
        disposition,
        count,
      }));
      return page(
        'referrals/progress',
        {
          partnershipId: id,
          department: facts.department,
          state: facts.state,
          progress,
          nextDevice: progress.issued + 1,
          missing: progress.downloadsPerDevice - progress.remainder,
          reasons,
          identity: identity ?? null,
          reach: { ...reach, days: REACH_DAYS },
          // Forecasts are the vendor's own.
          pace: actor.side === 'vendor' ? ((await this.paces.of(tx, [id])).get(id) ?? null) : null,
          branchLink,
          canHurry: branchLink?.state === 'failed' && isPerson(actor) && allows(actor, 'partnerships.write'),
        },
        { title: `Progress of ${facts.department.name}` },
      );
    });
  }

  /** Has Branch asked once more for a link that it refused, after somebody has seen to what was wrong. */
  @Post('partnerships/:id/branch-link-attempts')
  @Can('partnerships.write')
  async hurry(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<Redirect> {
    await this.uow.run(actor, async (tx) => {
      const facts = isId(id) ? await this.partnerships.facts(tx, id) : undefined;
      const identity = facts && (await this.queries.identity(tx, facts.departmentId));
      if (!identity) throw notFound('partnership');
      await this.branchLinkRows.hurry(tx, identity.alias);
    });
    return redirect(`/partnerships/${id}`, 'Branch is asked again within seconds.');
  }

  @Get('downloads')
  @Can('downloads.read')
  list(@CurrentActor() actor: Actor, @Query() query: DownloadListQuery): Promise<PageView> {
    return this.listPage(actor, query);
  }

  /** Assigns a quarantined download; the form stands in its row of the list. */
  @Post('downloads/:id/assignment')
  @Can('downloads.correct')
  assign(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    if (!isId(id)) throw downloadNotFound();
    const query = Object.assign(new DownloadListQuery(), { disposition: 'unknown_code' });
    return formPage(
      body,
      async () => {
        const { alias } = await parseForm(AssignmentDto, body);
        await this.uow.run(actor, (tx) => this.referrals.assign(tx, id, alias));
        return redirect('/downloads?disposition=unknown_code', `Assigned to ${alias}.`);
      },
      (shown) => this.listPage(actor, query, { ...shown, rejectedId: id }),
    );
  }

  /** Notes that a download is not genuine; the form stands in its row of the list. */
  @Post('downloads/reversals')
  @Can('downloads.correct')
  reverse(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<PageView | Redirect> {
    const { back, ...fields } = body;
    return formPage(
      fields,
      async () => {
        const report = await parseForm(ReversalDto, fields);
        await this.uow.run(actor, (tx) => this.referrals.reverse(tx, report));
        return redirect(localPath(back, '/downloads'), 'Not counted any more. What was given stays given.');
      },
      (shown) => this.listPage(actor, new DownloadListQuery(), shown),
    );
  }

  /** Every month of one partnership; a department's people need not name theirs. Throws 404. */
  @Get('downloads/history.csv')
  @Can('downloads.read')
  @Header('content-type', 'text/csv; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="downloads-by-month.csv"')
  history(@CurrentActor() actor: Actor, @Query() { partnershipId }: DownloadListQuery): Promise<string> {
    return this.uow.read(actor, async (tx) => {
      const id = partnershipId ?? shownOf(await this.own(tx, actor));
      const facts = id ? await this.partnerships.facts(tx, id) : undefined;
      if (!facts) throw notFound('partnership');
      return historyCsv(await this.paces.months(tx, facts.id, Number.POSITIVE_INFINITY));
    });
  }

  private listPage(
    actor: Actor,
    query: DownloadListQuery,
    shown: Record<string, unknown> = {},
  ): Promise<PageView> {
    return this.uow.read(actor, async (tx) => {
      const canCorrect = isPerson(actor) && allows(actor, 'downloads.correct');
      const after = decodeCursor(query.cursor, 2);
      const own = await this.own(tx, actor);
      const partnershipId = query.partnershipId ?? shownOf(own);
      const filter = { partnershipId: partnershipId ?? undefined, disposition: query.disposition };
      const rows =
        actor.side === 'department' && !partnershipId
          ? []
          : await this.queries.downloads(tx, filter, after, query.limit + 1);
      const listed = keysetPage(rows, query.limit, (row) => [row.occurredAt.toISOString(), row.id]);
      const facts = partnershipId ? await this.partnerships.facts(tx, partnershipId) : undefined;
      return page(
        'referrals/downloads',
        {
          downloads: listed.data.map((row) => ({ ...row, why: whyOf(row.disposition) })),
          nextCursor: listed.nextCursor,
          filter: { partnershipId, disposition: query.disposition ?? null },
          dispositions: DISPOSITIONS,
          ...(facts && { zone: facts.department.timeZone }),
          department: facts?.department ?? null,
          history: facts ? historyOf(await this.paces.months(tx, facts.id, MONTHS)) : null,
          ofDepartment: actor.side === 'department',
          partnerships:
            own.length > 1 ? own.map(({ id, signedOn }) => ({ value: id, label: `signed ${signedOn}` })) : [],
          canCorrect,
          errors: {},
          formError: null,
          values: {},
          rejectedId: null,
          ...shown,
        },
        { title: 'Downloads' },
      );
    });
  }

  private own(tx: Tx, actor: Actor): Promise<PartnershipRow[]> | PartnershipRow[] {
    return actor.side === 'department' ? this.partnerships.ofDepartment(tx, actor.departmentId) : [];
  }
}

/** A department's people see the partnership that runs, or the one they chose. */
function shownOf(own: readonly PartnershipRow[]): string | null {
  return (own.find(({ state }) => state !== 'ended') ?? own[0])?.id ?? null;
}
