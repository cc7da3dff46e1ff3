import pg from 'pg';
import type { DatabaseUrls } from '../platform/database/database-urls.js';
import { MIGRATION_LOCK, runMigrations } from '../platform/database/migrate.js';
import { DomainError } from '../platform/errors.js';

const ATTEMPTS = 20;
const DEADLOCK_DETECTED = '40P01';

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
    await untilNotDeadlocked(() => dropEverything(client));
  } finally {
    await client.end();
  }
  await untilNotDeadlocked(() => runMigrations(urls.owner));
}

async function dropEverything(client: pg.Client): Promise<void> {
  try {
    await client.query('begin');
    // A worker that misses its queue remakes it under the same lock, so not while the drop is under way.
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query('drop schema public cascade');
    await client.query('drop schema if exists bullmq cascade');
    await client.query('create schema public');
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

/**
 * A server may still be at work beside the command, and its transactions take the tables in another order than the
 * command does. Postgres then ends one of the two; when it is ours, nothing of that step has happened and it begins again.
 */
async function untilNotDeadlocked(step: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await step();
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== DEADLOCK_DETECTED || attempt === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100 * attempt));
    }
  }
}
