import { survivorOf } from '../departments/survivors.queries.js';
import type { Tx } from '../platform/database/tx.js';

/** Whose text a draft is, and whether it will not go out any more. */
export interface Whose {
  departmentName: string;
  /** The partnership is over and the text was never published; what was published can still be corrected. */
  ended: boolean;
}

/** Some drafts by id, in one question; those the reader may not see are left out. */
export async function whoseDrafts(tx: Tx, drafts: readonly { id: string }[]): Promise<Map<string, Whose>> {
  const rows = await tx.query<Whose & { id: string }>(
    `select f.id, d.name as "departmentName",
            p.ended_on is not null and not exists (select from release r where r.draft_id = f.id) as ended
       from draft f join partnership p on p.id = f.partnership_id ${survivorOf('p.department_id')}
      where f.id = any ($1::uuid[])`,
    [drafts.map(({ id }) => id)],
  );
  return new Map(rows.map(({ id, ...whose }) => [id, whose]));
}
