import { Controller, Get, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { type Actor, isPerson, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { decodeCursor, encodeCursor } from '../platform/web/keyset.js';
import { NavCount } from '../platform/web/layout-context.js';
import { page, type PageView } from '../platform/web/page.js';
import { QueuePageQuery } from './approvals.dto.js';
import { objectionTo } from './approvals.policy.js';
import { ApprovalsQueries, type QueueRow } from './approvals.queries.js';

const PAGE = 50;

/** The queue as a page: what waits, by due time. */
@ApiExcludeController()
@Controller('queue')
export class QueueController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly queries: ApprovalsQueries,
    private readonly organisation: OrganisationQueries,
  ) {}

  @Get()
  @Can('reviews.read')
  async show(@CurrentActor() actor: Actor, @Query() query: QueuePageQuery): Promise<PageView> {
    const group = query.group || null;
    const mine = query.mine === '1';
    const state = query.state ?? 'pending';
    const after = decodeCursor(query.cursor, 2) as [string, string] | null;
    return this.unitOfWork.read(actor, async (tx) => {
      const claimedBy = mine ? (personIdOf(actor) ?? undefined) : undefined;
      const rows = await this.queries.queue(tx, { state, group: group ?? undefined, claimedBy }, PAGE + 1, after);
      const shown = rows.slice(0, PAGE);
      const last = shown.at(-1);
      const { timeZone } = await this.organisation.current(tx);
      return page(
        'approvals/queue',
        {
          zone: timeZone,
          filter: { group, mine, state },
          groups: await this.queries.groups(tx),
          reviews: shown.map((row) => this.card(row, actor, tx.now)),
          nextHref: rows.length > PAGE && last ? nextHref(query, encodeCursor(this.queries.keyOf(last))) : null,
        },
        { title: 'Queue' },
      );
    });
  }

  /** Beside "Queue" stands what waits for this person's groups. */
  @NavCount('queue')
  async waiting(actor: Actor, tx: Tx): Promise<number> {
    return actor.side === 'vendor' && actor.groups.length ? this.queries.pendingCount(tx, actor.groups) : 0;
  }

  private card(row: QueueRow, actor: Actor, now: Date) {
    const objection = objectionTo(actor, row);
    return {
      ...row,
      href: `/reviews/${row.id}`,
      overdue: row.state === 'pending' && row.dueAt !== null && row.dueAt < now,
      claimedByMe: isPerson(actor) && row.claimedBy === actor.personId,
      ownWork: objection === 'own_work',
      canDecide: objection === null && row.state === 'pending',
    };
  }
}

function nextHref({ group, mine, state }: QueuePageQuery, cursor: string): string {
  const query = new URLSearchParams({ ...(group ? { group } : {}), ...(mine ? { mine } : {}), ...(state ? { state } : {}), cursor });
  return `/queue?${query.toString()}`;
}
