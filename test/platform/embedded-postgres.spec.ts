import { spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import pg from 'pg';
import { acquireEmbeddedPostgres } from '../../src/platform/postgres/acquire.js';
import { projectRoot } from '../../src/platform/project-root.js';

const PROGRAM = join(projectRoot(), 'test/support/hold-postgres.mjs');
const dataDir = mkdtempSync(join(tmpdir(), 'liaison-embedded-'));
const children: ChildProcess[] = [];

/** Another process with a hold, and what it said so far. */
interface Holder {
  child: ChildProcess;
  lines: Interface;
  said: { held?: string; works?: string; lost?: string }[];
}

function startHolder(): Holder {
  const child = spawn(process.execPath, [PROGRAM, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const lines = createInterface({ input: child.stdout! });
  const holder: Holder = { child, lines, said: [] };
  lines.on('line', (line) => holder.said.push(JSON.parse(line)));
  return holder;
}

async function eventually(what: string, condition: () => boolean, ms = 30_000): Promise<void> {
  const end = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`Waited ${ms} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function holder(): Promise<Holder> {
  const started = startHolder();
  await eventually('the holder has Postgres', () => started.said.length > 0);
  return started;
}

function commandLines(): { pid: number; parent: number; line: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => {
      try {
        return {
          pid: Number(name),
          // The name in brackets may hold blanks; the parent is the second word after it.
          parent: Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]),
          line: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' '),
        };
      } catch {
        return { pid: Number(name), parent: 0, line: '' };
      }
    });
}

/** A child just forked carries its parent's command line until it takes a name of its own; it is no second server. */
const postmasters = (): number[] => {
  const found = commandLines().filter(({ line }) => line.includes(` -D ${dataDir}/`));
  const pids = new Set(found.map(({ pid }) => pid));
  return found.filter(({ parent }) => !pids.has(parent)).map(({ pid }) => pid);
};
const supervisors = (): number[] =>
  commandLines()
    .filter(({ line }) => line.includes(`supervisor.mjs ${dataDir} `))
    .map(({ pid }) => pid);
const nothingRuns = (): boolean => postmasters().length === 0 && supervisors().length === 0;
const kill = (pid: number | undefined): boolean => process.kill(pid!, 'SIGKILL');

async function workedAgain(held: Holder, after: number): Promise<void> {
  await eventually('queries work again', () =>
    held.said.slice(after).some((fact) => fact.works !== undefined),
  );
}

// The specs look at /proc to see what runs; the behaviour itself is the same on macOS.
const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('embedded Postgres', () => {
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await eventually('nothing runs any more', nothingRuns);
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  it('is set up once when two processes come at the same moment, and both use the same server', async () => {
    const [one, two] = [startHolder(), startHolder()];
    await eventually('both have it', () => one.said.length > 0 && two.said.length > 0);
    expect(one.said[0]!.held).toBe(two.said[0]!.held);
    expect(postmasters()).toHaveLength(1);
    expect(supervisors()).toHaveLength(1);
  });

  it('serves an owner who is no superuser, in UTF-8 and UTC, and keeps its passwords to itself', async () => {
    const held = await acquireEmbeddedPostgres({ dataDir, durable: false });
    const client = new pg.Client({ connectionString: held.ownerUrl });
    await client.connect();
    const { rows } = await client.query(
      `select rolsuper, rolcreaterole, rolcreatedb, current_database() as database,
              current_setting('server_encoding') as encoding, current_setting('timezone') as zone
         from pg_roles where rolname = current_user`,
    );
    expect(rows).toEqual([
      {
        rolsuper: false,
        rolcreaterole: true,
        rolcreatedb: true,
        database: 'liaison',
        encoding: 'UTF8',
        zone: 'UTC',
      },
    ]);
    await client.query('create extension if not exists citext; create extension if not exists pg_trgm');
    await client.end();
    const wrong = new URL(held.ownerUrl);
    wrong.password = 'guess';
    await expect(new pg.Client({ connectionString: wrong.href }).connect()).rejects.toThrow('password');
    await held.release();
  });

  it('runs on while one of two holders is killed, and stops by itself after the last one is', async () => {
    const [one, two] = [await holder(), await holder()];
    const [postmaster] = postmasters();
    kill(one.child.pid);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(postmasters()).toEqual([postmaster]);
    kill(two.child.pid);
    await eventually('nothing runs any more', nothingRuns);
  });

  it('comes back at the same address after Postgres itself was killed', async () => {
    const held = await holder();
    const [postmaster] = postmasters();
    kill(postmaster);
    await workedAgain(held, 1);
    expect(postmasters()).toHaveLength(1);
    expect(postmasters()).not.toEqual([postmaster]);
    expect(held.said.some((fact) => fact.lost)).toBe(false);
  });

  it('comes back at the same address when Postgres is killed again while it recovers', async () => {
    const held = await holder();
    let last = 0;
    for (let round = 0; round < 3; round++) {
      // Seen and killed by one look: one that is only starting may be gone by the next.
      let found: number | undefined;
      await eventually('another Postgres is starting', () => (found = postmasters()[0] ?? last) !== last);
      last = found!;
      kill(last);
    }
    await workedAgain(held, 1);
    expect(held.said.some((fact) => fact.lost)).toBe(false);
  });

  it('comes back at the same address after its supervisor was killed', async () => {
    const held = await holder();
    const [supervisor] = supervisors();
    kill(supervisor);
    await workedAgain(held, 1);
    expect(supervisors()).toHaveLength(1);
    expect(postmasters()).toHaveLength(1);
  });

  it('leaves nothing running when supervisor and holder are killed together, and starts again', async () => {
    const held = await holder();
    kill(supervisors()[0]);
    kill(held.child.pid);
    await eventually('nothing runs any more', nothingRuns);
    const next = await holder();
    expect(next.said[0]!.held).toBe(held.said[0]!.held);
  });

  it('replaces a Postgres that was orphaned together with its watchdog', async () => {
    const held = await holder();
    const [orphan] = postmasters();
    const [supervisor] = supervisors();
    const watchdogs = commandLines().filter(
      ({ pid, line }) => line.includes('liaison-postgres-watchdog') && parentOf(pid) === supervisor,
    );
    expect(watchdogs).toHaveLength(1);
    for (const pid of [watchdogs[0]!.pid, supervisor, held.child.pid]) kill(pid);
    await eventually('the supervisor is gone', () => supervisors().length === 0);
    const next = await holder();
    expect(postmasters()).toHaveLength(1);
    expect(postmasters()).not.toEqual([orphan]);
    expect(next.said[0]!.held).toBe(held.said[0]!.held);
  });

  it('keeps what was committed through a kill of everything', async () => {
    const held = await holder();
    const client = new pg.Client({ connectionString: held.said[0]!.held });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('create table kept (id int primary key)');
    await client.query('insert into kept values (1)');
    for (const pid of [postmasters()[0], supervisors()[0], held.child.pid]) kill(pid);
    await client.end().catch(() => undefined);
    const next = await holder();
    const again = new pg.Client({ connectionString: next.said[0]!.held });
    await again.connect();
    expect((await again.query('select id from kept')).rows).toEqual([{ id: 1 }]);
    await again.end();
  });

  it('is not fooled by a stale lock whose process number now belongs to somebody else', async () => {
    await eventually('nothing runs', nothingRuns);
    writeFileSync(join(dataDir, 'postgres.lock'), `${process.pid} 1`);
    await holder();
    expect(supervisors()).toHaveLength(1);
  });

  it('ignores a set-up that was killed half-way', async () => {
    const fresh = join(dataDir, 'fresh');
    mkdirSync(join(fresh, 'postgres.0123456789ab.new', 'pgdata'), { recursive: true });
    chmodSync(fresh, 0o755);
    const held = await acquireEmbeddedPostgres({ dataDir: fresh, durable: false });
    expect(existsSync(join(fresh, 'postgres', 'credentials.json'))).toBe(true);
    await held.release();
    await eventually('it has stopped', () => !existsSync(join(fresh, 'postgres.lock')));
  });
});

function parentOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}
