import { Injectable } from '@nestjs/common';
import { survivorOf } from '../departments/survivors.queries.js';
import type { Tx } from '../platform/database/tx.js';

export interface Bar {
  label: string;
  value: number;
  accent?: boolean;
  warn?: boolean;
}

export interface Undisclosed {
  partnershipId: string;
  departmentId: string;
  departmentName: string;
  days: number;
}

/** Figures over many rooms, for the vendor's own screens. Days are the departments' local days. */
@Injectable()
export class ReportsQueries {
  /** Qualifying downloads by month of their local day, months without any included; both days inclusive, a few seconds behind. */
  downloadsByMonth(tx: Tx, from: string, to: string): Promise<{ month: string; count: number }[]> {
    return tx.query(
      `select to_char(m, 'YYYY-MM') as month, coalesce(sum(c.count), 0)::int as count
         from generate_series(date_trunc('month', $1::date), $2::date, interval '1 month') as m
         left join partnership_day c on c.disposition = 'qualifying' and c.day >= greatest(m::date, $1::date)
           and c.day <= least((m + interval '1 month - 1 day')::date, $2::date)
        group by m order by m`,
      [from, to],
    );
  }

  /** Qualifying downloads of the last weeks up to a day, by ISO week, the running one last; a few seconds behind. */
  downloadsByWeek(tx: Tx, to: string, weeks: number): Promise<{ week: number; count: number }[]> {
    return tx.query(
      `select extract(week from w)::int as week, coalesce(sum(c.count), 0)::int as count
         from generate_series(date_trunc('week', $1::date) - ($2::int - 1) * interval '1 week', $1::date, interval '1 week') as w
         left join partnership_day c on c.disposition = 'qualifying' and c.day between w::date and least((w + interval '6 days')::date, $1::date)
        group by w order by w`,
      [to, weeks],
    );
  }

  /** Partnerships that run and have not been announced, the longest silence first. */
  undisclosed(tx: Tx, limit = 500): Promise<Undisclosed[]> {
    return tx.query(
      `select p.id as "partnershipId", d.id as "departmentId", d.name as "departmentName",
              greatest(0, ($1::timestamptz at time zone d.time_zone)::date - p.active_on) as days
         from partnership p ${survivorOf('p.department_id')}
        where p.active_on is not null and p.announced_on is null and p.ended_on is null
        order by days desc, d.name limit $2`,
      [tx.now, limit],
    );
  }

  /** Devices accrued in these days by the state they are in now, with their fair market value. */
  gifts(tx: Tx, from: string, to: string): Promise<{ state: string; count: number; cents: number }[]> {
    return tx.query(
      `select r.state, count(*)::int as count, sum(r.fmv_cents)::bigint as cents
         from reward r ${survivorOf('r.department_id')}
        where (r.accrued_at at time zone d.time_zone)::date between $1 and $2
        group by r.state order by array_position(array['accrued', 'offered', 'accepted', 'approved', 'shipped', 'delivered',
          'returned', 'lost', 'declined', 'voided'], r.state)`,
      [from, to],
    );
  }

  /** Running partnerships by the department's state. */
  partnersByState(tx: Tx): Promise<{ state: string; count: number }[]> {
    return tx.query(
      `select d.state, count(*)::int as count from partnership p ${survivorOf('p.department_id')}
        where p.state <> 'ended' group by d.state order by d.state`,
    );
  }

  /** Partnerships that ran on each of some days (the day of signing is one, the day of ending not), by the department's state. */
  partnersAt(tx: Tx, days: string[]): Promise<{ day: string; state: string; count: number }[]> {
    return tx.query(
      `select q.day, d.state, count(*)::int as count
         from unnest($1::date[]) q (day)
         join partnership p on p.signed_on <= q.day and (p.ended_on is null or p.ended_on > q.day)
         ${survivorOf('p.department_id')}
        group by q.day, d.state order by q.day, d.state`,
      [days],
    );
  }

  /** Whether there is anything to report on. */
  async any(tx: Tx): Promise<boolean> {
    return (
      (await tx.one(`select where exists (select from pitch) or exists (select from partnership)`)) !==
      undefined
    );
  }
}
