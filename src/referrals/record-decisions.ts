import { actorName } from '../platform/actor.js';
import { plainArray } from '../platform/database/plain-array.js';
import type { Tx } from '../platform/database/tx.js';
import { newId } from '../platform/id.js';
import { type ReportedDownload, RULE_VERSION, type Verdict } from './attribution.js';

/** What is known of a download. */
export interface Known extends ReportedDownload {
  id: string;
  /** When it happened, as Postgres writes or takes it, to hand on untouched. */
  occurredAtText: string;
}

/** The last word on a download. */
export interface Standing extends Verdict {
  downloadId: string;
  seq: number;
}

/** A download's verdict where it is not the one that stands. */
export interface Change {
  download: Known;
  verdict: Verdict;
  before: Standing | undefined;
}

const FIRST_STANDING = `
  insert into download_standing (download_id, seq, disposition, department_id, partnership_id, terms_version_id, matched_alias,
    occurred_on, reported_alias, occurred_at)
  select download_id, seq, disposition, department_id, partnership_id, terms_version_id, matched_alias, occurred_on, reported_alias,
         occurred_at from said`;
const NEW_STANDING = `
  update download_standing s set seq = n.seq, disposition = n.disposition, department_id = n.department_id,
    partnership_id = n.partnership_id, terms_version_id = n.terms_version_id, matched_alias = n.matched_alias,
    occurred_on = n.occurred_on, reported_alias = n.reported_alias
  from said n where s.download_id = n.download_id`;

/** Writes decisions, append-only, and how their downloads stand now. The caller holds the partnerships' locks. */
export async function recordDecisions(tx: Tx, changes: readonly Change[], cause: string): Promise<void> {
  const [first, again] = [changes.filter(({ before }) => !before), changes.filter(({ before }) => before)];
  await record(tx, first, cause, FIRST_STANDING);
  await record(tx, again, cause, NEW_STANDING);
}

/** Thousands share some hundreds of verdicts: each is sent once, and each download says by its place which one it has. */
async function record(
  tx: Tx,
  changes: readonly Change[],
  cause: string,
  standing: typeof FIRST_STANDING | typeof NEW_STANDING,
): Promise<void> {
  if (changes.length === 0) return;
  const { verdicts, places } = distinctVerdicts(changes);
  const said = <T>(pick: (verdict: Verdict) => T): T[] => verdicts.map(pick);
  await tx.query(
    `with verdict as (
       select * from unnest($5::text[], $6::uuid[], $7::uuid[], $8::uuid[], $9::text[], $10::date[]) with ordinality
         as v (disposition, department_id, partnership_id, terms_version_id, matched_alias, occurred_on, place)),
     said as materialized (
       select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[], $15::text[], $16::timestamptz[])
         as t (id, download_id, seq, place, reported_alias, occurred_at) join verdict using (place)),
     decided as (
       insert into download_decision (id, download_id, seq, disposition, rule_version, department_id, partnership_id,
         terms_version_id, matched_alias, occurred_on, cause, decided_by, decided_at)
       select id, download_id, seq, disposition, $11, department_id, partnership_id, terms_version_id, matched_alias, occurred_on,
              $12, $13, $14 from said)
     ${standing}`,
    [
      plainArray(changes.map(() => newId())),
      plainArray(changes.map(({ download }) => download.id)),
      plainArray(changes.map(({ before }) => (before?.seq ?? 0) + 1)),
      plainArray(places),
      said((v) => v.disposition),
      said((v) => v.departmentId),
      said((v) => v.partnershipId),
      said((v) => v.termsVersionId),
      said((v) => v.matchedAlias),
      said((v) => v.occurredOn),
      RULE_VERSION,
      cause,
      actorName(tx.actor),
      tx.now,
      changes.map(({ download }) => download.alias),
      plainArray(changes.map(({ download }) => download.occurredAtText)),
    ],
  );
}

/** Each verdict there is once, and for each change, in order, the place of its own among them, from 1. */
function distinctVerdicts(changes: readonly Change[]): { verdicts: Verdict[]; places: number[] } {
  const placeOf = new Map<string, number>();
  const verdicts: Verdict[] = [];
  const places = changes.map(({ verdict }) => {
    const { disposition, departmentId, partnershipId, termsVersionId, matchedAlias, occurredOn } = verdict;
    const key = `${disposition} ${departmentId} ${partnershipId} ${termsVersionId} ${matchedAlias} ${occurredOn}`;
    const place = placeOf.get(key) ?? verdicts.push(verdict);
    placeOf.set(key, place);
    return place;
  });
  return { verdicts, places };
}
