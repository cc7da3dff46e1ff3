import type { ClientBase } from 'pg';

/**
 * What the application serves as, what a rep with a limited view steps down to (it has every right of the first, under
 * further policies), what a department's person steps down to, and what anyone reads as.
 */
export const SERVING_ROLES = [
  'liaison_app',
  'liaison_limited',
  'liaison_department',
  'liaison_public',
] as const;

/** The statements a database administrator can run by hand where the migrating user may not create roles. */
export const ROLES_SQL = `
create role liaison_app nologin;
create role liaison_limited nologin;
create role liaison_department nologin;
create role liaison_public nologin;
grant liaison_app, liaison_limited to <the user of DATABASE_URL> with set true, inherit false;
grant liaison_app to liaison_limited with set false, inherit true;
grant liaison_department, liaison_public to liaison_app with set true, inherit false;`.trim();

/**
 * Makes the four roles and the memberships between them. Roles belong to the whole cluster, so another installation
 * or another process may have made them a moment ago: that is tolerated. Throws with the SQL for the administrator
 * where the rights are missing.
 */
export async function ensureRoles(client: ClientBase): Promise<void> {
  try {
    for (const role of SERVING_ROLES) await createRole(client, role);
    await grant(client, 'liaison_app', 'current_user');
    await grant(client, 'liaison_department', 'liaison_app');
    await grant(client, 'liaison_public', 'liaison_app');
    await grant(client, 'liaison_app', 'liaison_limited', 'inherit');
    await grant(client, 'liaison_limited', 'current_user');
    await grantToServingUsers(client);
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error;
    throw new Error(`The database user may not create roles. Ask the administrator to run:\n${ROLES_SQL}`, {
      cause: error,
    });
  }
}

async function createRole(client: ClientBase, role: string): Promise<void> {
  const found = await client.query('select 1 from pg_roles where rolname = $1', [role]);
  if (found.rowCount) return;
  await client.query(`create role ${role} nologin`).catch((error: { code?: string }) => {
    if (error.code !== '42710' && error.code !== '23505') throw error;
  });
}

/** Whoever may serve may step down to a limited view too; a user whose grants are another's to give is left to them. */
async function grantToServingUsers(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select quote_ident(u.rolname) as name from pg_auth_members m
       join pg_roles r on r.oid = m.roleid join pg_roles u on u.oid = m.member
      where r.rolname = 'liaison_app' and m.set_option and u.rolname <> current_user
        and not exists (select from pg_auth_members n join pg_roles l on l.oid = n.roleid
                         where l.rolname = 'liaison_limited' and n.member = m.member and n.set_option)`,
  );
  for (const { name } of rows) {
    await grant(client, 'liaison_limited', name).catch((error: { code?: string }) => {
      if (error.code !== '42501' && error.code !== '42704') throw error;
    });
  }
}

async function grant(
  client: ClientBase,
  role: string,
  to: string,
  option: 'set' | 'inherit' = 'set',
): Promise<void> {
  const member = to === 'current_user' ? 'current_user' : `'${to}'`;
  const found = await client.query(
    `select 1 from pg_auth_members m
       join pg_roles r on r.oid = m.roleid join pg_roles u on u.oid = m.member
      where r.rolname = $1 and u.rolname = ${member}::name and m.${option}_option`,
    [role],
  );
  if (found.rowCount) return;
  for (let attempt = 0; ; attempt++) {
    try {
      await client.query(
        `grant ${role} to ${to} with set ${option === 'set'}, inherit ${option === 'inherit'}`,
      );
      return;
    } catch (error) {
      // Two processes granting at once collide on the catalogue row ("tuple concurrently updated").
      if (attempt >= 5 || !['XX000', '23505', '40001'].includes((error as { code?: string }).code ?? ''))
        throw error;
      await new Promise((resolve) => setTimeout(resolve, 50 * (attempt + 1)));
    }
  }
}
