import { Verifier } from '../../src/platform/verify/verify-check.js';
import { buildRewardParents, type RewardParents } from '../factories/reward.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer, TestClient } from '../support/client.js';

let app: TestApp;
let parents: RewardParents;
let other: RewardParents;
let pio: TestClient;
let rep: TestClient;
let admin: TestClient;
let otherAdmin: TestClient;
let discount: string;
let subsidy: string;

/** The checks of this room; what the devices were worked out from is set by hand here. */
const BOOKS = ['rewards', 'allowances', 'gift-ledger'];
const API = '/api/v1/allowances';
const council = { authority: 'council', acceptedOn: '2019-04-01', resolutionNumber: '2019-14' };
const said = ({ status, json }: Answer): [number, string] => [status, json.code as string];
const offer = (more: object): Promise<Answer> =>
  rep.post(API, { partnershipId: parents.partnershipId, recipient: 'department', ...more });
const report = (key: string, units: number, amountCents: number, more: object = {}) => ({
  key,
  from: '2019-04-02',
  to: '2019-04-30',
  units,
  amountCents,
  ...more,
});
const entries = async (id: string): Promise<string[]> =>
  (await admin.get(`/api/v1/gift-ledger?allowanceId=${id}`)).json.data.map(
    (row: { step: string; account: string; units: number; cents: number }) =>
      `${row.step}: ${row.account} ${row.units} ${row.cents}`,
  );
const faults = async (): Promise<string[]> =>
  (await app.get(Verifier).run()).flatMap(({ check, faults: found }) => (BOOKS.includes(check) ? found : []));

beforeAll(async () => {
  app = await startTestApp({ now: '2019-04-01T15:00:00Z' });
  parents = await buildRewardParents(app, { giftPolicy: { acceptor: 'council', limitCents: 100_000 } });
  other = await buildRewardParents(app);
  pio = await app.as({ role: 'pio', departmentId: parents.departmentId, email: 'pio@dept.example' });
  rep = await app.as('rep');
  admin = await app.as('admin');
  otherAdmin = await app.as('admin');
});
afterAll(() => app.close());

describe('an offer', () => {
  it('goes to the department, never to a person; the attempt is on the record', async () => {
    const terms = { kind: 'discount', unitCents: 5_000, units: 100 };
    expect(said(await offer({ ...terms, recipient: 'Officer Lane' }))).toEqual([422, 'personal_incentive']);
    const kept = await app.sql<{ payload: object; visibility: string }>(
      `select payload, visibility from domain_event where type = 'allowance.refused'`,
    );
    expect(kept).toHaveLength(1);
    expect(JSON.stringify(kept)).not.toContain('Lane');
    expect(await app.sql('select 1 from allowance')).toEqual([]);
    await expect(
      app.sql(
        `insert into allowance (id, partnership_id, department_id, number, kind, recipient, state, unit_cents, units, cap_cents,
        offered_on, state_entered_at) values (gen_random_uuid(), $1, $2, 9, 'discount', 'officer', 'offered', 1, 1, 1, '2019-04-01', $3)`,
        [parents.partnershipId, parents.departmentId, new Date()],
      ),
    ).rejects.toThrow(/allowance_recipient_ck/);
  });

  it.each([
    ['no discount', { kind: 'discount', units: 100 }, 422, 'terms_invalid'],
    [
      'a cap that is no whole number of discounts',
      { kind: 'discount', unitCents: 300, capCents: 1_000 },
      422,
      'terms_invalid',
    ],
    ['a subsidy without a cap', { kind: 'subsidy', matchPercent: 100, units: 5 }, 422, 'terms_invalid'],
    [
      'days the wrong way round',
      { kind: 'discount', unitCents: 1, units: 1, startsOn: '2019-05-02', endsOn: '2019-05-01' },
      422,
      'dates_out_of_order',
    ],
    [
      'a day to come',
      { kind: 'discount', unitCents: 1, units: 1, offeredOn: '2019-04-02' },
      422,
      'date_in_future',
    ],
    ['a kind that is none', { kind: 'rebate', unitCents: 1, units: 1 }, 400, 'invalid_input'],
    ['a code', { kind: 'discount', unitCents: 1, units: 1, code: 'LANE50' }, 400, 'invalid_input'],
  ])('is refused with %s', async (_, terms, status, code) => {
    expect(said(await offer(terms))).toEqual([status, code]);
  });

  it('is told to the information officer once, binds nobody, and may be read by its own department alone', async () => {
    const made = await offer({ kind: 'discount', unitCents: 5_000, units: 100, endsOn: '2019-06-30' });
    expect([made.status, made.json.state, made.json.name]).toEqual([201, 'offered', 'Discount 1']);
    discount = made.json.id as string;
    subsidy = (await offer({ kind: 'subsidy', matchPercent: 50, units: 40, capCents: 80_000 })).json
      .id as string;
    await app.drain();
    const mails = await app.sql(
      `select 1 from email_message where template = 'mail/rewards/allowance-offered' and to_address = 'pio@dept.example'`,
    );
    expect(mails).toHaveLength(2);
    expect(await entries(discount)).toEqual([]);
    const stranger = await app.as({ role: 'pio', departmentId: other.departmentId });
    expect((await stranger.get(`${API}/${discount}`)).status).toBe(404);
    expect((await stranger.get(API)).json.data).toEqual([]);
    expect((await stranger.post(`${API}/${discount}/acceptance`, council)).status).toBe(404);
    expect((await pio.get(API)).json.data).toHaveLength(2);
  });
});

describe('an acceptance', () => {
  it('follows the gift policy of devices, the whole of it being the gift', async () => {
    const accept = (id: string, body: object): Promise<Answer> => pio.post(`${API}/${id}/acceptance`, body);
    const { resolutionNumber: _number, ...without } = council;
    expect(said(await accept(discount, without))).toEqual([422, 'resolution_required']);
    expect(said(await accept(discount, { ...council, authority: 'chief' }))).toEqual([
      422,
      'authority_mismatch',
    ]);
    expect(said(await accept(discount, { ...council, acceptedOn: '2019-04-02' }))).toEqual([
      422,
      'date_in_future',
    ]);
    expect(said(await rep.post(`${API}/${discount}/uses`, report('a', 1, 1)))).toEqual([422, 'not_accepted']);
    const answers = await Promise.all([
      accept(discount, council),
      admin.post(`${API}/${discount}/acceptance`, council),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
    expect((await accept(subsidy, without)).status).toBe(201);
    expect(await entries(discount)).toEqual([
      'acceptance: program -100 -500000',
      'acceptance: discount_promised 100 500000',
    ]);
    expect(await entries(subsidy)).toEqual([
      'acceptance: program -40 -80000',
      'acceptance: subsidy_promised 40 80000',
    ]);
  });

  it('is followed by the yes of an admin who did not record it', async () => {
    const third = (await offer({ kind: 'discount', unitCents: 100, units: 1 })).json.id as string;
    await admin.post(`${API}/${third}/acceptance`, council);
    const begin = { activeOn: '2019-04-01' };
    expect(said(await admin.post(`${API}/${third}/activation`, begin))).toEqual([403, 'own_work']);
    expect((await rep.post(`${API}/${third}/activation`, begin)).status).toBe(403);
    expect((await otherAdmin.post(`${API}/${third}/activation`, begin)).json.state).toBe('active');
    expect((await rep.post(`${API}/${third}/closing`, { reason: 'Not wanted any more' })).json.state).toBe(
      'closed',
    );
    expect((await entries(third)).slice(-2)).toEqual([
      'closing: discount_promised -1 -100',
      'closing: program 1 100',
    ]);
    const [who] = await app.sql<{ accepted_by: string }>('select accepted_by from allowance where id = $1', [
      discount,
    ]);
    const free = who?.accepted_by === admin.personId ? otherAdmin : admin;
    for (const id of [discount, subsidy])
      expect((await free.post(`${API}/${id}/activation`, begin)).status).toBe(201);
  });
});

describe('reports of use', () => {
  beforeAll(() => app.clock.set('2019-05-02T15:00:00Z'));

  it('count once, however often and however many at once they come', async () => {
    const send = (): Promise<Answer> => rep.post(`${API}/${discount}/uses`, report('2019-04', 30, 150_000));
    const answers = [...(await Promise.all([send(), send(), send()])), await send()];
    expect(answers.map(({ status, json }) => [status, json.usedUnits, json.usedCents])).toEqual(
      answers.map(() => [201, 30, 150_000]),
    );
    expect((await entries(discount)).slice(2)).toEqual([
      'use: discount_promised -30 -150000',
      'use: discount_used 30 150000',
    ]);
    expect(said(await rep.post(`${API}/${discount}/uses`, report('2019-04', 31, 150_000)))).toEqual([
      409,
      'report_differs',
    ]);
  });

  it.each([
    ['more than the discount gives', report('x', 2, 10_001), 422, 'above_terms'],
    ['more devices than are left', report('x', 71, 1), 422, 'above_cap'],
    ['days before it began', report('x', 1, 1, { from: '2019-03-31' }), 422, 'outside_days'],
    ['days to come', report('x', 1, 1, { to: '2019-05-03' }), 422, 'date_in_future'],
    ['days the wrong way round', report('x', 1, 1, { to: '2019-04-01' }), 422, 'dates_out_of_order'],
    ['money of the city', report('x', 1, 1, { citySpentCents: 1 }), 422, 'above_terms'],
    ['nothing', report('x', 0, 0), 400, 'invalid_input'],
    ['a resident', report('x', 1, 1, { email: 'resident@home.example' }), 400, 'invalid_input'],
    ['a key with words in it', report('for Mrs. Alder', 1, 1), 400, 'invalid_input'],
  ])('are refused with %s, and nothing moves', async (_, body, status, code) => {
    expect(said(await rep.post(`${API}/${discount}/uses`, body))).toEqual([status, code]);
    expect(await entries(discount)).toHaveLength(4);
  });

  it('never come above the cap, in a race either; the database says so too', async () => {
    const uses = [1, 2, 3, 4].map((n) =>
      rep.post(`${API}/${subsidy}/uses`, report(`r${n}`, 10, 30_000, { citySpentCents: 60_000 })),
    );
    const answers = await Promise.all(uses);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
    expect(
      new Set(
        answers
          .filter(({ status }) => status !== 201)
          .map(said)
          .map(String),
      ),
    ).toEqual(new Set(['422,above_cap']));
    expect((await rep.get(`${API}/${subsidy}`)).json).toMatchObject({ usedUnits: 20, usedCents: 60_000 });
    await expect(
      app.sql('update allowance set used_cents = cap_cents + 1 where id = $1', [subsidy]),
    ).rejects.toThrow(/allowance_used_ck/);
    expect(
      said(await rep.post(`${API}/${subsidy}/uses`, report('m', 1, 101, { citySpentCents: 200 }))),
    ).toEqual([422, 'above_terms']);
  });

  it('are taken back whole, once, and the right one comes under a key of its own', async () => {
    const back = { key: '2019-04', reason: 'Counted a store twice' };
    expect(said(await rep.post(`${API}/${discount}/use-reversals`, { ...back, key: 'none' }))).toEqual([
      422,
      'unknown_report',
    ]);
    for (const answer of await Promise.all(
      [1, 2].map(() => rep.post(`${API}/${discount}/use-reversals`, back)),
    ))
      expect([answer.status, answer.json.usedUnits, answer.json.usedCents]).toEqual([201, 0, 0]);
    expect(said(await rep.post(`${API}/${discount}/uses`, report('2019-04', 30, 150_000)))).toEqual([
      409,
      'report_reversed',
    ]);
    expect((await rep.post(`${API}/${discount}/uses`, report('2019-04.2', 20, 90_000))).json.usedCents).toBe(
      90_000,
    );
    expect((await pio.get(`${API}/${discount}/uses`)).json.data).toMatchObject([
      { key: '2019-04.2', units: 20, takesBack: false, reversed: false },
      { key: '2019-04', units: -30, takesBack: true },
      { key: '2019-04', units: 30, reversed: true },
    ]);
  });
});

describe('the end', () => {
  it('releases what was not used; a report sent again is still the same one', async () => {
    const closing = (closedOn: string): Promise<Answer> =>
      rep.post(`${API}/${discount}/closing`, { reason: 'Over', closedOn });
    expect(said(await closing('2019-05-03'))).toEqual([422, 'date_in_future']);
    expect(said(await closing('2019-05-01'))).toEqual([422, 'dates_out_of_order']);
    const closed = await rep.post(`${API}/${discount}/closing`, { reason: 'The period is over' });
    expect(closed.json).toMatchObject({
      state: 'closed',
      closedOn: '2019-05-02',
      usedUnits: 20,
      usedCents: 90_000,
      nextSteps: [],
    });
    expect((await entries(discount)).slice(-2)).toEqual([
      'closing: discount_promised -80 -410000',
      'closing: program 80 410000',
    ]);
    expect((await rep.post(`${API}/${discount}/uses`, report('2019-04.2', 20, 90_000))).status).toBe(201);
    expect(said(await rep.post(`${API}/${discount}/uses`, report('late', 1, 1)))).toEqual([
      422,
      'step_not_allowed',
    ]);
  });

  it('may lie in the past with all that came before it, as a program of former years is entered', async () => {
    const { id } = (await offer({ kind: 'discount', unitCents: 2_000, units: 5, offeredOn: '2019-01-07' }))
      .json;
    const path = `${API}/${id}`;
    expect(said(await rep.post(`${path}/acceptance`, { ...council, acceptedOn: '2019-01-06' }))).toEqual([
      422,
      'dates_out_of_order',
    ]);
    expect((await rep.post(`${path}/acceptance`, { ...council, acceptedOn: '2019-01-08' })).status).toBe(201);
    expect((await admin.post(`${path}/activation`, { activeOn: '2019-01-09' })).status).toBe(201);
    const used = report('january', 4, 8_000, { from: '2019-01-09', to: '2019-01-31' });
    expect((await rep.post(`${path}/uses`, used)).status).toBe(201);
    expect((await rep.post(`${path}/closing`, { reason: 'Over', closedOn: '2019-02-01' })).status).toBe(201);
    const entered = await app.sql(
      `select to_char(entered_on, 'YYYY-MM-DD') "on", units from gift_ledger_entry where allowance_id = $1 and account = 'discount_promised' order by id`,
      [id],
    );
    expect(entered).toEqual([
      { on: '2019-01-08', units: 5 },
      { on: '2019-01-31', units: -4 },
      { on: '2019-02-01', units: -1 },
    ]);
  });

  it('leaves books that add up, and verify names what does not', async () => {
    await parents.settle(20);
    expect(await faults()).toEqual([]);
    const listed = async (client: TestClient, query: string): Promise<string[]> =>
      (await client.get(`/api/v1/gift-ledger?limit=200${query}`)).json.data.map(
        (row: { id: string }) => row.id,
      );
    const own = await listed(admin, `&departmentId=${parents.departmentId}`);
    expect(own.length).toBeGreaterThan(12);
    expect(own).toEqual(await listed(admin, ''));
    expect(await listed(pio, '')).toEqual(own);
    for (const reader of [pio, admin])
      expect(await listed(reader, `&departmentId=${other.departmentId}`)).toEqual([]);
    await app.sql('update allowance set used_cents = used_cents - 1 where id = $1', [subsidy]);
    expect((await faults()).filter((fault) => fault.includes(subsidy))).toHaveLength(3);
    await app.sql('update allowance set used_cents = used_cents + 1 where id = $1', [subsidy]);
  });
});

describe('what the database itself refuses', () => {
  const entry = (columns: string, values: string): Promise<unknown> =>
    app.sql(`insert into gift_ledger_entry (id, partnership_id, department_id, entered_on, recorded_at, account, units, cents, ${columns})
      select gen_random_uuid(), a.partnership_id, a.department_id, '2019-05-02', now(), ${values}
        from allowance_step a join reward_step r on r.partnership_id = a.partnership_id where a.step = 'offer' limit 1`);

  it.each([
    ['no step', 'step_id', `'program', 1, 100, null`],
    [
      'both steps',
      'step_id, reward_id, allowance_step_id, allowance_id',
      `'program', 1, 100, r.id, r.reward_id, a.id, a.allowance_id`,
    ],
    ['the step of an allowance without it', 'allowance_step_id', `'program', 1, 100, a.id`],
  ])('an entry that cites %s', async (_, columns, values) => {
    await expect(entry(columns, values)).rejects.toThrow(/gift_ledger_entry_cites_ck/);
  });

  it.each([
    ['an account of devices under an allowance', `'shipped', 1, 100, a.id, a.allowance_id`, /account_ck/],
    ['an entry of nothing', `'program', 0, 0, a.id, a.allowance_id`, /units_ck/],
    ['an entry without its other side', `'program', 1, 100, a.id, a.allowance_id`, /add up to nothing/],
  ])('%s', async (_, values, fault) => {
    await expect(entry('allowance_step_id, allowance_id', values)).rejects.toThrow(fault);
  });

  it.each(['allowance_step', 'allowance_use'])('any change to %s', async (table) => {
    await expect(app.sql(`update ${table} set number = number`)).rejects.toThrow();
    await expect(app.sql(`delete from ${table}`)).rejects.toThrow();
    await expect(app.sql(`truncate ${table} cascade`)).rejects.toThrow();
  });
});

describe('the pages', () => {
  it('take every step by plain forms, for each side, and show a refusal where it was typed', async () => {
    const desk = await app.signedIn('rep');
    const form = await desk.get(`/allowances/new?partnershipId=${parents.partnershipId}`);
    expect([form.status, form.text.includes('never to a person')]).toEqual([200, true]);
    const fields = {
      partnershipId: parents.partnershipId,
      recipient: 'department',
      kind: 'discount',
      unitDollars: '50',
    };
    const refused = await desk.form('/allowances', fields);
    expect([refused.status, refused.text.includes('for how many devices')]).toEqual([422, true]);
    const capped = await desk.form('/allowances', { ...fields, capDollars: '99' });
    expect([capped.status, /form-error[^]*whole number of discounts/.test(capped.text)]).toEqual([422, true]);
    const made = await desk.form('/allowances', { ...fields, capDollars: '200' });
    const path = made.headers.get('location') ?? '';
    expect([made.status, path]).toEqual([303, expect.stringMatching(/^\/allowances\/[0-9a-f-]{36}$/)]);

    const officer = await app.signedIn({ role: 'pio', departmentId: parents.departmentId });
    expect((await officer.get('/gifts')).text).toContain(
      'Discounts and subsidies <span class="badge badge-warn">1',
    );
    expect((await officer.get(path)).text).toContain('Record acceptance');
    const answer = await officer.form(`${path}/acceptance`, {
      authority: 'council',
      acceptedOn: '2019-05-02',
    });
    expect(answer.status).toBe(303);
    const chief = await app.signedIn('admin');
    expect((await chief.form(`${path}/activation`, { activeOn: '2019-05-02' })).status).toBe(303);
    const use = { key: 'may', from: '2019-05-02', to: '2019-05-02', units: '1', amountDollars: '50.01' };
    const above = await desk.form(`${path}/uses`, use);
    expect([above.status, /form-error[^]*more than the discount gives/.test(above.text)]).toEqual([
      422,
      true,
    ]);
    expect((await desk.form(`${path}/uses`, { ...use, amountDollars: '50' })).status).toBe(303);
    expect((await desk.get('/allowances?state=active')).text).toContain(path);
    expect((await officer.get(path)).text).not.toContain('Report its use');
  });

  it('of the public tell it with the devices, in totals and without a name', async () => {
    const [found] = await app.sql<{ slug: string }>(
      'select slug from department_slug where department_id = $1 and current',
      [parents.departmentId],
    );
    const address = `/transparency/${found?.slug}`;
    const shown = (await app.anyone().with({ accept: 'text/html' }).get(address)).text;
    expect(shown).toContain('Discounts and subsidies');
    expect(shown).toContain('$50 off for residents, 100 devices, at most $5,000');
    const { record } = (await app.anyone().get(`${address}.json`)).json;
    expect(record.allowances.slice(0, 2)).toMatchObject([
      {
        kind: 'discount',
        state: 'closed',
        acceptedOn: '2019-04-01',
        authority: 'council',
        resolutionNumber: '2019-14',
        usedUnits: 20,
        usedCents: 90_000,
      },
      { kind: 'subsidy', state: 'active', capCents: 80_000, usedCents: 60_000 },
    ]);
    expect(Object.keys(record.allowances[0])).not.toContain('acceptedBy');
    const csv = (await app.anyone().get(`${address}.csv`)).text;
    expect(csv).toContain('2019-05-02,Discount 1 closed,20 devices used,90000');
    expect(csv).toContain('2019-05-02,Subsidy 2 so far,20 devices used,60000');
    const listed = (await app.anyone().get('/transparency.json')).json.data;
    const row = listed.find(({ page }: { page: string }) => page.endsWith(address));
    const used = record.allowances.map(({ usedCents }: { usedCents: number }) => usedCents);
    expect(row.allowanceCents).toBe(used.reduce((total: number, cents: number) => total + cents, 0));
    const sum = listed.reduce(
      (total: number, one: { allowanceCents: number }) => total + one.allowanceCents,
      0,
    );
    const list = (await app.anyone().with({ accept: 'text/html' }).get('/transparency')).text;
    expect(list).toContain(`<dt>$${(sum / 100).toLocaleString('en-US')}</dt><dd>paid in discounts`);
  });
});
