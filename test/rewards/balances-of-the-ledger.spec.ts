import fc from 'fast-check';
import { Verifier } from '../../src/platform/verify/verify-check.js';
import { LEDGER_ACCOUNTS } from '../../src/rewards/ledger-posting.js';
import { PERIOD_UNITS, periodNamed, periodOn } from '../../src/rewards/ledger/ledger-period.js';
import { buildRewardParents, type RewardParents } from '../factories/reward.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';
import { runs } from '../support/size.js';

interface Entry {
  departmentId: string;
  state: string;
  account: string;
  units: number;
  cents: number;
  enteredOn: string;
}
interface Row {
  group: string;
  label: string;
  account: string;
  units: number;
  cents: number;
  standingUnits: number;
  standingCents: number;
  entriesUrl: string;
  standingUrl: string;
}

let app: TestApp;
let rep: TestClient;
let admin: TestClient;
let desk: RewardParents[];
let entries: Entry[];
let serial = 0;

/** The checks of this room; what the devices were worked out from is set by hand here. */
const BOOKS = ['rewards', 'allowances', 'gift-ledger'];
const BALANCES = '/api/v1/gift-ledger/balances';
const shift = (days: number): void =>
  app.clock.set(new Date(app.clock.now().getTime() + days * 86_400_000).toISOString());
const today = (): string => app.clock.now().toISOString().slice(0, 10);
const council = () => ({ authority: 'council', acceptedOn: today(), resolutionNumber: '1' });

/** What anybody might do next, of one department; what the table of states refuses changes nothing. */
const ACTS: Record<string, (of: RewardParents, id: string, allowance: string) => Promise<unknown>> = {
  earn: (of) => of.settle(20 * ++serial),
  lose: (of) => of.settle(Math.max(0, 20 * (serial - 2))),
  accept: (_, id) => rep.post(`/api/v1/rewards/${id}/acceptance`, council()),
  refuse: (_, id) => rep.post(`/api/v1/rewards/${id}/refusal`, { reason: 'No' }),
  approve: (_, id) => admin.post(`/api/v1/rewards/${id}/approval`, {}),
  ship: (_, id) =>
    admin.post(`/api/v1/rewards/${id}/shipment`, {
      sku: 'BELL-2',
      serialNumber: `S-${++serial}`,
      carrier: 'UPS',
      trackingNumber: '1Z',
      shippedOn: today(),
    }),
  deliver: (_, id) => admin.post(`/api/v1/rewards/${id}/delivery`, { receivedOn: today() }),
  missing: (_, id) => admin.post(`/api/v1/rewards/${id}/loss`, { reason: 'Gone' }),
  return: (_, id) => admin.post(`/api/v1/rewards/${id}/return`, { reason: 'Back', returnedOn: today() }),
  exchange: (_, id) =>
    admin.post(`/api/v1/rewards/${id}/exchange`, { reason: 'Broken', returnedOn: today() }),
  offer: (of) =>
    rep.post('/api/v1/allowances', {
      partnershipId: of.partnershipId,
      recipient: 'department',
      ...(serial++ % 2
        ? { kind: 'discount', unitCents: 5_000, units: 10 }
        : { kind: 'subsidy', matchPercent: 100, units: 10, capCents: 50_000 }),
    }),
  take: (_, __, allowance) => rep.post(`/api/v1/allowances/${allowance}/acceptance`, council()),
  begin: (_, __, allowance) =>
    admin.post(`/api/v1/allowances/${allowance}/activation`, { activeOn: today() }),
  use: (_, __, allowance) => {
    const report = {
      key: `k${++serial}`,
      from: today(),
      to: today(),
      units: 1 + (serial % 3),
      amountCents: 1_700,
    };
    const matched = serial % 2 ? { citySpentCents: 1_700 } : {};
    return rep.post(`/api/v1/allowances/${allowance}/uses`, { ...report, ...matched });
  },
  close: (_, __, allowance) => rep.post(`/api/v1/allowances/${allowance}/closing`, { reason: 'Over' }),
};

/** One walk to the end by the first device and allowance, so that no run leaves the accounts nearly empty. */
const FIRST = ['earn', 'accept', 'approve', 'ship', 'deliver', 'offer', 'take', 'begin', 'use', 'use'].map(
  (act) => ({
    act,
    who: 0,
    which: 0,
    days: 0,
  }),
);

/** All rows of an answer, a few groups at a time. */
async function all<T>(path: string, limit: number): Promise<T[]> {
  const rows: T[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const answer = await admin.get(
      `${path}${path.includes('?') ? '&' : '?'}limit=${limit}${cursor && `&cursor=${cursor}`}`,
    );
    expect(answer.status).toBe(200);
    rows.push(...(answer.json.data as T[]));
    cursor = answer.json.nextCursor as string | null;
  }
  return rows;
}

const sumOf = (list: readonly Entry[]): [number, number] => [
  list.reduce((sum, { units }) => sum + units, 0),
  list.reduce((sum, { cents }) => sum + cents, 0),
];

/** What the balances have to be: the entries themselves, added up here. */
function added(groupOf: (entry: Entry) => string, from: string, to: string): string[] {
  const upTo = entries.filter(({ enteredOn }) => enteredOn <= to);
  const groups = [...new Set(upTo.map(groupOf))];
  return groups
    .flatMap((group) =>
      LEDGER_ACCOUNTS.flatMap((account) => {
        const standing = upTo.filter((entry) => groupOf(entry) === group && entry.account === account);
        if (standing.length === 0) return [];
        const moved = standing.filter(({ enteredOn }) => enteredOn >= from);
        return `${group} ${account} ${sumOf(moved)} ${sumOf(standing)}`;
      }),
    )
    .sort();
}

const shown = (rows: readonly Row[]): string[] =>
  rows
    .map(
      (row) =>
        `${row.group} ${row.account} ${[row.units, row.cents]} ${[row.standingUnits, row.standingCents]}`,
    )
    .sort();

async function readEntries(): Promise<void> {
  entries = await app.sql<Entry>(
    `select e.department_id "departmentId", d.state, e.account, e.units, e.cents, to_char(e.entered_on, 'YYYY-MM-DD') "enteredOn"
       from gift_ledger_entry e join department d on d.id = e.department_id`,
  );
}

beforeAll(async () => {
  app = await startTestApp({ now: '2019-03-12T15:00:00Z' });
  desk = [await buildRewardParents(app), await buildRewardParents(app), await buildRewardParents(app)];
  await app.sql(`update department set state = 'MO' where id = $1`, [desk[2]?.departmentId]);
  rep = await app.as('rep');
  admin = await app.as('admin');
});
afterAll(() => app.close());

describe('balances of the gift ledger', () => {
  it('are the sums of its entries, for every account, department, state and period, after any run of steps', async () => {
    const act = fc.record({
      act: fc.constantFrom(...Object.keys(ACTS)),
      who: fc.nat(2),
      which: fc.nat(20),
      days: fc.constantFrom(0, 0, 0, 0, 0, 0, 9, 40),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 25, maxLength: 40 }), async (acts) => {
        for (const { act: name, who, which, days } of [...FIRST, ...acts]) {
          shift(days);
          const of = desk[who]!;
          const one = async (table: string): Promise<string> => {
            const found = await app.sql<{ id: string }>(
              `select id from ${table} where partnership_id = $1 order by id`,
              [of.partnershipId],
            );
            return found[which % Math.max(1, found.length)]?.id ?? 'none';
          };
          await ACTS[name]?.(of, await one('reward'), await one('allowance'));
        }
        await readEntries();
        const days = [...entries.map(({ enteredOn }) => enteredOn), '2031-01-01'];
        const periods = new Set(days.flatMap((day) => PERIOD_UNITS.map((unit) => periodOn(day, unit).name)));
        for (const [by, groupOf] of [
          ['account', () => 'all'],
          ['department', (entry: Entry) => entry.departmentId],
          ['state', (entry: Entry) => entry.state],
        ] as const) {
          expect(shown(await all<Row>(`${BALANCES}?by=${by}`, 2))).toEqual(added(groupOf, '', '9'));
          for (const name of periods) {
            const { from, to } = periodNamed(name);
            expect(shown(await all<Row>(`${BALANCES}?by=${by}&period=${name}`, 2))).toEqual(
              added(groupOf, from, to),
            );
          }
        }
        for (const unit of PERIOD_UNITS) {
          const rows = await all<Row>(`${BALANCES}?by=period&unit=${unit}`, 3);
          const wanted = [...periods]
            .map(periodNamed)
            .filter((period) => period.unit === unit)
            .flatMap(({ name, from, to }) =>
              added(() => name, from, to).filter((line) =>
                entries.some(
                  ({ account, enteredOn }) =>
                    line.includes(` ${account} `) && enteredOn >= from && enteredOn <= to,
                ),
              ),
            );
          expect(shown(rows.map((row) => ({ ...row, group: row.label })))).toEqual(wanted.sort());
        }
      }),
      { ...runs(2, 40), endOnFailure: true },
    );
    expect(new Set(entries.map(({ account }) => account)).size).toBeGreaterThan(6);
  }, 120_000);

  it('lead each to the entries it is the sum of, and each entry to its step and what is behind that', async () => {
    const rows = await all<Row>(`${BALANCES}?by=state&period=2019`, 200);
    expect(rows.length).toBeGreaterThan(5);
    for (const { entriesUrl, standingUrl, units, cents, standingUnits, standingCents } of rows) {
      expect(sumOf(await all<Entry>(entriesUrl, 40))).toEqual([units, cents]);
      expect(sumOf(await all<Entry>(standingUrl, 40))).toEqual([standingUnits, standingCents]);
    }
    const listed = await all<Record<string, string>>('/api/v1/gift-ledger/entries', 11);
    expect(listed.map(({ enteredOn, id }) => `${enteredOn} ${id}`)).toEqual(
      listed
        .map(({ enteredOn, id }) => `${enteredOn} ${id}`)
        .sort()
        .reverse(),
    );
    expect(listed).toHaveLength(entries.length);
    for (const entry of listed)
      expect([entry['step'], entry['byName'], entry['rewardId'] ?? entry['allowanceId']].every(Boolean)).toBe(
        true,
      );
  });

  it('are the same as a page and as a file; a department reads its own alone', async () => {
    const visitor = await app.signedIn('rep');
    const rows = await all<Row>(`${BALANCES}?by=department&period=2019-03`, 200);
    const answer = await visitor.get('/gift-ledger?by=department&period=2019-03');
    const html = answer.text.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
    const left = rows.filter((row) => row.units !== 0 || row.cents !== 0 || row.standingUnits !== 0);
    expect(left.length).toBeGreaterThan(1);
    for (const { entriesUrl } of left) expect(html).toContain(`"${entriesUrl.replace('/api/v1', '')}"`);
    const csv = await visitor.get('/gift-ledger/balances.csv?by=department&period=2019-03');
    expect(csv.headers.get('content-disposition')).toContain('gift-ledger-2019-03-department.csv');
    expect(csv.text.trim().split('\n').slice(1)).toEqual(
      rows.map((row) =>
        [
          row.group,
          row.label,
          row.account,
          row.units,
          row.cents,
          row.standingUnits,
          row.standingCents,
          '2019-03-01',
          '2019-03-31',
        ].join(','),
      ),
    );
    const behind = await visitor.get(rows[0]!.entriesUrl.replace('/api/v1', ''));
    expect([behind.status, behind.text.includes('#step-')]).toEqual([200, true]);
    expect((await visitor.get('/gift-ledger/entries?account=&from=&to=')).status).toBe(200);

    const own = await app.as({ role: 'pio', departmentId: desk[0]!.departmentId });
    expect(shown((await own.get(`${BALANCES}?by=department`)).json.data)).toEqual(
      added(({ departmentId }) => departmentId, '', '9').filter((line) =>
        line.startsWith(desk[0]!.departmentId),
      ),
    );
    const officer = await app.signedIn({ role: 'records_officer', departmentId: desk[0]!.departmentId });
    for (const path of ['/gift-ledger', '/gift-ledger/entries', '/gift-ledger?by=period&unit=year'])
      expect((await officer.get(path)).status).toBe(200);
  });

  it.each([
    'period=2019-13',
    'period=19',
    'by=city',
    'state=kansas',
    'account=gifts',
    'departmentId=1',
    'by=state&cursor=x',
  ])('answer a question they cannot read, %s, with 400', async (query) =>
    expect((await admin.get(`${BALANCES}?${query}`)).status).toBe(400),
  );
});

describe('the counters behind them', () => {
  it('are written by the entries alone, and verify tells when one is not their sum', async () => {
    for (const role of ['liaison_app', 'liaison_department'])
      for (const right of ['insert', 'update', 'delete'])
        expect(
          await app.sql(`select has_table_privilege($1, 'gift_balance', $2) as held`, [role, right]),
        ).toEqual([{ held: false }]);
    const faults = async (): Promise<string[]> =>
      (await app.get(Verifier).run()).flatMap(({ check, faults: found }) =>
        BOOKS.includes(check) ? found : [],
      );
    expect(await faults()).toEqual([]);
    await app.sql(
      `update gift_balance set cents = cents + 1 where ctid = (select ctid from gift_balance limit 1)`,
    );
    expect(await faults()).toEqual([expect.stringContaining('is not the sum of its entries')]);
  });
});
