/** Runs once after all tests: lets go of Postgres, waits until it has stopped, removes its folder. */
import { existsSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export default async function globalTeardown() {
  const held = globalThis.liaisonTestPostgres;
  if (!held) return;
  await held.postgres.release();
  const lock = join(held.dataDir, 'postgres.lock');
  for (let waited = 0; existsSync(lock) && waited < 5_000; waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  // As root the cluster may live elsewhere, behind a link.
  const cluster = join(held.dataDir, 'postgres');
  if (existsSync(cluster)) rmSync(realpathSync(cluster), { recursive: true, force: true });
  rmSync(held.dataDir, { recursive: true, force: true });
}
