/**
 * Turns src/, migrations/ and bench/, and the specs, into dist/ with swc, file by file and only what changed. Every file
 * is written beside its place and renamed, so that a reader never meets half a file.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { inProject, root } from './project.mjs';

/** Source files of the server, relative to the project, sorted. Specs stay out; what is not TypeScript is copied. */
export function serverSources() {
  return sourcesIn(['src', 'migrations', 'bench']).filter((file) => !isSpec(file));
}

/** Specs and what only they use, relative to the project, sorted. What is not TypeScript stays where it is. */
export function testSources() {
  return sourcesIn(['src', 'test']).filter((file) => isTest(file) && file.endsWith('.ts'));
}

function sourcesIn(folders) {
  return folders
    .flatMap((folder) => filesIn(inProject(folder)))
    .map((file) => relative(root, file))
    .filter((file) => !file.startsWith(join('src', 'client')) && !file.endsWith('.d.ts'))
    .sort();
}

/** Told by source and by output: both parts put files into dist/src and clear away only their own. */
const isSpec = (file) => /\.spec\.(ts|js|js\.map)$/.test(file);
const isTest = (file) => isSpec(file) || file.startsWith(`test${sep}`);

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
  const { hashes, built, faults } = await compile(serverSources(), known, outDir);
  if (faults.length > 0)
    throw new Error(`These files do not compile:\n\n${faults.map(({ said }) => said).join('\n\n')}`);
  for (const folder of ['src', 'migrations', 'bench'])
    removeOrphans(join(outDir, folder), outDir, hashes, (file) => !isTest(file));
  return { hashes, built };
}

/** The same for the specs. One that does not compile says so when it is run, and keeps no other from running. */
export async function buildTests(known, outDir = inProject('dist')) {
  const { hashes, built, faults } = await compile(testSources(), known, outDir);
  for (const { file, said } of faults)
    put(join(outDir, outputName(file)), `throw new SyntaxError(${JSON.stringify(said)});\n`);
  for (const folder of ['src', 'test']) removeOrphans(join(outDir, folder), outDir, hashes, isTest);
  return { hashes, built };
}

async function compile(sources, known, outDir) {
  const { transform } = await import('@swc/core');
  const options = JSON.parse(readFileSync(inProject('.swcrc'), 'utf8'));
  const hashes = {};
  const work = [];
  for (const file of sources) {
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
        faults.push({ file, said: `${file}: ${error.message ?? error}` });
      }
    }),
  );
  return { hashes, built: work.length, faults };
}

const outputName = (file) => file.replace(/\.ts$/, '.js');

function put(target, text) {
  mkdirSync(dirname(target), { recursive: true });
  const draft = `${target}.${process.pid}.new`;
  writeFileSync(draft, text);
  renameSync(draft, target);
}

function removeOrphans(folder, outDir, hashes, isOurs) {
  const wanted = new Set(
    Object.keys(hashes).flatMap((file) => [outputName(file), `${outputName(file)}.map`]),
  );
  for (const file of filesIn(folder)) {
    const name = relative(outDir, file);
    if (isOurs(name) && !wanted.has(name)) rmSync(file, { force: true });
  }
}
