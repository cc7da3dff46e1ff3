import type { Tx } from '../platform/database/tx.js';
import { slugBase } from './department-name.js';

/**
 * Gives a department the address for its present name and state: `name-state`, plus the ORI (else the id's tail) when that is
 * taken. An older address of its own is taken up again; the former one keeps leading here. Returns the slug.
 */
export async function giveSlug(
  tx: Tx,
  department: { id: string; name: string; state: string; ori: string | null },
): Promise<string> {
  const base = slugBase(department.name, department.state);
  const distinct = `${base}-${(department.ori ?? department.id.slice(-12)).toLowerCase()}`;
  await tx.query(`update department_slug set current = false where department_id = $1 and current`, [
    department.id,
  ]);
  for (const slug of [base, distinct]) {
    const taken = await tx.one<{ slug: string }>(
      `insert into department_slug (slug, department_id, current) values ($1, $2, true)
       on conflict (slug) do update set current = true where department_slug.department_id = excluded.department_id
       returning slug`,
      [slug, department.id],
    );
    if (taken) return taken.slug;
  }
  throw new Error(`No address left for department ${department.id}`);
}
