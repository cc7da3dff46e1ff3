/** `npm run check`: format, lint, types and floor plan; runs them all and fails when one does. Arguments name some of them. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { ensureInstalled } from './lib/ensure.mjs';
import { giveUp, inProject, note, root } from './lib/project.mjs';
import { warnOfStaleFigures } from './lib/stale-figures.mjs';

const bin = (...parts) => inProject('node_modules', ...parts);
const floorPlan = ['.dependency-cruiser.cjs', '.dependency-cruiser.js', '.dependency-cruiser.mjs'].find(
  (name) => existsSync(inProject(name)),
);

const CHECKS = {
  format: [bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'],
  lint: [bin('eslint/bin/eslint.js'), '.'],
  types: [bin('ts-native/bin/tsc'), '--noEmit', '-p', 'tsconfig.json'],
  ...(existsSync(inProject('src/client/tsconfig.json'))
    ? { 'client types': [bin('ts-native/bin/tsc'), '--noEmit', '-p', 'src/client/tsconfig.json'] }
    : {}),
  ...(floorPlan
    ? { 'floor plan': [bin('dependency-cruiser/bin/dependency-cruise.mjs'), '--config', floorPlan, 'src'] }
    : {}),
};

await ensureInstalled();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in CHECKS));
if (unknown.length > 0)
  giveUp(`Unknown: ${unknown.join(', ')}. There are: ${Object.keys(CHECKS).join(', ')}.`);
const failed = [];
for (const [name, args] of Object.entries(CHECKS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const began = Date.now();
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) failed.push(name);
  note(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
}
warnOfStaleFigures();
if (failed.length > 0) giveUp(`To be put right: ${failed.join(', ')}.`);
