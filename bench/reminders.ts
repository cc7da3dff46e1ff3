import { type ChildProcess, fork } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import nodemailer from 'nodemailer';
import pg from 'pg';
import { createContext } from '../src/create-app.js';
import { MailSender } from '../src/mail/mail-sender.js';
import { SettableClock } from '../src/platform/clock.js';
import { Config } from '../src/platform/config/config.js';
import { openDatabase } from '../src/platform/database/open-database.js';
import { Planner } from '../src/reminders/planner.js';
import { manyPartnerships } from '../test/factories/many-partnerships.js';
import { nameOrganisation } from '../test/mail/mail-kit.js';
import { timed } from './lib/bench-app.js';

/**
 * A month of reminders for many departments: planned, written, signed and handed over. Beside it the least anybody does to the same
 * bytes: nodemailer's pool with as many connections, signing them as it goes, half of them before and half after ours, in the same
 * run and to the same server in a process of its own. Promises: at least 0.7 of the pool's rate, planning within two seconds, and
 * memory that does not grow with the number of mails. `--count N` for fewer.
 */
const COUNT = Number(process.argv[process.argv.indexOf('--count') + 1]) || 20_000;
const CONNECTIONS = 5;
const PROMISED = 0.7;
const PLANNER_MS = 2_000;
/** Beyond what a collector leaves lying, for the second half of the mails. */
const MOST_GROWTH_MB = 100;
const DUE = new Date('2019-05-22T15:00:00Z');
const SELECTOR = 'bench';
const DOMAIN = 'hallam.example';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const temporary = mkdtempSync(path.join(tmpdir(), 'liaison-bench-'));
const taking = fork(new URL('./lib/taking-smtp.js', import.meta.url).pathname);
const [{ port }] = (await once(taking, 'message')) as [{ port: number }];
const config = new Config({
  DATA_DIR: temporary,
  LOG_LEVEL: 'silent',
  SMTP_URL: `smtp://127.0.0.1:${port}`,
  MAIL_FROM: `Hallam <desk@${DOMAIN}>`,
  SMTP_CONNECTIONS: String(CONNECTIONS),
  DKIM_SELECTOR: SELECTOR,
  DKIM_DOMAIN: DOMAIN,
  DKIM_PRIVATE_KEY: pem,
});
const database = await openDatabase(config, () => undefined);
const sql = new pg.Client({ connectionString: database.urls.owner });
try {
  await sql.connect();
  const app = await createContext({ config, urls: database.urls, clock: new SettableClock(DUE) }, false);
  await nameOrganisation({ get: (type) => app.get(type, { strict: false }) });
  await manyPartnerships((text, params) => sql.query(text, params), {
    count: COUNT,
    name: 'Alder',
    now: new Date('2019-05-01T00:00:00Z'),
    rule: { dayOfMonth: 22 },
    hour: 10,
    nextAt: DUE,
    plannedThrough: new Date('2019-05-02T00:00:00Z'),
  });
  const planner = app.get(Planner, { strict: false });
  const planned = await timed(() => planner.planAll());
  const written = await timed(() => planner.sendDue());
  const { rows } = await sql.query<{ raw: Buffer; address: string }>(
    `select raw, to_address address from email_message where state = 'queued' order by id`,
  );
  if (rows.length !== COUNT) throw new Error(`${rows.length} of ${COUNT} mails were written.`);

  const half = Math.ceil(COUNT / 2);
  const before = await timed(() => byPool(rows.slice(0, half)));
  const poolFirst = await asked(taking);
  const sender = app.get(MailSender, { strict: false });
  const memory: number[] = [];
  const watch = setInterval(() => memory.push(process.memoryUsage().rss / 2 ** 20), 250);
  const ours = await timed(async () => {
    for (let left = COUNT; left > 0;) {
      await sender.sweep();
      const found = await sql.query<{ n: number }>(
        `select count(*)::int n from email_message where state in ('queued', 'sending')`,
      );
      const now = found.rows[0]?.n ?? 0;
      if (now === left) throw new Error(`${left} mails do not move.`);
      left = now;
    }
  });
  clearInterval(watch);
  const oursTaken = await asked(taking);
  const after = await timed(() => byPool(rows.slice(half)));
  const poolSecond = await asked(taking);
  await app.close();

  const rate = { pool: COUNT / ((before + after) / 1_000), ours: COUNT / (ours / 1_000) };
  const growth = growthOf(memory);
  const poolSigned = poolFirst.signed + poolSecond.signed;
  say(`${COUNT} reminders, ${CONNECTIONS} connections, RSA 2048`);
  say(`planned in            ${planned.toFixed(0).padStart(7)} ms (≤ ${PLANNER_MS})`);
  say(
    `written in            ${written.toFixed(0).padStart(7)} ms, ${((1_000 * COUNT) / written).toFixed(0)} a second`,
  );
  say(`bare nodemailer pool  ${rate.pool.toFixed(0).padStart(7)} mails/s, ${poolSigned} signed`);
  say(`rows to accepted      ${rate.ours.toFixed(0).padStart(7)} mails/s, ${oursTaken.signed} signed`);
  say(`memory, second half   ${growth.toFixed(0).padStart(7)} MB more (≤ ${MOST_GROWTH_MB})`);
  say(`ratio ${(rate.ours / rate.pool).toFixed(2)} (≥ ${PROMISED})`);
  const whole = oursTaken.taken === COUNT && oursTaken.signed === COUNT && poolSigned === COUNT;
  if (!whole)
    say(`Not every mail was taken with a signature: ${oursTaken.taken} taken, ${oursTaken.signed} signed.`);
  if (!whole || rate.ours / rate.pool < PROMISED || planned > PLANNER_MS || growth > MOST_GROWTH_MB)
    process.exitCode = 1;
} finally {
  await sql.end().catch(() => undefined);
  await database.close();
  taking.disconnect();
  rmSync(temporary, { recursive: true, force: true });
}

async function byPool(mails: { raw: Buffer; address: string }[]): Promise<void> {
  const pool = nodemailer.createTransport({
    pool: true,
    host: '127.0.0.1',
    port,
    secure: false,
    ignoreTLS: true,
    maxConnections: CONNECTIONS,
    maxMessages: Number.POSITIVE_INFINITY,
    dkim: { domainName: DOMAIN, keySelector: SELECTOR, privateKey: pem },
  });
  await Promise.all(
    mails.map(({ raw, address }) =>
      pool.sendMail({ raw, envelope: { from: `desk@${DOMAIN}`, to: [address] } }),
    ),
  );
  pool.close();
}

async function asked(child: ChildProcess): Promise<{ taken: number; signed: number }> {
  const answer = once(child, 'message');
  child.send('how many');
  return ((await answer) as [{ taken: number; signed: number }])[0];
}

/** How much more is held at the end than halfway, in MB; the first half warms up. */
function growthOf(samples: number[]): number {
  const tail = (from: number, to: number): number =>
    Math.max(0, ...samples.slice(Math.floor(samples.length * from), Math.ceil(samples.length * to)));
  return tail(0.9, 1) - tail(0.4, 0.5);
}
