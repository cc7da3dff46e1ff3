/**
 * Makes sure the packages are installed and the product is built, and does nothing at all when they are. Both may be asked
 * for by several processes at once and may be killed at any moment: the stamp that says "done" is written last.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { buildClient, clientSources } from './build-client.mjs';
import { buildFonts } from './build-fonts.mjs';
import { buildServer, buildTests, serverSources, testSources } from './build-server.mjs';
import { bundleServer } from './bundle-server.mjs';
import { withLock } from './lock.mjs';
import { inProject, note, root } from './project.mjs';

const INSTALL_STAMP = inProject('node_modules', '.liaison-installed');

/** Installs the packages of package-lock.json when they are missing, half there, or those of another lock file. */
export async function ensureInstalled() {
  if (installed()) return;
  await withLock(inProject('.cache', 'install.lock'), 'installing packages', async (nameChild) => {
    if (installed()) return;
    note('Installing packages (about a minute) …');
    const began = Date.now();
    rmSync(INSTALL_STAMP, { force: true });
    rmSync(inProject('node_modules', '.package-lock.json'), { force: true });
    const options = ['--include=dev', '--no-audit', '--no-fund'];
    let code = await npm(['ci', ...options], nameChild);
    if (code !== 0) {
      note('npm ci did not work; trying npm install …');
      code = await npm(['install', ...options], nameChild);
    }
    if (code !== 0) throw new Error('The packages could not be installed; what npm said is above.');
    writeFileSync(INSTALL_STAMP, lockHash());
    note(`Packages installed in ${seconds(began)}.`);
  });
}

/**
 * Builds what changed since the last build. Each part has a stamp of its own.
 * @param options.parts which of 'server', 'client' (these two) and 'tests'; `force` builds everything again
 */
export async function ensureBuilt({ force = false, parts = ['server', 'client'] } = {}) {
  const stale = () => parts.filter((part) => force || !fresh(part));
  if (stale().length === 0) return;
  await withLock(inProject('.cache', 'build.lock'), 'building', async () => {
    for (const part of stale()) {
      const began = Date.now();
      const stamp = readStamp(part);
      const usable = !force && stamp?.tools === toolsHash() ? stamp : undefined;
      const print = fingerprint(part);
      const tools = toolsHash();
      mkdirSync(inProject('dist'), { recursive: true });
      if (!usable) rmSync(stampFile(part), { force: true });
      const built = await BUILD[part](usable);
      writeStamp(part, { tools, print, ...built.stamp });
      if (built.said) note(`Built ${built.said} in ${seconds(began)}.`);
    }
  });
}

const SOURCES = {
  server: () => serverSources().map((name) => inProject(name)),
  client: clientSources,
  tests: () => testSources().map((name) => inProject(name)),
};

const BUILD = {
  server: async (usable) => {
    const { hashes, built } = await buildServer(usable?.hashes ?? {});
    await bundleServer();
    buildFonts();
    return { stamp: { hashes }, said: built > 0 ? `${built} server files` : '' };
  },
  tests: async (usable) => {
    const { hashes, built } = await buildTests(usable?.hashes ?? {});
    return { stamp: { hashes }, said: built > 0 ? `${built} test files` : '' };
  },
  client: async (usable) => {
    const content = contentHash(clientSources());
    if (usable?.content === content) return { stamp: { content }, said: '' };
    return { stamp: { content }, said: `${await buildClient()} client bundles` };
  },
};

function installed() {
  try {
    if (readFileSync(INSTALL_STAMP, 'utf8') === lockHash()) return true;
  } catch {
    // No stamp: perhaps somebody ran npm by hand.
  }
  if (!matchesLock()) return false;
  writeFileSync(INSTALL_STAMP, lockHash());
  return true;
}

/** Whether npm's own record of what it installed (written last) has every package of the lock file in its version. */
function matchesLock() {
  try {
    const wanted = JSON.parse(readFileSync(inProject('package-lock.json'), 'utf8')).packages;
    const found = JSON.parse(readFileSync(inProject('node_modules', '.package-lock.json'), 'utf8')).packages;
    return Object.entries(wanted).every(
      ([path, { version, optional, link }]) =>
        path === '' || link || (optional && !found[path]) || found[path]?.version === version,
    );
  } catch {
    return false;
  }
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(inProject('package-lock.json')))
    .digest('hex');
}

function npm(args, nameChild) {
  return new Promise((resolve) => {
    // What npm prints is progress, not output: a command's result must stay alone on stdout.
    const child = spawn('npm', args, {
      cwd: root,
      detached: true,
      stdio: ['ignore', 2, 2],
      env: installEnvironment(),
    });
    if (child.pid) nameChild(child.pid);
    const interrupted = (name) => {
      process.kill(-child.pid, name);
      process.exit(130);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const name of signals) process.once(name, interrupted);
    const done = (code) => {
      for (const name of signals) process.removeListener(name, interrupted);
      resolve(code);
    };
    child.once('error', (error) => {
      note(`npm could not be run: ${error.message}`);
      done(127);
    });
    child.once('exit', (code) => done(code ?? 1));
  });
}

/** A script run by npm inherits npm's own variables; some of them (omit, prefix) would change what the inner npm does. */
function installEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_config_(omit|include|prefix|global|workspace)/i.test(name),
    ),
  );
}

const stampFile = (part) => inProject('dist', `.${part}.stamp.json`);

function readStamp(part) {
  try {
    return JSON.parse(readFileSync(stampFile(part), 'utf8'));
  } catch {
    return undefined;
  }
}

function writeStamp(part, stamp) {
  const draft = `${stampFile(part)}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(stamp));
  renameSync(draft, stampFile(part));
}

function fresh(part) {
  const stamp = readStamp(part);
  return stamp !== undefined && stamp.print === fingerprint(part) && stamp.tools === toolsHash();
}

/** Names, sizes and times of the sources: a few milliseconds, and it changes whenever a file does. */
function fingerprint(part) {
  const hash = createHash('sha256');
  for (const file of SOURCES[part]()) {
    const found = statSync(file, { throwIfNoEntry: false });
    hash.update(`${file}\0${found?.size}\0${found?.mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** What the output depends on besides the sources. */
function toolsHash() {
  const own = [
    'build-server.mjs',
    'bundle-server.mjs',
    'build-client.mjs',
    'build-fonts.mjs',
    'ensure.mjs',
  ].map((name) => inProject('scripts', 'lib', name));
  return contentHash([...own, inProject('.swcrc'), inProject('package-lock.json')]);
}

function contentHash(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex');
}

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;
