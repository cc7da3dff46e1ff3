/**
 * `npm run faults`: the specs that kill processes, at full size. The seed is printed; LIAISON_SEED=<seed> repeats a run.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { inProject, note, root } from './lib/project.mjs';

const seed = process.env.LIAISON_SEED || String(randomInt(1, 2 ** 31));
note(`Seed ${seed} (repeat with LIAISON_SEED=${seed})`);
const { status } = spawnSync(
  process.execPath,
  [
    inProject('scripts', 'test.mjs'),
    'test/faults',
    'test/platform/embedded-postgres',
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, LIAISON_FAULTS: 'full', LIAISON_SEED: seed } },
);
process.exit(status ?? 1);
