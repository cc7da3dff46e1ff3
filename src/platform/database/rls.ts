import type { QueryRunner } from 'typeorm';

interface Protection {
  /** Privileges of liaison_app, e.g. 'select, insert, update'. */
  app: string;
  /** What a department's person may do, on which rows. `check` (for writes) defaults to `using`. */
  department?: { grant: string; using: string; check?: string };
  /** What anyone may read: columns by name (never `*`), rows by condition. */
  public?: { columns: string; using: string };
}

/**
 * Puts a table under row-level security, FORCED so that not even its owner slips past by accident: the owner and
 * liaison_app see all rows, a department's person and the public only what is written here. Deny is the default.
 * Own rows are `department_id = liaison_department_id()`; those of merged departments are then own rows too.
 */
export async function protect(q: QueryRunner, table: string, rules: Protection): Promise<void> {
  await q.query(`alter table ${table} enable row level security`);
  await q.query(`alter table ${table} force row level security`);
  await q.query(`create policy ${table}_owner on ${table} to current_user using (true) with check (true)`);
  await q.query(`create policy ${table}_app on ${table} to liaison_app using (true) with check (true)`);
  await q.query(`grant ${rules.app} on ${table} to liaison_app`);
  if (rules.department) {
    const { grant } = rules.department;
    const using = await ofFamily(q, rules.department.using);
    const check = rules.department.check && (await ofFamily(q, rules.department.check));
    await q.query(
      `create policy ${table}_department on ${table} to liaison_department using (${using}) with check (${check ?? using})`,
    );
    await q.query(`grant ${grant} on ${table} to liaison_department`);
  }
  if (rules.public) {
    await q.query(
      `create policy ${table}_public on ${table} for select to liaison_public using (${rules.public.using})`,
    );
    await q.query(`grant select (${rules.public.columns}) on ${table} to liaison_public`);
  }
}

/** Own rows are the family's, where departments can be merged; `liaison_department_id()` says it in policies of either age. */
async function ofFamily(q: QueryRunner, condition: string): Promise<string> {
  const [known] = (await q.query(`select to_regprocedure('liaison_department_family()') as known`)) as {
    known: string | null;
  }[];
  if (!known?.known) return condition;
  return condition.replaceAll(
    '= liaison_department_id()',
    '= any ((select liaison_department_family())::uuid[])',
  );
}

/** Rows that belong to a person: those of the rep's reach, and those that are nobody's yet, which anyone may take up. */
export function ownedWithinReach(column: string): string {
  return `${column} is null or ${column} = any ((select liaison_reach())::uuid[])`;
}

/** Rows that hang on a row of another limited table, by its id: seen when that one is. */
export function followsWithinReach(table: string, column: string, of: string): string {
  return `exists (select from ${of} reached where reached.id = ${table}.${column})`;
}

/**
 * Lets a rep whose view is limited to own or team see, and write, only the rows of `using`. For a table of yours that
 * says something of a pitch, call it in the migration after `protect`:
 *
 *     await limitToReach(q, 'activity_file', followsWithinReach('activity_file', 'pitch_id', 'pitch'));
 *     await limitToReach(q, 'call_list', ownedWithinReach('owner_id'));
 *
 * Queries need no change. A row whose column is null follows nothing and is hidden by `followsWithinReach`: say `x is null or …`
 * where it should not be. Everybody else pays nothing: the policy is `liaison_limited`'s alone, a role only such a rep's
 * transaction steps down to. `only: 'select'` leaves writing free, for logs that are written before what they hang on.
 */
export async function limitToReach(
  q: QueryRunner,
  table: string,
  using: string,
  { only = 'all' }: { only?: 'all' | 'select' } = {},
): Promise<void> {
  await q.query(
    `create policy ${table}_reach on ${table} as restrictive for ${only} to liaison_limited using (${using})`,
  );
}

/** Refuses UPDATE, DELETE and TRUNCATE on a table for everyone, its owner included: corrections are new rows. */
export async function appendOnly(q: QueryRunner, table: string): Promise<void> {
  await q.query(`create trigger ${table}_append_only before update or delete on ${table}
    for each row execute function liaison_refuse_change()`);
  await q.query(`create trigger ${table}_no_truncate before truncate on ${table}
    for each statement execute function liaison_refuse_change()`);
}
