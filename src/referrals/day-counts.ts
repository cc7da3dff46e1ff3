import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { EVENT_CHANNEL } from '../platform/events/event-recorder.js';
import { Scheduled } from '../platform/jobs/scheduled.js';
import type { LocalDate } from '../platform/local-time.js';
import { DecisionReader, DECISIONS, SEEN, type Seen } from './decision-reader.js';

/** Days counted in one transaction. */
const AT_ONCE = 500;

interface PartnershipDay {
  partnershipId: string;
  day: LocalDate;
}

/**
 * Keeps the counters of days a few seconds behind the decisions, so that taking in a download writes none of them. A day that decisions
 * touch is counted again as a whole, once a run: to see a decision twice, late or out of order changes nothing.
 */
@Injectable()
export class DayCounts {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly reader: DecisionReader,
  ) {}

  @Scheduled('referrals.count-days', { everySeconds: 5 })
  async count(): Promise<void> {
    const touched = new Map<string, PartnershipDay>();
    await this.reader.read(
      'days',
      async (tx, after) => {
        const seen = await this.touchedBy(tx, after);
        for (const day of seen.days) touched.set(`${day.partnershipId} ${day.day}`, day);
        return seen;
      },
      async () => {
        const days = [...touched].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, day]) => day);
        for (let from = 0; from < days.length; from += AT_ONCE)
          await this.uow.run(SYSTEM, (tx) => this.recount(tx, days.slice(from, from + AT_ONCE)));
      },
    );
  }

  /** Where the downloads decided on a page are counted now, and where they were before. */
  private async touchedBy(tx: Tx, after: string): Promise<Seen & { days: PartnershipDay[] }> {
    const [seen] = await tx.query<Seen & { days: PartnershipDay[] }>(
      `with decision as materialized (${DECISIONS}),
            -- One look into the index for each; left to itself, the planner reads the whole table for so many.
            before as (
              select c.partnership_id, c.occurred_on from (select download_id, seq from decision where seq > 1) d
               cross join lateral (select partnership_id, occurred_on from download_decision
                                    where download_id = d.download_id and seq = d.seq - 1 offset 0) c),
            touched as (
              select partnership_id, occurred_on from decision union select partnership_id, occurred_on from before)
       select ${SEEN}, (select coalesce(json_agg(json_build_object('partnershipId', partnership_id, 'day', occurred_on)), '[]')
                          from touched where partnership_id is not null and occurred_on is not null) days`,
      [after],
    );
    return seen ?? { lastId: null, count: 0, days: [] };
  }

  private async recount(tx: Tx, days: readonly PartnershipDay[]): Promise<void> {
    await this.reader.hold(tx, 'days');
    const changed = await tx.query<{ partnershipId: string; departmentId: string }>(
      `with asked as (select * from unnest($1::uuid[], $2::date[]) as t (partnership_id, day)),
       counted as (
         select a.partnership_id, a.day, s.disposition, count(*) as count
           from asked a
           -- A local day lies within the day before to the day after in UTC, so the partnership's index is enough.
           join download_standing s on s.partnership_id = a.partnership_id and s.occurred_on = a.day
            and s.occurred_at >= (a.day - 1)::timestamp at time zone 'UTC'
            and s.occurred_at < (a.day + 2)::timestamp at time zone 'UTC'
          group by 1, 2, 3),
       gone as (
         delete from partnership_day p using asked a
          where p.partnership_id = a.partnership_id and p.day = a.day
            and not exists (select from counted c where (c.partnership_id, c.day, c.disposition) = (p.partnership_id, p.day, p.disposition))
         returning p.partnership_id, p.department_id),
       kept as (
         insert into partnership_day as p (partnership_id, day, disposition, department_id, count)
         select c.partnership_id, c.day, c.disposition, o.department_id, c.count
           from counted c join partnership o on o.id = c.partnership_id
         on conflict (partnership_id, day, disposition) do update set count = excluded.count where p.count <> excluded.count
         returning p.partnership_id, p.department_id)
       select partnership_id "partnershipId", department_id "departmentId" from gone
       union select partnership_id, department_id from kept`,
      [days.map(({ partnershipId }) => partnershipId), days.map(({ day }) => day)],
    );
    await this.tellPages(tx, changed);
  }

  /** Open histories hear that they moved; it is no event of the record. */
  private async tellPages(
    tx: Tx,
    changed: readonly { partnershipId: string; departmentId: string }[],
  ): Promise<void> {
    if (changed.length === 0) return;
    const messages = changed.map(({ partnershipId, departmentId }) =>
      JSON.stringify({
        type: 'download_day.counted',
        subjectType: 'partnership',
        subjectId: partnershipId,
        departmentId,
        visibility: 'shared',
      }),
    );
    await tx.query('select pg_notify($1, message) from unnest($2::text[]) message', [
      EVENT_CHANNEL,
      messages,
    ]);
  }
}
