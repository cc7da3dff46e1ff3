import type { Tx } from '../platform/database/tx.js';
import { closeReasonLabel, type Ending } from './close-reasons.js';

export interface ReasonCount {
  ending: Ending;
  code: string;
  /** The reason in words. */
  label: string;
  count: number;
}

const UNSTATED = 'unstated';

/** Why pitches ended between two days, by ending, the most frequent reasons first; of one owner or of all the reader sees. */
export async function reasonsOfEnded(
  tx: Tx,
  { from, to, ownerId }: { from: string; to: string; ownerId: string | null },
): Promise<ReasonCount[]> {
  const rows = await tx.query<Omit<ReasonCount, 'label'>>(
    `select case when stage = 'green_lit' then 'won' else stage end as ending,
            coalesce(close_reason_code, '${UNSTATED}') as code, count(*)::int as count
       from pitch where closed_on between $1 and $2 and ($3::uuid is null or owner_id = $3)
      group by 1, 2 order by count desc, code`,
    [from, to, ownerId],
  );
  return rows.map((row) => ({
    ...row,
    label: row.code === UNSTATED ? 'No reason given' : closeReasonLabel(row.code),
  }));
}
