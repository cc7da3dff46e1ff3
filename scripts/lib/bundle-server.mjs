/**
 * Puts the programs of dist/src together with those packages that come as hundreds of small ES modules: Node takes about half a
 * millisecond for each of them, so that a start from single files is a second longer. See docs/adr/programs-start-from-one-file.md.
 */
import { rmSync } from 'node:fs';
import { inProject } from './project.mjs';

const PROGRAMS = ['main', 'cli'];
/** Taken in. Every other package is left where npm put it. */
const INLINED = /^(@nestjs\/(common|core|swagger|typeorm|platform-fastify|mapped-types)|es-toolkit)(\/|$)/;

/** Writes dist/main.js and dist/cli.js, and dist/chunks/ with what they share. */
export async function bundleServer(outDir = inProject('dist')) {
  const { build } = await import('esbuild');
  rmSync(inProject('dist', 'chunks'), { recursive: true, force: true });
  await build({
    entryPoints: PROGRAMS.map((name) => inProject('dist', 'src', `${name}.js`)),
    outdir: outDir,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'linked',
    sourcesContent: false,
    // Entities, events and schemas are known by the names of their classes.
    keepNames: true,
    logLevel: 'error',
    plugins: [{ name: 'packages', setup: leaveOut }],
  });
}

function leaveOut(build) {
  build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
    kind === 'entry-point' || INLINED.test(path) ? undefined : { path, external: true },
  );
}
