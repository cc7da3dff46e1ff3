import { Injectable } from '@nestjs/common';
import { survivorOf } from '../departments/survivors.queries.js';
import type { Tx } from '../platform/database/tx.js';
import { addMonths, type LocalDate } from '../platform/local-time.js';
import type { Above } from './ranks.js';

/** A department with the qualifying downloads of all its partnerships, and the partnership that runs (else the last). */
export interface Standing {
  departmentId: string;
  departmentName: string;
  state: string;
  qualifying: number;
  partnershipId: string;
  /** Of all its partnerships, in cents. */
  valueCents: number;
}

export interface Totals {
  qualifying: number;
  departments: number;
  valueCents: number;
}

/** Departments that have brought at least one qualifying download, a merged one under its survivor. Reads one account per partnership. */
const BROUGHT = `
  brought as (
    select coalesce(d.merged_into_id, d.id) as department_id, sum(a.qualifying)::int as qualifying
      from reward_account a join department d on d.id = a.department_id group by 1 having sum(a.qualifying) > 0)`;
const VALUE = `coalesce(sum(r.fmv_cents) filter (where r.state not in ('declined', 'returned', 'voided')), 0)::bigint`;

/** Counts of all departments, from counters and accounts; no download is read. */
@Injectable()
export class PaceReportQueries {
  /** Everything together. */
  async totals(tx: Tx): Promise<Totals> {
    const row = await tx.one<Totals>(
      `with ${BROUGHT}
       select (select coalesce(sum(qualifying), 0)::bigint from brought) qualifying, (select count(*)::int from brought) departments,
              (select ${VALUE} from reward r) "valueCents"`,
    );
    return row ?? { qualifying: 0, departments: 0, valueCents: 0 };
  }

  /** A page of the leaderboard, most downloads first; `after` is count and department of the last row seen. */
  async leaders(
    tx: Tx,
    after: readonly unknown[] | null,
    limit: number,
  ): Promise<{ rows: Standing[]; above: Above }> {
    const rows = await tx.query<Standing & Above>(
      `with ${BROUGHT},
       shown as (
         select * from brought where $1::int is null or qualifying < $1 or (qualifying = $1 and department_id > $2)
          order by qualifying desc, department_id limit $3),
       first as (select * from shown order by qualifying desc, department_id limit 1)
       select s.department_id "departmentId", d.name "departmentName", d.state, s.qualifying, p.id "partnershipId",
              (select ${VALUE} from reward r where r.department_id = any ((select liaison_family(s.department_id))::uuid[])) "valueCents",
              (select count(*)::int from brought b, first f where b.qualifying > f.qualifying) "withMore",
              (select count(*)::int from brought b, first f
                where b.qualifying > f.qualifying or (b.qualifying = f.qualifying and b.department_id < f.department_id)) "rows"
         from shown s join department d on d.id = s.department_id
         join lateral (select id from partnership
                        where department_id = any ((select liaison_family(s.department_id))::uuid[])
                        order by (state <> 'ended') desc, signed_on desc, id desc limit 1) p on true
        order by s.qualifying desc, s.department_id`,
      [after?.[0] ?? null, after?.[1] ?? null, limit],
    );
    const [first] = rows;
    return { rows, above: { rows: first?.rows ?? 0, withMore: first?.withMore ?? 0 } };
  }

  /** Running partnerships that have been active for long enough to have a usual month, by id. */
  async running(
    tx: Tx,
    today: LocalDate,
  ): Promise<{ partnershipId: string; departmentName: string; departmentId: string }[]> {
    return tx.query(
      `select p.id "partnershipId", d.id "departmentId", d.name "departmentName"
         from partnership p ${survivorOf('p.department_id')}
        where p.state <> 'ended' and p.active_on <= $1 order by p.id`,
      [addMonths(today, -4)],
    );
  }
}
