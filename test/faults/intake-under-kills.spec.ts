import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildDepartment } from '../factories/department.js';
import { buildPartnership, type BuiltPartnership } from '../factories/partnership.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Chance } from '../support/faults-chance.js';
import { Crowd } from '../support/faults-crowd.js';
import { type Reported, someDeliveries } from '../support/faults-deliveries.js';
import { OwnPostgres } from '../support/faults-postgres.js';
import { sendAll } from '../support/faults-senders.js';
import { liaison } from '../support/processes.js';
import { printedSeed, size } from '../support/size.js';
import { until } from '../support/until.js';

const DELIVERIES = size(20_000, 1_000_000);
const KILLS = size(20, 200);
const STOPS = size(0, 30);
const SENDERS = 64;
/** Every device has its mail and its events, so that a million downloads at 20 each would be a test of little else. */
const THRESHOLDS = [20, 7, ...Array.from({ length: size(4, 10) }, (_, i) => 100 * (i + 1))];
const PATIENCE_MS = size(120_000, 900_000);
const NOW = '2019-06-03T15:00:00Z';
const ACTIVE_ON = '2019-03-12';
const BRANCH_SECRET = 'branch-test-secret-0123456789';

type Fault = () => Promise<void>;

/** The first lines that only one of two sorted lists has; a million lines are no reading for a failed expectation. */
function otherwise(found: string[], said: string[]): string[] {
  const left = new Set(said);
  const more = found.filter((line) => !left.delete(line));
  return [...more.map((line) => `+ ${line}`), ...[...left].map((line) => `- ${line}`)].slice(0, 20);
}

describe('intake while processes and Postgres die', () => {
  const seed = printedSeed('Intake under kills');
  const chance = new Chance(seed);
  let postgres: OwnPostgres | null = null;
  let sharedPostgres: string | undefined;
  let app: TestApp;
  let folder: string;
  let env: Record<string, string>;
  let crowd: Crowd;
  let partnerships: BuiltPartnership[];

  beforeAll(async () => {
    if (STOPS > 0) {
      postgres = await OwnPostgres.start();
      sharedPostgres = process.env['LIAISON_TEST_PG'];
      process.env['LIAISON_TEST_PG'] = postgres.url;
    }
    app = await startTestApp({ now: NOW });
    folder = mkdtempSync(path.join(tmpdir(), 'liaison-faults-'));
    const clockFile = path.join(folder, 'clock');
    writeFileSync(clockFile, NOW);
    env = {
      DATABASE_URL: app.databaseUrl,
      DATA_DIR: folder,
      SECRET_KEY: 'a-test-key-of-at-least-32-characters',
      BRANCH_WEBHOOK_SECRET: BRANCH_SECRET,
      CLOCK_FILE: clockFile,
    };
    partnerships = [];
    for (const downloadsPerDevice of THRESHOLDS) partnerships.push(await active(downloadsPerDevice));
    crowd = new Crowd(env, ['web', 'web', 'worker', 'worker']);
    await crowd.start();
  }, 180_000);
  afterAll(async () => {
    await crowd.close();
    await app.close();
    await postgres?.close();
    if (postgres) process.env['LIAISON_TEST_PG'] = sharedPostgres;
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  /** A running partnership with an information officer, whom every offered device is told. */
  const active = async (downloadsPerDevice: number): Promise<BuiltPartnership> => {
    const department = await buildDepartment(app);
    const contact = await (
      await app.as('rep')
    ).post(`/api/v1/departments/${department.id}/contacts`, {
      name: 'Lt. Dana Whitcomb',
      role: 'pio',
      email: `pio-${downloadsPerDevice}@pd.example`,
    });
    expect(contact.status).toBe(201);
    return buildPartnership(app, { department, activeOn: ACTIVE_ON, terms: { downloadsPerDevice } });
  };

  /** Every fault has its place among the deliveries; which process it meets is drawn beforehand, too. */
  const faults = (): Map<number, Fault[]> => {
    const kinds = chance.shuffled([
      ...Array.from({ length: KILLS }, () => 'kill'),
      ...Array.from({ length: STOPS }, () => 'stop'),
    ]);
    const planned = new Map<number, Fault[]>();
    for (const kind of kinds) {
      const place = chance.below(crowd.count);
      const kill = async (): Promise<void> => {
        // Whoever is just being started is passed over for the next one that runs.
        for (let turn = place; !(await crowd.kill(turn % crowd.count)); turn++)
          if (turn % crowd.count === 0) await new Promise((resolve) => setTimeout(resolve, 50));
      };
      const at = chance.below(DELIVERIES);
      const fault = kind === 'kill' ? kill : (): Promise<void> => postgres!.stopAtOnce();
      planned.set(at, [...(planned.get(at) ?? []), fault]);
    }
    return planned;
  };

  const expectedCounts = (distinct: Reported[], alias: string): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const { alias: of, expected } of distinct)
      if (of === alias) counts[expected] = (counts[expected] ?? 0) + 1;
    return counts;
  };

  it('loses nothing acknowledged, counts every event once and earns by the rule', async () => {
    const aliases = partnerships.map(({ alias }) => alias);
    const deliveries = someDeliveries(chance, DELIVERIES, { aliases, from: ACTIVE_ON, days: 60 });
    const distinct = [...new Map(deliveries.map((one) => [one.id, one])).values()];
    const planned = faults();
    const began = Date.now();
    await sendAll(
      deliveries,
      { crowd, hook: `/hooks/branch/${BRANCH_SECRET}`, senders: SENDERS },
      async (i) => {
        for (const fault of planned.get(i) ?? []) await fault();
      },
    );
    const sent = Date.now();
    await crowd.allUp();
    await until(
      'all events to be delivered',
      async () => (await app.sql(`select 1 from event_delivery where state <> 'done' limit 1`)).length === 0,
      PATIENCE_MS,
    );

    const kept = await app.sql<{ id: string; disposition: string; decisions: number }>(
      `select d.external_id as id, s.disposition,
              (select count(*)::int from download_decision x where x.download_id = d.id) as decisions
         from download d left join download_standing s on s.download_id = d.id`,
    );
    const told = (rows: { id: string; disposition: string; decisions: number }[]): string[] =>
      rows.map(({ id, disposition, decisions }) => `${id} ${disposition} ${decisions}`).sort();
    const said = told(distinct.map(({ id, expected }) => ({ id, disposition: expected, decisions: 1 })));
    const found = told(kept);
    expect({ kept: found.length, otherwise: otherwise(found, said) }).toEqual({
      kept: said.length,
      otherwise: [],
    });

    let devices = 0;
    for (const [i, { id, alias }] of partnerships.entries()) {
      const counts = expectedCounts(distinct, alias);
      const counted = await app.sql<{ disposition: string; n: number }>(
        'select disposition, sum(count)::int as n from partnership_count where partnership_id = $1 group by 1',
        [id],
      );
      expect(Object.fromEntries(counted.map(({ disposition, n }) => [disposition, n]))).toEqual(counts);
      const qualifying = counts['qualifying'] ?? 0;
      const threshold = THRESHOLDS[i] as number;
      const earned = Math.floor(qualifying / threshold);
      devices += earned;
      expect(
        await app.sql(
          'select qualifying, earned, remainder, issued from reward_account where partnership_id = $1',
          [id],
        ),
      ).toEqual([{ qualifying, earned, remainder: qualifying % threshold, issued: earned }]);
      const rewards = await app.sql<{ ordinal: number; state: string }>(
        'select ordinal, state from reward where partnership_id = $1 order by ordinal',
        [id],
      );
      expect(rewards).toEqual(
        Array.from({ length: earned }, (_, n) => ({ ordinal: n + 1, state: 'offered' })),
      );
    }
    const [consequences] = await app.sql(
      `select (select count(*)::int from domain_event where type = 'reward.offered') as offers,
              (select count(*)::int from email_message where topic = 'rewards') as mails,
              (select count(distinct idempotency_key)::int from email_message where topic = 'rewards') as keys`,
    );
    expect(consequences).toEqual({ offers: devices, mails: devices, keys: devices });
    expect(await liaison(env, 'verify', '--json')).toContain('"ok":true');
    process.stderr.write(
      `${DELIVERIES} deliveries of ${distinct.length} events, ${KILLS} kills, ${STOPS} stops of Postgres: ${devices} devices; ` +
        `sent in ${sent - began} ms, quiet after ${Date.now() - sent} ms more (seed ${seed})\n`,
    );
  }, 2_700_000);
});
