import { spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  statSync,
} from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { builtFile } from '../project-root.js';
import { DATABASE, OWNER_ROLE, prepareCluster, type Cluster } from './cluster.js';

export interface AcquireOptions {
  /** Folder that keeps the database, its passwords and its log; made when missing. */
  dataDir: string;
  /** Told in plain words what is worth knowing (the cluster lives elsewhere, Postgres had to be started again). */
  log?: (line: string) => void;
  /** False gives up safety against power loss for speed: for tests only. Decided by whoever starts the server. */
  durable?: boolean;
}

/** A hold on the embedded Postgres of a data folder; it runs for as long as anybody has one. */
export interface EmbeddedPostgres {
  /** Address for `liaison_owner` on database `liaison`. Stays good for as long as the hold lasts. */
  ownerUrl: string;
  port: number;
  /** Lets go. Postgres stops about a second after the last hold, whichever process had it. */
  release(): Promise<void>;
  /** Called at most once, when the database is gone and could not be brought back at the same address. */
  onLost(callback: (reason: Error) => void): void;
}

interface State {
  control: number;
  token: string;
}

const PATIENCE_MS = 60_000;
const LOG_LIMIT_BYTES = 5 * 1024 * 1024;
const ANOTHER_SERVES = 10;

/**
 * Holds the embedded Postgres of a data folder, starting it when nobody else has. Server and command line share it this
 * way; a holder may be killed at any moment. When Postgres or its supervisor is killed, it is brought back at the same
 * address, and connection pools recover by themselves.
 *
 * @throws Error in plain words when Postgres cannot be had within a minute.
 */
export async function acquireEmbeddedPostgres(options: AcquireOptions): Promise<EmbeddedPostgres> {
  if (process.platform === 'win32') {
    throw new Error(
      'The embedded Postgres runs on Linux and macOS. Set DATABASE_URL to a Postgres server of yours.',
    );
  }
  const log = options.log ?? (() => undefined);
  const dataDir = makeDataDir(options.dataDir);
  const cluster = prepareCluster(dataDir, log);
  const supervisor = { dataDir, cluster, durable: options.durable ?? true };
  let hold = await takeHold(supervisor);
  const port = hold.port;
  const callbacks: ((reason: Error) => void)[] = [];
  let lost: Error | undefined;
  let released = false;

  const watch = (socket: Socket): void => {
    socket.once('close', () => {
      if (!released) void regain();
    });
  };
  const regain = async (): Promise<void> => {
    log('The supervisor of the embedded Postgres has gone; starting it again');
    try {
      hold = await takeHold(supervisor);
      if (released) hold.socket.destroy();
      else if (hold.port === port) watch(hold.socket);
      else throw new Error(`The embedded Postgres came back on port ${hold.port} instead of ${port}.`);
    } catch (error) {
      hold.socket.destroy();
      if (released) return;
      lost = error as Error;
      for (const callback of callbacks) callback(lost);
    }
  };
  watch(hold.socket);

  return {
    ownerUrl: `postgres://${OWNER_ROLE}:${cluster.credentials.ownerPassword}@127.0.0.1:${port}/${DATABASE}`,
    port,
    release: async () => {
      released = true;
      hold.socket.destroy();
    },
    onLost: (callback) => {
      callbacks.push(callback);
      if (lost) callback(lost);
    },
  };
}

interface Supervised {
  dataDir: string;
  cluster: Cluster;
  durable: boolean;
}

interface Hold {
  socket: Socket;
  port: number;
}

/** Connects to the running supervisor or starts one, until either works. */
async function takeHold(wanted: Supervised): Promise<Hold> {
  const end = Date.now() + PATIENCE_MS;
  let started: Started | undefined;
  try {
    for (;;) {
      const hold = await knock(wanted.dataDir);
      if (hold) return hold;
      if (started && started.child.exitCode === null && started.child.signalCode === null) {
        await pause(20);
      } else {
        if (started && started.child.exitCode !== ANOTHER_SERVES) throw failure(wanted.dataDir, started);
        if (started) await pause(100);
        started = startSupervisor(wanted);
      }
      if (Date.now() > end) throw failure(wanted.dataDir, started);
    }
  } finally {
    started?.child.stdin?.destroy();
  }
}

/** One attempt to join the supervisor that wrote the state file; undefined when it is not there or not ready. */
async function knock(dataDir: string): Promise<Hold | undefined> {
  let state: State;
  try {
    state = JSON.parse(readFileSync(join(dataDir, 'postgres.state.json'), 'utf8')) as State;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') {
      throw new Error(
        `${dataDir} is in use by another user of this machine. Use that user, or another DATA_DIR.`,
        {
          cause: error,
        },
      );
    }
    return undefined;
  }
  return new Promise((resolve) => {
    const socket = connect({ port: state.control, host: '127.0.0.1' });
    const refuse = (): void => {
      socket.destroy();
      resolve(undefined);
    };
    let heard = '';
    socket.setEncoding('utf8').setTimeout(2_000, refuse);
    socket.on('error', refuse).on('close', refuse);
    socket.on('connect', () => socket.write(`${state.token}\n`));
    socket.on('data', (part: string) => {
      heard += part;
      if (!heard.includes('\n')) return;
      socket.setTimeout(0).removeListener('close', refuse).removeAllListeners('data');
      socket.resume();
      // A command that forgets to release must still be able to end; its end is its release.
      socket.unref();
      try {
        resolve({ socket, port: (JSON.parse(heard) as { port: number }).port });
      } catch {
        refuse();
      }
    });
  });
}

interface Started {
  child: ChildProcess;
  logFile: string;
  logFrom: number;
}

function startSupervisor({ dataDir, cluster, durable }: Supervised): Started {
  const logFile = join(dataDir, 'postgres.log');
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT_BYTES) renameSync(logFile, `${logFile}.1`);
  const output = openSync(logFile, 'a', 0o600);
  const { pgdata, binaries, runAs } = cluster;
  const program = builtFile('src', 'platform', 'postgres', 'supervisor.mjs');
  const child = spawn(
    process.execPath,
    [program, dataDir, JSON.stringify({ pgdata, binaries, runAs, durable })],
    {
      cwd: '/',
      detached: true,
      stdio: ['pipe', output, output],
      env: { PATH: process.env.PATH ?? '' },
    },
  );
  closeSync(output);
  child.on('error', () => undefined);
  child.unref();
  child.stdin?.on('error', () => undefined);
  return { child, logFile, logFrom: size > LOG_LIMIT_BYTES ? 0 : size };
}

function failure(dataDir: string, started: Started): Error {
  let said = '';
  if (existsSync(started.logFile)) {
    const whole = readFileSync(started.logFile);
    said = whole.subarray(started.logFrom).toString('utf8').trim().split('\n').slice(-8).join('\n');
  }
  return new Error(
    `The embedded Postgres in ${dataDir} did not start.\n${said || `See ${started.logFile}.`}`,
  );
}

/** A new or empty folder is made passable for the user Postgres runs as; what is secret inside carries its own mode. */
function makeDataDir(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const { mode, uid } = statSync(folder);
  if (uid === process.getuid?.() && (mode & 0o011) !== 0o011 && readdirSync(folder).length === 0) {
    chmodSync(folder, (mode & 0o777) | 0o011);
  }
  return realpathSync(folder);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
