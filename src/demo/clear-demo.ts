import pg from 'pg';
import type { DatabaseUrls } from '../platform/database/database-urls.js';
import { runMigrations } from '../platform/database/migrate.js';
import { DomainError } from '../platform/errors.js';

/** Empties a demo installation: the schemas are dropped and made again. Throws `not_a_demo` (409) on any other. */
export async function clearDemo(urls: DatabaseUrls): Promise<void> {
  const client = new pg.Client({ connectionString: urls.owner });
  await client.connect();
  try {
    const { rows } = await client.query<{ demo: boolean }>('select demo from installation');
    if (!rows[0]?.demo)
      throw new DomainError(
        'conflict',
        'not_a_demo',
        'This installation is not a demo; nothing was cleared.',
      );
    await client.query('begin');
    await client.query('drop schema public cascade');
    await client.query('drop schema if exists bullmq cascade');
    await client.query('create schema public');
    await client.query('commit');
  } finally {
    await client.end();
  }
  await runMigrations(urls.owner);
}
