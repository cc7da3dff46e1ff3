import type { Tx } from '../platform/database/tx.js';
import { plainArray } from '../platform/database/plain-array.js';
import type { Known, Standing } from './record-decisions.js';
import type { Stored } from './stored-downloads.js';

/** Who holds a code, and the departments that are one with it. */
export interface Holder {
  departmentId: string;
  family: string[];
}

const FACTS = `
  select d.id, d.kind, coalesce(a.alias, d.alias) alias, d.occurred_at "occurredAt", d.occurred_at::text "occurredAtText",
         d.existing_user "existingUser", d.test_device "testDevice", r.disposition reversal
    from download d
    left join lateral (select alias from download_assignment where download_id = d.id order by seq desc limit 1) a on true
    left join download_reversal r on r.provider = d.provider and r.external_id = d.external_id`;

/** What is known of these downloads, in the order of their ids. */
export function factsOf(tx: Tx, ids: readonly string[]): Promise<Known[]> {
  return tx.query(`${FACTS} where d.id = any($1::uuid[]) order by d.id`, [plainArray(ids)]);
}

/** The same of one that has just been stored. */
export function newlyKnown({ id, event, reversal }: Stored): Known {
  const { kind, alias, existingUser, testDevice, occurredAt } = event;
  return {
    id,
    kind,
    alias,
    occurredAt,
    occurredAtText: occurredAt.toISOString(),
    existingUser,
    testDevice,
    reversal,
  };
}

/** Who holds each code these came with. Few departments are one with others, so first it is asked whether any of them is. */
export async function holders(tx: Tx, downloads: readonly Known[]): Promise<Map<string, Holder>> {
  const aliases = [...new Set(downloads.flatMap((download) => download.alias ?? []))];
  if (aliases.length === 0) return new Map();
  const rows = await tx.query<Holder & { alias: string }>(
    `with held as materialized (select alias, department_id from referral_alias where alias = any($1::text[])),
          alone as materialized (select liaison_families(ids) = ids as alone from (select array_agg(department_id) ids from held) h)
     select alias, department_id "departmentId",
            case when (select alone from alone) then array[department_id] else liaison_family(department_id) end family
       from held`,
    [aliases],
  );
  return new Map(rows.map((row) => [row.alias, row]));
}

/** The last word on each of these that has been decided. */
export function standings(tx: Tx, ids: readonly string[]): Promise<Standing[]> {
  return tx.query(
    `select download_id "downloadId", seq, disposition, department_id "departmentId", partnership_id "partnershipId",
            terms_version_id "termsVersionId", matched_alias "matchedAlias", occurred_on "occurredOn"
       from download_standing where download_id = any($1::uuid[])`,
    [plainArray(ids)],
  );
}
