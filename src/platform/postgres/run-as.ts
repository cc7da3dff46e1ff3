import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

/** The system user Postgres runs as. `undefined` throughout means: the user we already are. */
export interface RunAs {
  uid: number;
  gid: number;
}

/**
 * Postgres refuses to run as root. When we are root this names an unprivileged system user to run it as: the owner of
 * a cluster that already exists, else `postgres`, else `liaison` (created on first use). For anybody else: undefined.
 *
 * @param existingCluster folder of a cluster that may exist already; its owner wins, so that a later change in
 *   /etc/passwd never locks us out of our own data.
 * @throws Error in plain words when root has no such user and cannot create one.
 */
export function chooseRunAs(existingCluster: string): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(existingCluster, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const known = passwdEntry('postgres') ?? passwdEntry('liaison');
  if (known) return known;
  createSystemUser('liaison');
  const created = passwdEntry('liaison') ?? passwdEntry('nobody');
  if (created) return created;
  throw new Error(
    'Postgres does not run as root, and no system user "liaison" could be created. ' +
      'Start as an ordinary user, or add the user (useradd --system liaison), or set DATABASE_URL.',
  );
}

/** True when the user can enter the folder and, asked for, run the program inside it (tried, not computed: ACLs, noexec). */
export function canEnter(folder: string, runAs: RunAs | undefined, program?: string): boolean {
  const script = program ? 'cd "$1" && exec "$2" --version' : 'cd "$1"';
  const args = ['-c', script, 'sh', folder, ...(program ? [program] : [])];
  const tried = spawnSync('/bin/sh', args, { cwd: '/', stdio: 'ignore', env: { LC_ALL: 'C' }, ...runAs });
  return tried.status === 0;
}

function passwdEntry(name: string): RunAs | undefined {
  let passwd: string;
  try {
    passwd = readFileSync('/etc/passwd', 'utf8');
  } catch {
    return undefined;
  }
  const fields = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find((parts) => parts[0] === name);
  const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
  return uid > 0 && gid >= 0 ? { uid, gid } : undefined;
}

/** Debian and Red Hat bring useradd, Alpine and macOS do not; whichever answers first. */
function createSystemUser(name: string): void {
  const ways: [string, string[]][] = [
    ['useradd', ['--system', '--no-create-home', '--home-dir', '/nonexistent', '--user-group', name]],
    ['adduser', ['--system', '--no-create-home', '--group', name]],
    ['adduser', ['-S', '-D', '-H', name]],
  ];
  const path = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`;
  for (const [command, args] of ways) {
    if (spawnSync(command, args, { stdio: 'ignore', env: { ...process.env, PATH: path } }).status === 0)
      return;
  }
}
