import { buildPartnership } from '../factories/partnership.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

let app: TestApp;
let partnership: Awaited<ReturnType<typeof buildPartnership>>;
let rep: TestClient;
let pio: TestClient;

beforeAll(async () => {
  app = await startTestApp({ now: '2019-04-22T15:00:00Z' });
  partnership = await buildPartnership(app, { activeOn: '2019-03-12' });
  pio = await app.signedIn({ role: 'pio', departmentId: partnership.departmentId });
  rep = await app.signedIn('rep');
});
afterAll(() => app.close());

describe('the pages of reminders', () => {
  it('show a department without a day what to wait for', async () => {
    const page = await pio.get('/department-reminders');
    expect(page.status).toBe(200);
    await partnership.rep.post(`/api/v1/partnerships/${partnership.id}/announcement`, {
      announcedOn: '2019-04-22',
    });
    await app.drain();
    expect((await pio.get('/department-reminders')).text).toContain('22');
  });

  it('let the officer choose another day, and show a refused choice again', async () => {
    const refused = await pio.form('/department-reminders', {
      kind: 'dayOfMonth',
      dayOfMonth: '40',
      hour: '10',
      active: 'true',
    });
    expect(refused.status).toBe(422);
    const without = await pio.form('/department-reminders', {
      kind: 'weekday',
      weekday: '2',
      hour: '10',
      active: 'true',
    });
    expect(without.status).toBe(422);
    const chosen = await pio.form('/department-reminders', {
      kind: 'weekday',
      weekday: '2',
      nth: '1',
      hour: '9',
      active: 'true',
    });
    expect([chosen.status, chosen.headers.get('location')]).toEqual([303, '/department-reminders']);
    const page = await pio.get('/department-reminders');
    expect(page.text).toMatch(/value="weekday" checked/);
    expect(page.text).not.toContain('[object Object]');
    // An hour that only the vendor's form might offer: shown as it is, so that saving another day does not move it.
    await partnership.rep.put(`/api/v1/partnerships/${partnership.id}/reminder-schedule`, {
      rule: { weekday: 2, nth: 1 },
      hour: 21,
      active: true,
    });
    expect((await pio.get('/department-reminders')).text).toMatch(/<option value="21" selected>21:00</);
    const posted = await pio.form('/department-reminders/posts', {
      postedOn: '2019-04-22',
      url: 'https://social.example/1',
    });
    expect(posted.status).toBe(303);
    expect((await pio.form('/department-reminders/posts', { postedOn: '2019-04-23' })).status).toBe(422);
  });

  it('show the vendor the month and a partnership’s schedule, and send by hand', async () => {
    app.clock.set('2019-05-17T15:00:00Z');
    rep = await app.signedIn('rep');
    await app.runScheduled('reminders.plan');
    const month = await rep.get('/reminders?period=2019-05');
    expect([month.status, month.text.includes('More than 72 hours late')]).toEqual([200, true]);
    expect((await rep.get('/reminders?period=2019-13')).status).toBe(400);
    expect((await rep.get(`/reminders/schedules/${partnership.id}`)).status).toBe(200);
    const id = (await app.sql<{ id: string }>(`select id from reminder where period = '2019-05'`))[0]!.id;
    const sent = await rep.form(`/reminders/${id}/send`, {});
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '/reminders?period=2019-05']);
    expect((await rep.form(`/reminders/${id}/send`, {})).status).toBe(409);
    const changed = await rep.form(`/reminders/schedules/${partnership.id}`, {
      kind: 'last',
      hour: '10',
      active: 'false',
    });
    expect(changed.status).toBe(303);
  });
});
