/**
 * A process that holds the embedded Postgres of a data folder, for specs that kill it: `node hold-postgres.mjs <folder>`.
 * Prints one line of JSON when it has it, and one whenever its queries begin to work again or the database is lost.
 */
import pg from 'pg';
import { acquireEmbeddedPostgres } from '../../dist/src/platform/postgres/acquire.js';

const say = (fact) => process.stdout.write(`${JSON.stringify(fact)}\n`);

const held = await acquireEmbeddedPostgres({ dataDir: process.argv[2] });
held.onLost((reason) => say({ lost: reason.message }));
const pool = new pg.Pool({ connectionString: held.ownerUrl, max: 2 });
pool.on('error', () => undefined);
say({ held: held.ownerUrl });

let working = true;
for (;;) {
  try {
    await pool.query('select 1');
    if (!working) say({ works: 'again' });
    working = true;
  } catch {
    working = false;
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
}
