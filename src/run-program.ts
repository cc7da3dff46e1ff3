import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import { importFile } from './platform/import-file.js';
import { tellOrigins } from './stack-origins.js';

type Programs = Record<string, () => Promise<unknown>>;

const PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname', '__bundleUrl', '__importFile'];

/**
 * Starts a program of the bundle `dist/bundle/<file>`. V8's compiled code of it is kept beside it, so that only the first
 * start compiles; V8 refuses what another version or other flags made, and it is made anew.
 * https://nodejs.org/api/vm.html#scriptcreatecacheddata
 */
export async function runProgram(name: string, file: string): Promise<void> {
  const bundle = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', 'bundle', file);
  const kept = `${bundle}.${fingerprint()}`;
  const cachedData = compiledCode(kept);
  const script = new Script(`(function (${PARAMETERS.join(', ')}) {\n${readFileSync(bundle, 'utf8')}\n})`, {
    filename: bundle,
    // The line of the frame does not count: traces speak in lines of the bundle.
    lineOffset: -1,
    cachedData,
  });
  tellOrigins(bundle);
  const module = { exports: {} as { PROGRAMS?: Programs } };
  (script.runInThisContext() as (...given: unknown[]) => void)(
    module.exports,
    createRequire(bundle),
    module,
    bundle,
    path.dirname(bundle),
    pathToFileURL(bundle).href,
    importFile,
  );
  await module.exports.PROGRAMS?.[name]?.();
  if (!cachedData || script.cachedDataRejected) keep(script, kept);
}

/** What compiled code depends on besides its source. */
function fingerprint(): string {
  const flags = process.execArgv.filter((arg) => arg.startsWith('--max') || arg.startsWith('--stack'));
  return createHash('sha256')
    .update([process.version, process.arch, process.env['NODE_OPTIONS'] ?? '', ...flags].join('\n'))
    .digest('hex')
    .slice(0, 12);
}

function compiledCode(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Kept where that is allowed: an image may be read-only, and then each start compiles for itself. */
function keep(script: Script, file: string): void {
  const half = `${file}.${process.pid}`;
  try {
    writeFileSync(half, script.createCachedData());
    renameSync(half, file);
  } catch {
    rmSync(half, { force: true });
  }
}
