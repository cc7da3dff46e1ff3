/** Starts, watches and stops one Postgres server process (the postmaster). Used by the supervisor only. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { alive, commandLine, processesIn, signal, until } from './processes.mjs';

/** Fast shutdown normally takes 0.1 s; a checkpoint on a slow disk must not keep us, and recovery makes up for it. */
const FAST_STOP_MS = 1_500;
const READY_MS = 60_000;
const PORT_PATIENCE_MS = 2_000;

/**
 * Lives beside the supervisor and outlives its kill -9: reads postmaster process ids from a pipe, and when the pipe closes
 * stops the last one named, politely for three seconds, then at once.
 */
const WATCHDOG = `
trap '' HUP INT TERM
pid=0
while read -r next; do pid=$next; done
[ "$pid" -gt 0 ] || exit 0
kill -INT "$pid" 2>/dev/null || exit 0
i=0
while [ $i -lt 30 ]; do kill -0 "$pid" 2>/dev/null || exit 0; sleep 0.1; i=$((i+1)); done
kill -QUIT "$pid" 2>/dev/null
`;

export class Postmaster {
  #config;
  #log;
  #child;
  #starting;
  #watchdog;
  #stopping = false;
  port = 0;

  /** @param config {pgdata, binaries, runAs?, durable} @param log receives one line at a time */
  constructor(config, log) {
    this.#config = config;
    this.#log = log;
  }

  /**
   * Starts Postgres and resolves when it takes connections, on the preferred port when that is free.
   * `onExit` is called when it goes without having been asked to.
   */
  start(preferredPort, onExit) {
    this.#starting = this.#start(preferredPort, onExit);
    return this.#starting;
  }

  async #start(preferredPort, onExit) {
    if (!existsSync(this.#config.pgdata)) throw new Error(`${this.#config.pgdata} is gone.`);
    for (let attempt = 1; ; attempt++) {
      await this.#clearLeftovers();
      this.port = await freePort(preferredPort);
      const child = this.#spawn();
      if (await this.#ready(child)) {
        this.#child = child;
        child.once('exit', (code, name) => {
          this.#tellWatchdog(0);
          if (!this.#stopping) onExit(`Postgres ended unexpectedly (${name ?? code})`);
        });
        if (child.exitCode !== null || child.signalCode !== null) continue;
        return;
      }
      child.kill('SIGQUIT');
      if (this.#stopping || attempt >= 8) throw new Error('Postgres did not start; the lines above say why.');
      // Killed while it was starting, most likely: what it left is cleared away before the next attempt.
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  /** Stops Postgres: within about 0.1 s as a rule, 2.5 s at worst. */
  async stop() {
    this.#stopping = true;
    await this.#starting?.catch(() => undefined);
    const pid = this.#child?.pid;
    if (pid) await stopProcess(pid);
    this.#tellWatchdog(0);
    this.#watchdog?.stdin.end();
  }

  #spawn() {
    const { pgdata, binaries, runAs, durable } = this.#config;
    const settings = {
      listen_addresses: '127.0.0.1',
      port: this.port,
      unix_socket_directories: '',
      max_connections: 200,
      shared_buffers: '128MB',
      // A list that is taken in writes more between two commits than the usual 4 MB hold.
      wal_buffers: '16MB',
      jit: 'off',
      timezone: 'UTC',
      log_timezone: 'UTC',
      logging_collector: 'off',
      // Lifecycle only: a failed statement and its values belong to the application's log, which redacts.
      log_min_messages: 'log',
      log_min_error_statement: 'panic',
      log_checkpoints: 'off',
      ...(durable
        ? {}
        : {
            fsync: 'off',
            synchronous_commit: 'off',
            full_page_writes: 'off',
            // May lie in memory, where what is kept for a recovery nobody will want is taken from everyone.
            max_wal_size: '256MB',
            wal_init_zero: 'off',
          }),
    };
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = spawn(join(binaries, 'bin', 'postgres'), ['-D', pgdata, ...args], {
      cwd: '/',
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC', PGTZ: 'UTC' },
      ...runAs,
    });
    child.on('error', (error) => this.#log(`Postgres could not be run: ${error.message}`));
    if (child.pid) this.#tellWatchdog(child.pid);
    return child;
  }

  async #ready(child) {
    const pidFile = join(this.#config.pgdata, 'postmaster.pid');
    const ended = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
    const listening = () => {
      const lines = readLines(pidFile);
      return Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready';
    };
    await until(() => ended() || listening(), READY_MS, 10);
    return !ended() && listening();
  }

  /** A postmaster of ours whose supervisor was killed is stopped; what a killed postmaster left is cleared away. */
  async #clearLeftovers() {
    const { pgdata } = this.#config;
    const pidFile = join(pgdata, 'postmaster.pid');
    const pid = Number(readLines(pidFile)[0] ?? 0);
    const ours = () => alive(pid) && `${commandLine(pid)} `.includes(` -D ${pgdata} `);
    if (pid > 1 && ours()) {
      this.#log(`Stopping Postgres (process ${pid}) that an earlier supervisor left running`);
      await stopProcess(pid, ours);
    }
    // Children of a killed postmaster hold the shared memory, and in the midst of recovery they do not notice for seconds.
    const childless = () => processesIn(pgdata).length === 0;
    for (const [name, patience] of [
      ['SIGQUIT', 200],
      ['SIGKILL', 1_500],
    ]) {
      if (await until(childless, patience)) break;
      for (const left of processesIn(pgdata)) signal(left, name);
    }
    await until(childless, 2_000);
    // The number now belongs to a stranger: Postgres would take it for a running server and refuse.
    if (pid > 1 && alive(pid) && !ours()) rmSync(pidFile, { force: true });
  }

  #tellWatchdog(pid) {
    if (!this.#watchdog || this.#watchdog.exitCode !== null || this.#watchdog.signalCode !== null) {
      if (pid === 0) return;
      this.#watchdog = spawn('/bin/sh', ['-c', WATCHDOG, 'liaison-postgres-watchdog'], {
        cwd: '/',
        detached: true,
        stdio: ['pipe', 'ignore', 'ignore'],
        env: { PATH: process.env.PATH ?? '/usr/bin:/bin' },
        ...this.#config.runAs,
      });
      this.#watchdog.on('error', (error) => this.#log(`The watchdog could not be run: ${error.message}`));
      this.#watchdog.stdin.on('error', () => undefined);
      this.#watchdog.once('exit', () => {
        const running = this.#child?.exitCode === null && this.#child?.signalCode === null;
        if (!this.#stopping && running) this.#tellWatchdog(this.#child.pid);
      });
    }
    this.#watchdog.stdin.write(`${pid}\n`);
  }
}

/** Fast shutdown, then immediate, then kill; resolves when the process is gone. */
async function stopProcess(pid, stillIt = () => alive(pid)) {
  for (const [name, patience] of [
    ['SIGINT', FAST_STOP_MS],
    ['SIGQUIT', 1_000],
    ['SIGKILL', 2_000],
  ]) {
    if (!stillIt()) return;
    signal(pid, name);
    if (await until(() => !stillIt(), patience)) return;
  }
}

/** The preferred port, waiting for whoever is about to leave it; when it stays taken, any free one on the loopback address. */
async function freePort(preferred) {
  const tryPort = (port) =>
    new Promise((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(0));
      server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
        const found = server.address().port;
        server.close(() => resolve(found));
      });
    });
  const end = Date.now() + PORT_PATIENCE_MS;
  while (preferred && Date.now() < end) {
    if (await tryPort(preferred)) return preferred;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return tryPort(0);
}

function readLines(file) {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}
