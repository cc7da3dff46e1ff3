import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { createApp } from '../../src/create-app.js';
import { PeopleService } from '../../src/identity/people.service.js';
import { SessionService } from '../../src/identity/session.service.js';
import { TokenService } from '../../src/identity/token.service.js';
import { type Role, SYSTEM } from '../../src/platform/actor.js';
import { SettableClock } from '../../src/platform/clock.js';
import { Config } from '../../src/platform/config/config.js';
import { DatabaseUrls } from '../../src/platform/database/database-urls.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { DeliveryService } from '../../src/platform/events/delivery.service.js';
import { ScheduleRegistry } from '../../src/platform/jobs/schedule-registry.js';
import { NestLog, createLog } from '../../src/platform/log.js';
import { WaitingDownloads } from '../../src/referrals/waiting-downloads.js';
import { createTestDatabase } from './postgres.js';
import { TestClient } from './client.js';

export interface TestAppOptions {
  /** The clock's first instant; it stands still until set. */
  now?: string;
  /** Environment on top of the test's own. */
  env?: Record<string, string>;
  /** Hears everything the product logs, at its most talkative. */
  log?: (line: string) => void;
  /** Another address at which the product is to reach its database, such as one through a gate. */
  reach?: (databaseUrl: string) => Promise<string>;
}

export interface As {
  role: Role;
  departmentId?: string;
  groups?: string[];
  name?: string;
  email?: string;
  scopes?: string[];
}

export interface TestApp {
  url: string;
  clock: SettableClock;
  /** A client holding an API token of a new (or, by `email`, the same) person in this role. */
  as(who: Role | As): Promise<TestClient>;
  /** A client with a session cookie, as a browser has. */
  signedIn(who: Role | As): Promise<TestClient>;
  /** A client without any rights. */
  anyone(): TestClient;
  /** Delivers all pending events until quiet; throws when a listener keeps failing. */
  drain(): Promise<void>;
  runScheduled(name: string): Promise<void>;
  sql<R = Record<string, unknown>>(query: string, params?: unknown[]): Promise<R[]>;
  get<T>(token: Type<T>): T;
  nest: NestFastifyApplication;
  databaseUrl: string;
  close(): Promise<void>;
}

let people = 0;

/** Boots the whole product on a fresh database of its own, listening on a free port, with a clock that is set. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = await createTestDatabase();
  const dataDir = mkdtempSync(path.join(tmpdir(), 'liaison-app-'));
  const served = (await options.reach?.(database.url)) ?? database.url;
  const clock = new SettableClock(options.now ?? '2019-02-28T15:00:00Z');
  const config = new Config({
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    SECRET_KEY: 'a-test-key-of-at-least-32-characters',
    BRANCH_WEBHOOK_SECRET: 'branch-test-secret-0123456789',
    LOG_LEVEL: options.log ? 'trace' : (process.env['TEST_LOG'] ?? 'silent'),
    ...options.env,
  });
  const logger = new NestLog(createLog(config.logLevel, options.log && { write: options.log }));
  const nest = await createApp(
    { config, urls: new DatabaseUrls(served, database.url), clock, poolSize: 10 },
    logger,
  );
  await nest.listen({ port: 0, host: '127.0.0.1' });
  const url = (await nest.getUrl()).replace('[::1]', '127.0.0.1');
  const owner = new pg.Pool({ connectionString: database.url, max: 2 });
  owner.on('error', () => undefined);

  const person = async (who: Role | As): Promise<{ as: As; personId: string; membershipId: string }> => {
    const as: As = typeof who === 'string' ? { role: who } : who;
    const number = ++people;
    const name = as.name ?? `${as.role} ${number}`;
    const email = as.email ?? `${as.role}-${number}@people.example`;
    const made = await nest.get(UnitOfWork).run(SYSTEM, (tx) =>
      nest.get(PeopleService).addPerson(tx, {
        name,
        email,
        role: as.role,
        departmentId: as.departmentId ?? null,
        groups: as.groups ?? [],
      }),
    );
    return { as, ...made };
  };

  return {
    url,
    clock,
    nest,
    databaseUrl: database.url,
    async as(who) {
      const { as, personId, membershipId } = await person(who);
      const { token } = await nest
        .get(UnitOfWork)
        .run(SYSTEM, (tx) =>
          nest
            .get(TokenService)
            .create(tx, { personId, membershipId, name: 'test', scopes: as.scopes ?? null }),
        );
      return new TestClient(url, { authorization: `Bearer ${token}` }, personId);
    },
    async signedIn(who) {
      const { personId, membershipId } = await person(who);
      const secret = await nest
        .get(UnitOfWork)
        .run(SYSTEM, (tx) => nest.get(SessionService).start(tx, { personId, membershipId, by: 'test' }));
      return new TestClient(url, { cookie: `session=${secret}`, origin: url, accept: 'text/html' }, personId);
    },
    anyone: () => new TestClient(url, {}),
    async drain() {
      await drain(nest, owner);
    },
    runScheduled: (name) => nest.get(ScheduleRegistry).run(name),
    async sql(query, params) {
      return (await owner.query(query, params)).rows as never;
    },
    get: (token) => nest.get(token, { strict: false }),
    async close() {
      await nest.close();
      await owner.end();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Does the relay's and the worker's job in this process, so that a test sees every consequence before it goes on. */
async function drain(nest: NestFastifyApplication, owner: pg.Pool): Promise<void> {
  await nest.get(WaitingDownloads, { strict: false }).sweep();
  for (let round = 0; round < 200; round++) {
    const { rows } = await owner.query<{
      event_id: string;
      listener: string;
      attempts: number;
      last_error: string;
    }>(
      `select d.event_id, d.listener, d.attempts, d.last_error from event_delivery d join domain_event e on e.id = d.event_id
        where d.state = 'pending' order by e.seq, d.listener`,
    );
    if (rows.length === 0) return;
    for (const row of rows) {
      if (row.attempts >= 3) throw new Error(`${row.listener} keeps failing: ${row.last_error}`);
      await nest.get(DeliveryService, { strict: false }).deliver(row.event_id, row.listener);
    }
  }
  throw new Error('Events keep causing events; something goes round in circles.');
}
