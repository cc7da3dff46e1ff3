/**
 * Jest's test runner for this project: as the usual one (jest-circus), but specs and the product are loaded by Node itself,
 * from dist/, once per worker, instead of anew into a sandbox for each file. See docs/adr/specs-run-as-node-runs-them.md.
 */
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inProject, root } from '../../scripts/lib/project.mjs';

const require = createRequire(import.meta.url);
const CIRCUS = require.resolve('jest-circus/runner');
const FRAMEWORK = join(dirname(CIRCUS), 'jestAdapterInit.js');
const { default: circus } = require(CIRCUS);

const seen = new Set();

/** What Jest calls for each spec file; the answer is Jest's own kind of result. */
export default async function nativeRunner(globalConfig, config, environment, runtime, testPath, tell) {
  const { LIAISON_BUILD_FAULT: fault } = process.env;
  if (fault) throw new Error(fault);
  try {
    const outside = { global: globalThis, fakeTimers: null, fakeTimersModern: null };
    return await circus(globalConfig, config, outside, loadedByNode(runtime), testPath, tell);
  } finally {
    forget();
  }
}

/** Jest's runtime, but for what it would load into the sandbox. */
function loadedByNode(runtime) {
  const instead = {
    // Read anew for each file, because it keeps what the file described.
    requireInternalModule: (file) => {
      delete require.cache[file];
      return require(file);
    },
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule: (file) => import(built(file)),
  };
  return new Proxy(runtime, {
    get: (target, name) =>
      instead[name] ?? (typeof target[name] === 'function' ? target[name].bind(target) : target[name]),
  });
}

/** Where the build put a spec; with another address when this process has run it before, as in watch mode. */
function built(file) {
  const { href } = pathToFileURL(inProject('dist', relative(root, file).replace(/\.ts$/, '.js')));
  const again = seen.has(href) ? `?${seen.size}` : '';
  seen.add(href + again);
  return href + again;
}

/** Lets go of what the file described and closed over: else its application would stay in memory. */
function forget() {
  delete require.cache[FRAMEWORK];
  for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
    if (['JEST_STATE_SYMBOL', 'EVENT_HANDLERS'].includes(symbol.description)) delete globalThis[symbol];
  }
}
