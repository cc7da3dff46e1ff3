import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { VerifyCheck } from '../platform/verify/verify-check.js';
import { DecisionReader } from './decision-reader.js';

/** How many faults of one kind are told; a broken table would fill the screen. */
const AT_MOST = 20;

/** Difference between what the standing decisions add up to and what the counters say; empty when all is well. */
export const COUNT_DIFFERENCES = `
  select coalesce(f.partnership_id, c.partnership_id) "partnershipId", coalesce(f.terms_version_id, c.terms_version_id) "termsVersionId",
         coalesce(f.year, c.year) "year", coalesce(f.disposition, c.disposition) "disposition",
         coalesce(f.department_id, c.department_id) "departmentId", coalesce(f.count, 0)::bigint "right", coalesce(c.count, 0)::bigint "kept"
    from (select s.partnership_id, s.terms_version_id, extract(year from s.occurred_on)::int as year, s.disposition,
                 s.department_id, count(*) count
            from download_standing s where s.partnership_id is not null
           group by 1, 2, 3, 4, 5) f
    full join partnership_count c on (c.partnership_id, c.terms_version_id, c.year, c.disposition)
                                   = (f.partnership_id, f.terms_version_id, f.year, f.disposition)
   where coalesce(f.count, 0) <> coalesce(c.count, 0)`;

/** The same of the counters of days. */
export const DAY_DIFFERENCES = `
  select coalesce(f.partnership_id, c.partnership_id) "partnershipId", coalesce(f.day, c.day) "day",
         coalesce(f.disposition, c.disposition) "disposition", coalesce(f.count, 0)::bigint "right", coalesce(c.count, 0)::bigint "kept"
    from (select s.partnership_id, s.occurred_on as day, s.disposition, count(*) count
            from download_standing s where s.partnership_id is not null and s.occurred_on is not null
           group by 1, 2, 3) f
    full join partnership_day c on (c.partnership_id, c.day, c.disposition) = (f.partnership_id, f.day, f.disposition)
   where coalesce(f.count, 0) <> coalesce(c.count, 0)`;

/** Those differences that no decision after $1 explains: the counters of days follow decisions at a distance of seconds. */
const UNEXPLAINED_DAYS = `
  with waiting as materialized (
    select distinct c.partnership_id, c.occurred_on as day
      from download_decision n join download_decision c on c.download_id = n.download_id and c.seq in (n.seq, n.seq - 1)
     where n.id > $1 and c.partnership_id is not null)
  select d.* from (${DAY_DIFFERENCES}) d
   where not exists (select from waiting w where w.partnership_id = d."partnershipId" and w.day = d."day")`;

/** Standing rows that are not what the latest decision says. */
export const STANDING_DIFFERENCES = `
  select l.download_id id from (select distinct on (download_id) * from download_decision order by download_id, seq desc) l
    left join download_standing s on s.download_id = l.download_id
   where s.download_id is null
      or (s.seq, s.disposition) is distinct from (l.seq, l.disposition)
      or (s.department_id, s.partnership_id, s.terms_version_id, s.matched_alias, s.occurred_on)
         is distinct from (l.department_id, l.partnership_id, l.terms_version_id, l.matched_alias, l.occurred_on)`;

/** Downloads → decisions → standing → counts: whether each follows from the one before. */
@Injectable()
export class CountsCheck {
  constructor(private readonly reader: DecisionReader) {}

  @VerifyCheck('downloads')
  async *check(tx: Tx): AsyncGenerator<string> {
    const undecided = await tx.query<{ id: string }>(
      `select d.id from download d where not exists (select 1 from download_decision c where c.download_id = d.id) limit ${AT_MOST}`,
    );
    for (const { id } of undecided) yield `download ${id} was never decided`;

    const stale = await tx.query<{ id: string }>(`${STANDING_DIFFERENCES} limit ${AT_MOST}`);
    for (const { id } of stale) yield `download ${id} does not stand as its latest decision says`;

    // No key holds a standing row to its decision; both are written by one statement.
    const unfounded = await tx.query<{ id: string }>(
      `select s.download_id id from download_standing s where not exists (
         select from download_decision c where c.download_id = s.download_id and c.seq = s.seq) limit ${AT_MOST}`,
    );
    for (const { id } of unfounded) yield `download ${id} stands as no decision says`;

    const unheeded = await tx.query<{ id: string }>(
      `select s.download_id id from download_reversal r join download d on (d.provider, d.external_id) = (r.provider, r.external_id)
         join download_standing s on s.download_id = d.id where s.disposition <> r.disposition limit ${AT_MOST}`,
    );
    for (const { id } of unheeded) yield `download ${id} was reversed, and does not stand so`;

    const counts = await tx.query<{
      partnershipId: string;
      disposition: string;
      year: number;
      right: number;
      kept: number;
    }>(`${COUNT_DIFFERENCES} limit ${AT_MOST}`);
    for (const c of counts)
      yield `partnership ${c.partnershipId} counts ${c.kept} ${c.disposition} in ${c.year}, its downloads are ${c.right}`;

    const days = await tx.query<{
      partnershipId: string;
      disposition: string;
      day: string;
      right: number;
      kept: number;
    }>(`${UNEXPLAINED_DAYS} limit ${AT_MOST}`, [await this.reader.start(tx, 'days')]);
    for (const d of days)
      yield `partnership ${d.partnershipId} counts ${d.kept} ${d.disposition} on ${d.day}, its downloads are ${d.right}`;

    const settled = await tx.query<{ partnershipId: string; counted: number; settled: number }>(
      `select p.id "partnershipId", coalesce(c.count, 0)::bigint counted, coalesce(a.qualifying, 0)::bigint settled
         from partnership p
         left join (select partnership_id, sum(count) count from partnership_count where disposition = 'qualifying' group by 1) c
           on c.partnership_id = p.id
         left join reward_account a on a.partnership_id = p.id
        where coalesce(c.count, 0) <> coalesce(a.qualifying, 0) limit ${AT_MOST}`,
    );
    for (const s of settled)
      yield `partnership ${s.partnershipId} counts ${s.counted} qualifying, its devices were worked out from ${s.settled}`;
  }
}
