/**
 * Turns src/, migrations/ and bench/ into dist/ with swc, file by file and only what changed. Every file is
 * written beside its place and renamed, so that a reader never meets half a file.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { inProject, root } from './project.mjs';

/** Source files of the server, relative to the project, sorted. Specs stay out; what is not TypeScript is copied. */
export function serverSources() {
  return ['src', 'migrations', 'bench']
    .flatMap((folder) => filesIn(inProject(folder)))
    .map((file) => relative(root, file))
    .filter((file) => !file.startsWith(join('src', 'client')) && !/\.(spec|d)\.ts$/.test(file))
    .sort();
}

/** All files below a folder; none when it is not there. */
export function filesIn(folder) {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    if (entry.name.startsWith('.')) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

/**
 * Builds what differs from `known` (source file → hash of the last build) and removes what has no source any more.
 * @returns the new hashes, and how many files were built
 */
export async function buildServer(known, outDir = inProject('dist')) {
  const { transform } = await import('@swc/core');
  const options = JSON.parse(readFileSync(inProject('.swcrc'), 'utf8'));
  const hashes = {};
  const work = [];
  for (const file of serverSources()) {
    const text = readFileSync(inProject(file));
    hashes[file] = createHash('sha256').update(text).digest('hex');
    if (known[file] !== hashes[file]) work.push({ file, text });
  }
  const faults = [];
  await Promise.all(
    work.map(async ({ file, text }) => {
      if (!file.endsWith('.ts')) return put(join(outDir, file), text);
      try {
        const built = await transform(text.toString('utf8'), {
          ...options,
          swcrc: false,
          configFile: false,
          filename: inProject(file),
          sourceFileName: relative(dirname(join(outDir, file)), inProject(file)),
        });
        const target = join(outDir, outputName(file));
        const name = target.slice(target.lastIndexOf('/') + 1);
        put(`${target}.map`, built.map);
        put(target, `${built.code}//# sourceMappingURL=${name}.map\n`);
      } catch (error) {
        faults.push(`${file}: ${error.message ?? error}`);
      }
    }),
  );
  if (faults.length > 0) throw new Error(`These files do not compile:\n\n${faults.join('\n\n')}`);
  for (const folder of ['src', 'migrations', 'bench']) removeOrphans(join(outDir, folder), outDir, hashes);
  return { hashes, built: work.length };
}

const outputName = (file) => file.replace(/\.ts$/, '.js');

function put(target, text) {
  mkdirSync(dirname(target), { recursive: true });
  const draft = `${target}.${process.pid}.new`;
  writeFileSync(draft, text);
  renameSync(draft, target);
}

function removeOrphans(folder, outDir, hashes) {
  const wanted = new Set(
    Object.keys(hashes).flatMap((file) => [outputName(file), `${outputName(file)}.map`]),
  );
  for (const file of filesIn(folder)) {
    if (!wanted.has(relative(outDir, file))) rmSync(file, { force: true });
  }
}
