/** `npm run check`: format, lint, types and floor plan; runs them all and fails when one does. Arguments name some of them. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { ensureInstalled } from './lib/ensure.mjs';
import { giveUp, inProject, note, root } from './lib/project.mjs';

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

/** Networks change what they take without telling: figures nobody has looked at for so long are to be looked at, which is no failure. */
function warnOfStaleFigures() {
  const file = 'templates/social/networks.json';
  const { checkedOn } = JSON.parse(readFileSync(inProject(file), 'utf8'));
  const days = Math.floor((Date.now() - Date.parse(checkedOn)) / 86_400_000);
  if (days > 180)
    note(
      `WARNING ${file} was compared with its sources ${days} days ago. Compare it again and set checkedOn.`,
    );
}
