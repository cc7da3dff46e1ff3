import type { Tx } from '../platform/database/tx.js';
import { groupBy } from '../platform/group-by.js';
import type { Verdict } from './attribution.js';
import type { Disposition } from './dispositions.js';

/** One download more (+1) or less (-1) under a partnership, its terms, the local year and a disposition. */
export interface CountChange {
  partnershipId: string;
  termsVersionId: string;
  year: number;
  disposition: Disposition;
  departmentId: string;
  by: number;
}

/** Where a verdict is counted; nowhere while the download is nobody's. */
export function countKey(verdict: Verdict, by: 1 | -1): CountChange[] {
  const { partnershipId, termsVersionId, departmentId, disposition, occurredOn } = verdict;
  if (!partnershipId || !termsVersionId || !departmentId || !occurredOn) return [];
  return [
    { partnershipId, termsVersionId, departmentId, disposition, year: Number(occurredOn.slice(0, 4)), by },
  ];
}

/** Adds changes up so that each counter is touched once, in a fixed order; those that cancel out are left alone. */
export function sumChanges(changes: readonly CountChange[]): CountChange[] {
  const sums = new Map<string, CountChange>();
  for (const change of changes) {
    const key = [change.partnershipId, change.termsVersionId, change.year, change.disposition].join(' ');
    const sum = sums.get(key);
    if (sum) sum.by += change.by;
    else sums.set(key, { ...change });
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, sum]) => (sum.by === 0 ? [] : [sum]));
}

/** Writes the changes into the counters. The caller holds the partnerships' locks. */
export async function changeCounts(tx: Tx, changes: readonly CountChange[]): Promise<void> {
  const sums = sumChanges(changes);
  const more = sums.filter((sum) => sum.by > 0);
  const less = sums.filter((sum) => sum.by < 0);
  if (more.length > 0)
    await tx.query(
      `insert into partnership_count as c (partnership_id, terms_version_id, year, disposition, department_id, count)
       select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::uuid[], $6::bigint[])
       on conflict (partnership_id, terms_version_id, year, disposition) do update set count = c.count + excluded.count`,
      columns(more),
    );
  if (less.length > 0)
    await tx.query(
      `update partnership_count c set count = c.count + t.by
         from unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::uuid[], $6::bigint[])
           as t (partnership_id, terms_version_id, year, disposition, department_id, by)
        where (c.partnership_id, c.terms_version_id, c.year, c.disposition)
            = (t.partnership_id, t.terms_version_id, t.year, t.disposition)`,
      columns(less),
    );
  if (less.length > 0) await dropEmptyCounts(tx, [...new Set(less.map((sum) => sum.partnershipId))]);
}

/** A counter that is back at nothing is no row, so that counts made again from the decisions are the same rows. */
export async function dropEmptyCounts(tx: Tx, partnershipIds: readonly string[]): Promise<void> {
  await tx.query('delete from partnership_count where partnership_id = any($1::uuid[]) and count = 0', [
    partnershipIds,
  ]);
}

/** Qualifying downloads of each terms version of these partnerships, by version, versions without any included. */
export async function qualifyingByTerms(
  tx: Tx,
  partnershipIds: readonly string[],
): Promise<Map<string, QualifyingByTerms[]>> {
  const rows = await tx.query<QualifyingByTerms & { partnershipId: string }>(
    `select t.partnership_id "partnershipId", t.id "termsVersionId", coalesce(sum(c.count), 0)::int qualifying,
            coalesce(json_agg(json_build_object('year', c.year, 'qualifying', c.count) order by c.year)
                       filter (where c.count > 0), '[]') "byYear"
       from terms_version t
       left join partnership_count c on c.terms_version_id = t.id and c.partnership_id = t.partnership_id and c.disposition = 'qualifying'
      where t.partnership_id = any($1::uuid[]) group by t.id, t.version order by t.version`,
    [partnershipIds],
  );
  return groupBy(rows, ({ partnershipId }) => partnershipId);
}

export interface QualifyingByTerms {
  termsVersionId: string;
  qualifying: number;
  byYear: { year: number; qualifying: number }[];
}

function columns(changes: readonly CountChange[]): unknown[] {
  return [
    changes.map((c) => c.partnershipId),
    changes.map((c) => c.termsVersionId),
    changes.map((c) => c.year),
    changes.map((c) => c.disposition),
    changes.map((c) => c.departmentId),
    changes.map((c) => c.by),
  ];
}
