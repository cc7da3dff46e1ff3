import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { projectRoot } from '../../src/platform/project-root.js';

const run = promisify(execFile);
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Nothing outside is ever asked, whatever a page links to.
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
];
const ON_THE_PATH = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/**
 * A headless Chromium: the one of the npm package, else one on the PATH. Throws when none runs, with what each
 * said: pages nobody could look at have not been tested. Brings the client bundles up to date first, so call it before the application starts.
 */
export async function startBrowser(): Promise<Browser> {
  await run(process.execPath, [path.join(projectRoot(), 'scripts', 'build.mjs')]);
  const faults: string[] = [];
  for (const find of [unpacked, ...ON_THE_PATH.map((name) => () => onThePath(name))]) {
    try {
      const executablePath = await find();
      if (executablePath) return await chromium.launch({ executablePath, args: ARGS, headless: true });
    } catch (error) {
      faults.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(
    `No Chromium runs here. Install one, or the libraries the packed one misses.\n${faults.join('\n')}`,
  );
}

/** The package's Chromium, unpacked once per user and version; several test processes may ask at once. */
async function unpacked(): Promise<string> {
  const file = path.join(projectRoot(), 'node_modules', '@sparticuz', 'chromium', 'package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  const folder = path.join(tmpdir(), `liaison-chromium-${version}-${process.getuid?.() ?? 'user'}`);
  const executable = path.join(folder, 'chromium');
  if (existsSync(executable)) return executable;
  const own = mkdtempSync(`${folder}-`);
  try {
    // In a process of its own, because the package unpacks to wherever TMPDIR points.
    const unpack = "import('@sparticuz/chromium').then((packed) => packed.default.executablePath())";
    await run(process.execPath, ['-e', unpack], {
      cwd: projectRoot(),
      env: { ...process.env, TMPDIR: own, NODE_OPTIONS: '' },
    });
    if (!existsSync(executable)) renameSync(own, folder);
  } catch (error) {
    if (!existsSync(executable)) throw error;
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
  return executable;
}

function onThePath(name: string): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not here.
    }
  }
  return undefined;
}
