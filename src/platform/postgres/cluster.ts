import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeOwnFolder, ownFolders, preparePostgresBinaries } from './binaries.js';
import { canEnter, chooseRunAs, type RunAs } from './run-as.js';

/** What the supervisor and its holders need to know about one initialised cluster. */
export interface Cluster {
  /** Postgres' own data folder, mode 0700, owned by the user Postgres runs as. */
  pgdata: string;
  /** Installation folder with `bin/postgres`. */
  binaries: string;
  runAs: RunAs | undefined;
  credentials: ClusterCredentials;
}

/** Random passwords made with the cluster, kept beside it with mode 0600. */
export interface ClusterCredentials {
  ownerPassword: string;
  superuserPassword: string;
}

/** The role the product signs in as: it may create roles and databases but is no superuser, as on a managed Postgres. */
export const OWNER_ROLE = 'liaison_owner';
/** The database that belongs to it. */
export const DATABASE = 'liaison';

const FOLDER = 'postgres';
const ENCODING = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];

/**
 * Returns the cluster of a data folder, making it on first use: `initdb`, the owner role and its database, all in a
 * folder that gets its final name last. Killed half-way it leaves only a folder the next call ignores; of two calls at
 * once one wins and both return the same cluster.
 *
 * As root, when the user that runs Postgres may not enter `dataDir`, the cluster lives in a folder of our own and
 * `dataDir/postgres` is a link to it.
 *
 * @throws Error in plain words when the cluster cannot be made.
 */
export function prepareCluster(dataDir: string, log: (line: string) => void): Cluster {
  const place = join(dataDir, FOLDER);
  const runAs = chooseRunAs(join(place, 'pgdata'));
  const binaries = preparePostgresBinaries(runAs, log);
  refuseDanglingLink(place);
  if (!existsSync(place)) create(place, dataDir, binaries, runAs, log);
  const folder = realpathSync(place);
  let credentials: ClusterCredentials;
  try {
    credentials = JSON.parse(readFileSync(join(folder, 'credentials.json'), 'utf8')) as ClusterCredentials;
  } catch (error) {
    throw new Error(
      `The database's passwords in ${folder}/credentials.json cannot be read: ${String(error)}`,
      {
        cause: error,
      },
    );
  }
  return { pgdata: join(folder, 'pgdata'), binaries, runAs, credentials };
}

function refuseDanglingLink(place: string): void {
  if (existsSync(place) || !lstatSync(place, { throwIfNoEntry: false })) return;
  throw new Error(
    `${place} points to ${readlinkSync(place)}, which is gone. Bring it back, or remove the link to start empty.`,
  );
}

function create(
  place: string,
  dataDir: string,
  binaries: string,
  runAs: RunAs | undefined,
  log: (line: string) => void,
): void {
  const home = canEnter(dataDir, runAs) ? dataDir : join(dataHome(runAs), 'data');
  sweep(home);
  const suffix = randomBytes(6).toString('hex');
  const partial = join(home, `${FOLDER}.${suffix}.new`);
  mkdirSync(partial, { recursive: true, mode: 0o755 });
  chmodSync(partial, 0o755);
  try {
    initialise(partial, binaries, runAs);
    if (home === dataDir) {
      renameSync(partial, place);
      return;
    }
    const project = basename(dirname(dataDir)).replace(/[^\w.-]/g, '') || 'liaison';
    const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 8);
    const moved = join(home, `${project}-${hash}-${suffix}`);
    renameSync(partial, moved);
    try {
      symlinkSync(moved, place);
      log(`The user that runs Postgres may not enter ${dataDir}, so the database is kept in ${moved}`);
    } catch (error) {
      rmSync(moved, { recursive: true, force: true });
      throw error;
    }
  } catch (error) {
    if (!existsSync(place)) throw error;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** Removes what a set-up killed half-way left behind; a set-up in progress is never this old. */
function sweep(home: string): void {
  for (const name of readdirSync(home)) {
    const left = join(home, name);
    if (!/^postgres\.[0-9a-f]{12}\.new$/.test(name) || Date.now() - statSync(left).mtimeMs < 600_000)
      continue;
    rmSync(left, { recursive: true, force: true });
  }
}

/** First folder of our own that lasts and that the user may enter. A temporary folder would lose data: never used here. */
function dataHome(runAs: RunAs | undefined): string {
  const lasting = ownFolders().slice(0, -1);
  for (const folder of lasting) {
    try {
      makeOwnFolder(folder);
      makeOwnFolder(join(folder, 'data'));
      if (canEnter(folder, runAs)) return folder;
    } catch {
      continue;
    }
  }
  throw new Error(
    `The user that runs Postgres may enter neither the data folder nor ${lasting.join(' or ')}. ` +
      'Set DATA_DIR to a folder others may pass through, or set DATABASE_URL.',
  );
}

function initialise(folder: string, binaries: string, runAs: RunAs | undefined): void {
  const secret = (): string => randomBytes(24).toString('base64url');
  const credentials: ClusterCredentials = { ownerPassword: secret(), superuserPassword: secret() };
  writeFileSync(join(folder, 'credentials.json'), JSON.stringify(credentials), { mode: 0o600 });
  const pgdata = join(folder, 'pgdata');
  const passwordFile = join(folder, 'pw');
  mkdirSync(pgdata, { mode: 0o700 });
  writeFileSync(passwordFile, credentials.superuserPassword, { mode: 0o600 });
  if (runAs) for (const path of [pgdata, passwordFile]) chownSync(path, runAs.uid, runAs.gid);
  run(binaries, runAs, 'initdb', [
    `--pgdata=${pgdata}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    ...ENCODING,
  ]);
  rmSync(passwordFile);
  // Single-user mode reads one statement a line; nothing listens yet, so the cluster appears complete or not at all.
  const statements = [
    `CREATE ROLE ${OWNER_ROLE} LOGIN CREATEROLE CREATEDB NOSUPERUSER PASSWORD '${credentials.ownerPassword}'`,
    `CREATE DATABASE ${DATABASE} OWNER ${OWNER_ROLE}`,
    // Lets one function of the owner's delete many rows it has already asked all foreign keys about.
    `GRANT SET ON PARAMETER session_replication_role TO ${OWNER_ROLE}`,
  ];
  run(binaries, runAs, 'postgres', ['--single', '-D', pgdata, 'postgres'], `${statements.join('\n')}\n`);
}

function run(binaries: string, runAs: RunAs | undefined, program: string, args: string[], input = ''): void {
  const result = spawnSync(join(binaries, 'bin', program), args, {
    cwd: '/',
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC', PGTZ: 'UTC' },
    encoding: 'utf8',
    input,
    ...runAs,
  });
  const said = `${result.stdout ?? ''}${result.stderr ?? ''}`.trim();
  if (result.error || result.status !== 0 || /^.*\b(ERROR|FATAL|PANIC):/m.test(said)) {
    const why = result.error?.message ?? (said.split('\n').slice(-5).join('\n') || `status ${result.status}`);
    throw new Error(`Postgres could not be set up (${program}): ${why}`);
  }
}
