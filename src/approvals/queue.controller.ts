import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { type Actor, isPerson, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { decodeCursor, encodeCursor } from '../platform/web/keyset.js';
import { NavCount } from '../platform/web/layout-context.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { BulkDecisionDto, QueuePageQuery } from './approvals.dto.js';
import { objectionTo } from './approvals.policy.js';
import { ApprovalsQueries, type QueueRow } from './approvals.queries.js';
import { BulkDecisions, type BulkOutcome } from './bulk-decisions.service.js';

const PAGE = 50;

/** The queue as a page: what waits, by due time. */
@ApiExcludeController()
@Controller('queue')
export class QueueController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly queries: ApprovalsQueries,
    private readonly organisation: OrganisationQueries,
    private readonly bulk: BulkDecisions,
  ) {}

  @Get()
  @Can('reviews.read')
  show(@CurrentActor() actor: Actor, @Query() query: QueuePageQuery): Promise<PageView> {
    return this.page(actor, query, {});
  }

  /** Decides the ticked texts, each of which the person has marked as read. */
  @Post('decisions')
  @Can('reviews.decide')
  decide(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const dto = await parseForm(BulkDecisionDto, { ...body, reviews: tickedOf(body['reviews']) });
        const outcome = await this.bulk.decide(actor, dto);
        if (outcome.refused.length > 0) return this.page(actor, {}, { outcome });
        const n = outcome.decided.length;
        return redirect('/queue', `${n} ${n === 1 ? 'text' : 'texts'} decided.`);
      },
      (shown) => this.page(actor, {}, shown),
    );
  }

  private page(
    actor: Actor,
    query: QueuePageQuery,
    shownAgain: { outcome?: BulkOutcome } & Record<string, unknown>,
  ): Promise<PageView> {
    const { group, kind, departmentId } = query;
    const after = decodeCursor(query.cursor, 2) as [string, string] | null;
    const me = personIdOf(actor);
    // Without a filter a reviewer sees what waits for their own groups; who is in none sees everything.
    const mine = actor.side === 'vendor' && actor.groups.length > 0 ? actor.groups : null;
    const groups = group ? [group] : mine;
    return this.unitOfWork.read(actor, async (tx) => {
      const claimedBy = query.mine ? (me ?? undefined) : undefined;
      const rows = await this.queries.queue(
        tx,
        {
          state: 'pending',
          groups,
          kind,
          claimedBy,
          departmentId,
          late: Boolean(query.late),
          free: Boolean(query.free),
          reader: me,
        },
        PAGE + 1,
        after,
      );
      const shown = rows.slice(0, PAGE);
      const last = shown.at(-1);
      const { groups: known, kinds, ...counts } = await this.queries.pendingSummary(tx, me, groups);
      const { timeZone } = await this.organisation.current(tx);
      const data = {
        ...counts,
        zone: timeZone,
        filter: { group, kind, mine: query.mine, late: query.late, free: query.free, departmentId },
        groups: known.map((value) => ({ value, label: words(value) })),
        kinds: kinds.map((value) => ({ value, label: words(value) })),
        reviews: shown.map((row) => this.card(row, actor, tx.now)),
        shown: shown.length,
        nextHref: rows.length > PAGE && last ? href(query, encodeCursor(this.queries.keyOf(last))) : null,
        firstHref: query.cursor ? href(query) : null,
        anyRead: shown.some(({ readByMe }) => readByMe),
        outcome: null,
        errors: {},
        formError: null,
        values: {},
        ...shownAgain,
      };
      return page('approvals/queue', data, { title: 'Queue' });
    });
  }

  /** Beside "Queue" stands what waits for this person's groups. */
  @NavCount('queue')
  async waiting(actor: Actor, tx: Tx): Promise<number> {
    return actor.side === 'vendor' && actor.groups.length ? this.queries.pendingCount(tx, actor.groups) : 0;
  }

  private card(row: QueueRow, actor: Actor, now: Date) {
    return {
      ...row,
      // What the row calls state is the department's postal state; every review shown is pending.
      state: row.departmentState,
      late: row.dueAt !== null && row.dueAt < now,
      // Its days are over and it is still here: something keeps it from passing in silence.
      lapseHeld: row.lapsesAt !== null && row.lapsesAt < now,
      claimedByMe: isPerson(actor) && row.claimedBy === actor.personId,
      ownWork: objectionTo(actor, row) === 'own_work',
    };
  }
}

function words(code: string): string {
  return code.charAt(0).toUpperCase() + code.slice(1).replaceAll('_', ' ');
}

/** A tick box sends `id:hash` of the text that was read. */
function tickedOf(sent: unknown): { id: string; contentHash: string }[] {
  return [sent ?? []].flat().map((one) => {
    const [id = '', contentHash = ''] = String(one).split(':');
    return { id, contentHash };
  });
}

function href({ group, kind, mine, late, free, departmentId }: QueuePageQuery, cursor?: string): string {
  const given = Object.entries({ group, kind, mine, late, free, departmentId, cursor }).filter(
    (entry): entry is [string, string] => Boolean(entry[1]),
  );
  return `/queue?${new URLSearchParams(given).toString()}`;
}
