import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { projectRoot } from '../../src/platform/project-root.js';
import { MIGRATED } from './postgres.js';
import { liaison } from './processes.js';
import { until } from './until.js';

/** A durable Postgres of a spec's own, which may be stopped as by a power cut and comes back by itself. */
export class OwnPostgres {
  private constructor(
    /** Owner's address, as LIAISON_TEST_PG would be. */
    readonly url: string,
    private readonly folder: string,
    private readonly holder: ChildProcess,
  ) {}

  /** Starts it in a process of its own and migrates the database specs are cloned from. */
  static async start(): Promise<OwnPostgres> {
    const folder = mkdtempSync(path.join(tmpdir(), 'liaison-own-postgres-'));
    const holder = spawn(
      process.execPath,
      [path.join(projectRoot(), 'test/support/hold-postgres.mjs'), folder],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let url = '';
    createInterface({ input: holder.stdout }).on('line', (line) => {
      url ||= (JSON.parse(line) as { held?: string }).held ?? '';
    });
    await until('Postgres to start', () => url !== '');
    const own = new OwnPostgres(url, folder, holder);
    await own.makeTemplate();
    return own;
  }

  /** Immediate shutdown: no checkpoint, every connection cut. Its supervisor starts it again, which recovers from the log. */
  async stopAtOnce(): Promise<void> {
    const running = this.postmaster();
    if (running !== null) process.kill(running, 'SIGQUIT');
    await until('Postgres to be another', () => ![null, running].includes(this.postmaster()));
  }

  async close(): Promise<void> {
    this.holder.kill('SIGKILL');
    await until('Postgres to stop', () => this.postmaster() === null, 20_000).catch(() => undefined);
    await pause(500);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private postmaster(): number | null {
    try {
      const [pid] = readFileSync(
        path.join(this.folder, 'postgres', 'pgdata', 'postmaster.pid'),
        'utf8',
      ).split('\n');
      process.kill(Number(pid), 0);
      return Number(pid);
    } catch {
      return null;
    }
  }

  private async makeTemplate(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    await client.query(`create database ${MIGRATED}`);
    await client.end();
    const template = new URL(this.url);
    template.pathname = `/${MIGRATED}`;
    // Any command brings the database up to date before it does its work.
    await liaison({ DATABASE_URL: template.href, DATA_DIR: this.folder }, 'verify');
  }
}
