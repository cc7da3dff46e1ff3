import { buildPartnership } from '../factories/partnership.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

let app: TestApp;
let partnership: Awaited<ReturnType<typeof buildPartnership>>;
let pio: TestClient;
let path: string;
const every = (rule: object, more: object = {}) => ({ rule, hour: 9, active: true, ...more });

beforeAll(async () => {
  app = await startTestApp({ now: '2019-05-01T15:00:00Z' });
  partnership = await buildPartnership(app, { activeOn: '2019-03-12' });
  pio = await app.as({ role: 'pio', departmentId: partnership.departmentId });
  path = `/api/v1/partnerships/${partnership.id}/reminder-schedule`;
});
afterAll(() => app.close());

describe('choosing when to be reminded', () => {
  it.each([
    [{ dayOfMonth: 31 }, ['2019-05-31', '2019-06-30', '2019-07-31']],
    [{ last: true }, ['2019-05-31', '2019-06-30', '2019-07-31']],
    [{ weekday: 2, nth: 1 }, ['2019-05-07', '2019-06-04', '2019-07-02']],
    [{ weekday: 5, nth: 5 }, ['2019-05-31', '2019-06-28', '2019-07-26']],
  ])('%j shows its next three dates', async (rule, dates) => {
    const { status, json } = await pio.put(path, every(rule));
    expect([status, json.rule]).toEqual([200, rule]);
    expect(json.next.map(({ date }: { date: string }) => date)).toEqual(dates);
  });

  it.each([
    ['no rule', { hour: 9, active: true }],
    ['two rules at once', every({ dayOfMonth: 3, last: true })],
    ['a weekday without its place', every({ weekday: 2 })],
    ['day 32', every({ dayOfMonth: 32 })],
    ['hour 24', every({ last: true }, { hour: 24 })],
    ['a text for a number', every({ dayOfMonth: '3' })],
    ['a pause until no real day', every({ last: true }, { pauseUntil: '2019-02-30' })],
    ['an unknown field', every({ last: true }, { minute: 30 })],
  ])('refuses %s and keeps what it had', async (_, body) => {
    const before = (await pio.get(path)).json;
    const answer = await pio.put(path, body);
    expect([answer.status, answer.json.code]).toEqual([400, 'invalid_input']);
    expect((await pio.get(path)).json).toEqual(before);
  });

  it('pauses until a day, which is the first on which one may come again', async () => {
    const { json } = await pio.put(path, every({ dayOfMonth: 22 }, { pauseUntil: '2019-06-22' }));
    expect(json.next[0].date).toBe('2019-06-22');
    app.clock.set('2019-05-22T14:00:00Z');
    await app.runScheduled('reminders.plan');
    const { data } = (await pio.get('/api/v1/reminders?period=2019-05')).json;
    expect(data).toMatchObject([
      { state: 'skipped', reason: 'paused', reasonWords: 'Paused by the schedule' },
    ]);
  });

  it('stops, and what someone chose outlives a corrected announcement', async () => {
    const stopped = await pio.put(path, { rule: { last: true }, hour: 9, active: false });
    expect(stopped.json).toMatchObject({ active: false, next: [] });
    await partnership.rep.post(`/api/v1/partnerships/${partnership.id}/announcement`, {
      announcedOn: '2019-04-22',
    });
    await app.drain();
    expect((await pio.get(path)).json).toMatchObject({ rule: { last: true }, active: false });
  });

  it('is not another department’s to see or change', async () => {
    const other = await buildPartnership(app);
    const stranger = await app.as({ role: 'pio', departmentId: other.departmentId });
    expect((await stranger.get(path)).status).toBe(404);
    expect((await stranger.put(path, every({ last: true }))).status).toBe(404);
    expect((await stranger.get('/api/v1/reminders?period=2019-05')).json.data).toEqual([]);
    expect((await (await app.as('reviewer')).put(path, every({ last: true }))).status).toBe(403);
  });
});
