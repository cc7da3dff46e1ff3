/**
 * `npm run faults`: everything that goes by chance, at full size: the specs that kill processes, drop the queue and stop
 * Postgres, and the properties of the rules. The seed is printed; LIAISON_SEED=<seed> repeats a run. Paths given as
 * arguments are run instead of all.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { inProject, note, root } from './lib/project.mjs';

/** Specs that read their size from test/support/size.ts, and the one that kills Postgres itself. */
const SPECS = [
  'test/faults',
  'test/platform/embedded-postgres',
  'test/content/anything-in-any-order',
  'test/approvals/no-objection',
  'test/referrals/in-any-order',
  'test/referrals/two-over-the-threshold',
  'test/identity/another-department',
  'src/rewards',
  'src/reminders',
  'src/content/rules',
  'src/content/tracked-docx',
  'test/browser/accessible',
];

const chosen = process.argv.slice(2);
const seed = process.env.LIAISON_SEED || String(randomInt(1, 2 ** 31));
const again = ['npm run faults', ...(chosen.length > 0 ? ['--', ...chosen] : [])].join(' ');
note(`Seed ${seed}. To repeat this run: LIAISON_SEED=${seed} ${again}`);
const { status } = spawnSync(
  process.execPath,
  // At full size they starve one another: a worker for each core of a small machine.
  [inProject('scripts', 'test.mjs'), '--maxWorkers=2', ...(chosen.length > 0 ? chosen : SPECS)],
  { cwd: root, stdio: 'inherit', env: { ...process.env, LIAISON_FAULTS: 'full', LIAISON_SEED: seed } },
);
note(`Seed ${seed}`);
process.exit(status ?? 1);
