import type { ClientBase } from 'pg';

/** What the application serves as, what a department's person steps down to, and what anyone reads as. */
export const SERVING_ROLES = ['liaison_app', 'liaison_department', 'liaison_public'] as const;

/** The statements a database administrator can run by hand where the migrating user may not create roles. */
export const ROLES_SQL = `
create role liaison_app nologin;
create role liaison_department nologin;
create role liaison_public nologin;
grant liaison_app to <the user of DATABASE_URL> with set true, inherit false;
grant liaison_department, liaison_public to liaison_app with set true, inherit false;`.trim();

/**
 * Makes the three roles and the memberships between them. Roles belong to the whole cluster, so another installation
 * or another process may have made them a moment ago: that is tolerated. Throws with the SQL for the administrator
 * where the rights are missing.
 */
export async function ensureRoles(client: ClientBase): Promise<void> {
  try {
    for (const role of SERVING_ROLES) await createRole(client, role);
    await grant(client, 'liaison_app', 'current_user');
    await grant(client, 'liaison_department', 'liaison_app');
    await grant(client, 'liaison_public', 'liaison_app');
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

async function grant(client: ClientBase, role: string, to: string): Promise<void> {
  const member = to === 'current_user' ? 'current_user' : `'${to}'`;
  const found = await client.query(
    `select 1 from pg_auth_members m
       join pg_roles r on r.oid = m.roleid join pg_roles u on u.oid = m.member
      where r.rolname = $1 and u.rolname = ${member}::name and m.set_option`,
    [role],
  );
  if (found.rowCount) return;
  for (let attempt = 0; ; attempt++) {
    try {
      await client.query(`grant ${role} to ${to} with set true, inherit false`);
      return;
    } catch (error) {
      // Two processes granting at once collide on the catalogue row ("tuple concurrently updated").
      if (attempt >= 5 || !['XX000', '23505', '40001'].includes((error as { code?: string }).code ?? ''))
        throw error;
      await new Promise((resolve) => setTimeout(resolve, 50 * (attempt + 1)));
    }
  }
}
