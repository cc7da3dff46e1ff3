/**
 * `npm run bench`: lists the benchmarks; `npm run bench -- name …` (or `all`) runs them one after another. Options that follow
 * (`--directus FOLDER`) are handed on.
 */
import { spawnSync } from 'node:child_process';
import { ensureBuilt, ensureInstalled } from './lib/ensure.mjs';
import { filesIn } from './lib/build-server.mjs';
import { giveUp, inProject, note, root } from './lib/project.mjs';
import { basename } from 'node:path';

const benches = new Map(
  filesIn(inProject('bench'))
    .filter((file) => /\.(ts|mjs)$/.test(file) && !file.endsWith('.d.ts') && !file.includes('/lib/'))
    .map((file) => [basename(file).replace(/\.(ts|mjs)$/, ''), file]),
);
const given = process.argv.slice(2);
const firstOption = given.findIndex((word) => word.startsWith('-'));
const wanted = firstOption < 0 ? given : given.slice(0, firstOption);
const options = firstOption < 0 ? [] : given.slice(firstOption);
if (wanted.length === 0) {
  note(
    benches.size > 0
      ? `Benchmarks: ${[...benches.keys()].join(', ')}, or all.`
      : 'There are no benchmarks yet.',
  );
  process.exit(0);
}
const names = wanted.includes('all') ? [...benches.keys()] : wanted;
const unknown = names.filter((name) => !benches.has(name));
if (unknown.length > 0) giveUp(`There is no benchmark ${unknown.join(', ')}.`);
try {
  await ensureInstalled();
  await ensureBuilt();
} catch (error) {
  giveUp(error.message);
}
let failed = 0;
for (const name of names) {
  note(`\n${name}`);
  const source = benches.get(name);
  const program = source.replace(inProject('bench'), inProject('dist', 'bench')).replace(/\.ts$/, '.js');
  const { status } = spawnSync(process.execPath, [program, ...options], { cwd: root, stdio: 'inherit' });
  if (status === 2 && names.length === 1) process.exit(2);
  if (status !== 0) failed++;
}
if (failed > 0) giveUp(`${failed} of ${names.length} benchmarks failed.`);
