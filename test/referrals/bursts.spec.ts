import { BurstFinder } from '../../src/referrals/bursts/burst-finder.js';
import { Verifier } from '../../src/platform/verify/verify-check.js';
import { buildPartnership, type BuiltPartnership, someEvents } from '../factories/partnership.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';
import { secondProcess } from './second-process.js';

describe('bursts', () => {
  let app: TestApp;
  let rep: TestClient;
  let admin: TestClient;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-06-03T15:00:00Z' });
    rep = await app.as('rep');
    admin = await app.as('admin');
  });
  afterAll(async () => {
    const verdicts = await app.get(Verifier).run();
    await app.close();
    expect(verdicts.flatMap(({ faults }) => faults)).toEqual([]);
  });

  const find = () => app.runScheduled('referrals.find-bursts');
  const partnership = () => buildPartnership(app, { activeOn: '2019-03-12' });
  /** Installs at these minutes after noon of a day in March, where `minutes` may have decimals. */
  const install = async (p: BuiltPartnership, ...minutes: number[]): Promise<string[]> => {
    const events = minutes.flatMap((minute) =>
      someEvents(1, p.alias, {
        occurredAt: new Date(Date.parse('2019-03-20T17:00:00Z') + minute * 60_000).toISOString(),
      }),
    );
    const answer = await rep.post('/api/v1/downloads', { events });
    expect(answer.json).toEqual({ accepted: minutes.length, repeated: 0 });
    return events.map(({ externalId }) => externalId);
  };
  const flags = async (p: BuiltPartnership, state = 'open') =>
    (await rep.get(`/api/v1/burst-flags?state=${state}&limit=200`)).json.data.filter(
      (flag: { partnershipId: string }) => flag.partnershipId === p.id,
    ) as { id: string; installs: number; fromAt: string; toAt: string }[];
  const minutesOf = (flag: { fromAt: string; toAt: string } | undefined) =>
    flag &&
    [flag.fromAt, flag.toAt].map((at) => (Date.parse(at) - Date.parse('2019-03-20T17:00:00Z')) / 60_000);
  const progress = async (p: BuiltPartnership) =>
    (await rep.get(`/api/v1/partnerships/${p.id}/progress`)).json;

  it('are looked for only once an admin has set a rule, which stays as versions', async () => {
    const p = await partnership();
    await install(p, ...Array<number>(50).fill(0));
    await find();
    expect((await rep.get('/api/v1/burst-flags')).json.data).toEqual([]);
    expect((await rep.get('/api/v1/burst-rule')).json).toMatchObject({ version: 0, installs: null });

    for (const [who, rule, status, code] of [
      [rep, { installs: 3, minutes: 10 }, 403, 'forbidden'],
      [admin, { installs: 3 }, 422, 'burst_rule_incomplete'],
      [admin, { minutes: 10 }, 422, 'burst_rule_incomplete'],
      [admin, { installs: 0, minutes: 10 }, 400, 'invalid_input'],
      [admin, { installs: 3, minutes: 1_441 }, 400, 'invalid_input'],
      [admin, { installs: '3', minutes: 10 }, 400, 'invalid_input'],
    ] as const) {
      const answer = await who.put('/api/v1/burst-rule', rule);
      expect([answer.status, answer.json.code]).toEqual([status, code]);
    }
    expect(await app.sql('select * from burst_rule')).toEqual([]);

    app.clock.set('2019-06-03T15:01:00Z');
    const set = await admin.put('/api/v1/burst-rule', { installs: 3, minutes: 10 });
    expect([set.status, set.json]).toMatchObject([200, { version: 1, installs: 3, minutes: 10 }]);
    // The same again is no new version.
    expect((await admin.put('/api/v1/burst-rule', { installs: 3, minutes: 10 })).json.version).toBe(1);
    await expect(app.sql('update burst_rule set installs = 4')).rejects.toThrow('append-only');
    await expect(app.sql('delete from burst_rule')).rejects.toThrow('append-only');
    const told = await app.sql<{ summary: string }>(
      `select summary from domain_event where type = 'burst_rule.set'`,
    );
    expect(told).toEqual([{ summary: 'The burst rule is now more than 3 downloads within 10 minutes' }]);
    // What was stored before it was set is none of its business.
    await find();
    expect(await flags(p)).toEqual([]);
  });

  it('are flagged at the exact boundary and no count moves', async () => {
    const [at, over, few, slow] = [
      await partnership(),
      await partnership(),
      await partnership(),
      await partnership(),
    ];
    await install(at, 0, 1, 2, 10);
    await install(over, 0, 1, 2, 10 + 1 / 60_000);
    await install(few, 0, 0, 0);
    await install(slow, 0, 6, 12, 18, 24, 30);
    // Those that do not count earn nothing, so they make no burst.
    await rep.post('/api/v1/downloads', { events: someEvents(9, few.alias, { kind: 'reinstall' }) });
    await find();
    expect((await flags(at)).map((flag) => [flag.installs, minutesOf(flag)])).toEqual([[4, [0, 10]]]);
    for (const p of [over, few, slow]) expect(await flags(p)).toEqual([]);
    expect(await progress(at)).toMatchObject({ qualifying: 4, disqualified: {} });
    const told = await app.sql(
      `select visibility from domain_event where type = 'burst.flagged' and subject_id = $1`,
      [at.id],
    );
    expect(told).toEqual([{ visibility: 'vendor' }]);
  });

  it('make one flag, however often, late and by whom they are looked for', async () => {
    const p = await partnership();
    await install(p, 0, 1, 2, 3);
    const second = await secondProcess(app);
    try {
      await Promise.all([find(), second.nest.get(BurstFinder, { strict: false }).find(), find()]);
    } finally {
      await second.close();
    }
    await find();
    // From the beginning again, as after a loss of the place it had read up to.
    await app.sql(
      `update decision_reader set after_id = '00000000-0000-0000-0000-000000000000' where name = 'bursts'`,
    );
    await find();
    expect((await flags(p)).map(({ installs }) => installs)).toEqual([4]);
    await expect(
      app.sql(
        `insert into burst_flag (id, partnership_id, department_id, rule_version, from_at, to_at, installs, state, found_at)
         select gen_random_uuid(), partnership_id, department_id, rule_version, to_at, to_at, 1, 'open', found_at
           from burst_flag where partnership_id = $1`,
        [p.id],
      ),
    ).rejects.toThrow('burst_flag_stretch_ex');
  });

  it('grow with what arrives late, and two become one where it fills the gap', async () => {
    const p = await partnership();
    await install(p, 0, 1, 2, 3);
    await install(p, 20, 21, 22, 23);
    await find();
    expect((await flags(p)).map(minutesOf)).toEqual([
      [20, 23],
      [0, 3],
    ]);
    await install(p, 5);
    await find();
    expect((await flags(p)).map((flag) => [flag.installs, minutesOf(flag)])).toContainEqual([5, [0, 5]]);
    await install(p, 11, 12, 13, 14);
    await find();
    expect((await flags(p)).map((flag) => [flag.installs, minutesOf(flag)])).toEqual([[13, [0, 23]]]);
    expect(
      await app.sql(`select state from burst_flag where partnership_id = $1 order by state`, [p.id]),
    ).toEqual([{ state: 'joined' }, { state: 'open' }]);
  });

  it('are dismissed with a note, once, and not flagged again; what follows is looked at by itself', async () => {
    const p = await partnership();
    await install(p, 0, 1, 2, 3);
    await find();
    const [flag] = await flags(p);
    const path = `/api/v1/burst-flags/${flag?.id}`;
    const noteless = await rep.post(`${path}/dismissal`, {});
    expect([noteless.status, noteless.json.errors[0].field]).toEqual([400, 'note']);
    expect((await (await app.as('fulfilment')).post(`${path}/dismissal`, { note: 'x' })).status).toBe(403);
    const pio = await app.as({ role: 'pio', departmentId: p.departmentId });
    expect((await pio.get('/api/v1/burst-flags')).status).toBe(403);
    const note = 'The chief spoke at the county fair.';
    const answers = await Promise.all([
      rep.post(`${path}/dismissal`, { note }),
      admin.post(`${path}/dismissal`, { note }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect((await rep.post(`${path}/reversal`)).json.code).toBe('already_decided');
    expect(await progress(p)).toMatchObject({ qualifying: 4 });

    await install(p, 1.5, 4, 5, 6);
    await find();
    expect(await flags(p)).toEqual([]);
    await install(p, 7);
    await find();
    expect((await flags(p)).map(minutesOf)).toEqual([[4, 7]]);
    expect((await flags(p, 'dismissed')).map(minutesOf)).toEqual([[0, 3]]);
  });

  it('are taken out of the count by the reversal velocity, whole or in part', async () => {
    const [whole, part] = [await partnership(), await partnership()];
    await install(whole, ...Array.from({ length: 20 }, (_, at) => at / 10), 300);
    await install(part, 0, 1, 2, 3);
    await find();
    const [first] = await flags(whole);
    const taken = await rep.post(`/api/v1/burst-flags/${first?.id}/reversal`, { note: 'One script.' });
    expect([taken.status, taken.json]).toMatchObject([201, { state: 'reversed', reversed: 20, left: 0 }]);
    // The device that was offered stays given.
    expect(await progress(whole)).toMatchObject({
      qualifying: 1,
      issued: 1,
      deficit: 1,
      disqualified: { velocity: 20 },
    });
    const [second] = await flags(part);
    const { data } = (await rep.get(`/api/v1/downloads?partnershipId=${part.id}`)).json;
    const stranger = (await rep.get(`/api/v1/downloads?partnershipId=${whole.id}`)).json.data[0].id as string;
    const path = `/api/v1/burst-flags/${second?.id}/reversal`;
    const wrong = await rep.post(path, { downloadIds: [data[0].id, stranger] });
    expect([wrong.status, wrong.json.code]).toEqual([422, 'not_in_stretch']);
    expect(await progress(part)).toMatchObject({ qualifying: 4 });
    const some = await rep.post(path, { downloadIds: [data[0].id, data[1].id] });
    expect(some.json).toMatchObject({ state: 'reversed', reversed: 2, left: 2 });
    expect(await progress(part)).toMatchObject({ qualifying: 2, disqualified: { velocity: 2 } });
    await find();
    expect([await flags(whole), await flags(part)]).toEqual([[], []]);
  });

  it('have a page for the rule, the flags and what is said of them', async () => {
    const p = await partnership();
    const ids = await install(p, 0, 1, 2, 3);
    await find();
    const [flag] = await flags(p);
    const person = await app.signedIn('rep');
    const list = await person.get('/downloads/bursts');
    expect(list.text).toContain(`/downloads/bursts/${flag?.id}`);
    expect(list.text).toContain('<fieldset disabled');
    expect((await person.form('/downloads/bursts/rule', { installs: '9', minutes: '9' })).status).toBe(403);
    expect((await person.get('/')).text).toContain(`href="/downloads/bursts/${flag?.id}"`);
    const boss = await app.signedIn('admin');
    const half = await boss.form('/downloads/bursts/rule', { installs: '9', minutes: '' });
    expect([half.status, half.text.includes('Give both figures')]).toEqual([422, true]);

    const page = await person.get(`/downloads/bursts/${flag?.id}`);
    expect(page.status).toBe(200);
    expect(page.text.match(/name="downloadIds"/g)).toHaveLength(ids.length);
    const none = await person.form(`/downloads/bursts/${flag?.id}/reversal`, { which: 'chosen' });
    expect(none.status).toBe(422);
    expect(await progress(p)).toMatchObject({ qualifying: 4 });
    const noteless = await person.form(`/downloads/bursts/${flag?.id}/dismissal`, { note: '' });
    expect(noteless.status).toBe(422);
    const one = /name="downloadIds" value="([^"]+)"/.exec(page.text)?.[1] ?? 'none';
    const done = await person.form(`/downloads/bursts/${flag?.id}/reversal`, {
      which: 'chosen',
      downloadIds: one,
    });
    expect([done.status, done.headers.get('location')]).toEqual([303, '/downloads/bursts']);
    expect(await progress(p)).toMatchObject({ qualifying: 3 });
    expect((await person.get('/downloads/bursts?state=reversed')).text).toContain('1 taken out');

    const off = await boss.form('/downloads/bursts/rule', { installs: '', minutes: '' });
    expect([off.status, (await rep.get('/api/v1/burst-rule')).json]).toMatchObject([
      303,
      { version: 2, installs: null },
    ]);
    await install(p, 40, 41, 42, 43);
    await find();
    expect(await flags(p)).toEqual([]);
    expect((await person.get('/downloads/bursts/00000000-0000-7000-8000-000000000000')).status).toBe(404);
  });
});
