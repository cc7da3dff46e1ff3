import { buildPartnership } from '../factories/partnership.js';
import { nameOrganisation } from '../mail/mail-kit.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

let app: TestApp;
let partnership: Awaited<ReturnType<typeof buildPartnership>>;
let rep: TestClient;
let pio: TestClient;

beforeAll(async () => {
  app = await startTestApp({ now: '2019-04-22T15:00:00Z' });
  await nameOrganisation(app);
  partnership = await buildPartnership(app, { activeOn: '2019-03-12' });
  pio = await app.signedIn({ role: 'pio', departmentId: partnership.departmentId });
  rep = await app.signedIn('rep');
  await partnership.rep.post(`/api/v1/partnerships/${partnership.id}/announcement`, {
    announcedOn: '2019-04-22',
  });
  await app.drain();
});
afterAll(() => app.close());

const goTo = async (instant: string): Promise<void> => {
  app.clock.set(instant);
  rep = await app.signedIn('rep');
  pio = await app.signedIn({ role: 'pio', departmentId: partnership.departmentId });
  await app.runScheduled('reminders.plan');
  await app.drain();
};
const mails = () =>
  app.sql<{ subject: string; text: string; topic: string }>(
    `select subject, text_body "text", topic from email_message where template = 'mail/reminders/reminder' order by created_at, id`,
  );

describe('a schedule', () => {
  it('shows the dates of a choice without saving it, by a plain form', async () => {
    const form = { kind: 'last', hour: '9', active: 'true', businessDays: 'true', show: 'dates' };
    // The last days of June and August 2019 are a Sunday and a Saturday.
    for (const [who, path] of [
      [pio, '/department-reminders'],
      [rep, `/reminders/schedules/${partnership.id}`],
    ] as const) {
      const shown = await who.form(path, form);
      expect([shown.status, shown.text.includes('Not saved yet')]).toEqual([200, true]);
      for (const at of ['Fri 31 May, 09:00', 'Fri 28 Jun, 09:00', 'Wed 31 Jul, 09:00'])
        expect(shown.text).toContain(at);
    }
    const { json } = await partnership.rep.get(`/api/v1/partnerships/${partnership.id}/reminder-schedule`);
    expect(json).toMatchObject({ rule: { dayOfMonth: 22 }, businessDays: false, quiet: null });
  });

  it.each([
    [{ quietFrom: '20' }, 'quietUntil'],
    [{ quietFrom: '20', quietUntil: '20' }, 'quietUntil'],
    [{ quietFrom: '8', quietUntil: '12' }, 'hour'],
    [{ quietFrom: '24', quietUntil: '7' }, 'quietFrom'],
  ])('refuses quiet hours %j', async (more, field) => {
    const refused = await pio.form('/department-reminders', {
      kind: 'last',
      hour: '10',
      active: 'true',
      ...(more as Record<string, string>),
    });
    expect(refused.status).toBe(422);
    const by = {
      from: Number(more.quietFrom),
      ...('quietUntil' in more ? { until: Number(more.quietUntil) } : {}),
    };
    const api = await partnership.rep.put(`/api/v1/partnerships/${partnership.id}/reminder-schedule`, {
      rule: { last: true },
      hour: 10,
      active: true,
      quiet: by,
    });
    expect([api.status, api.json.code]).toEqual([400, 'invalid_input']);
    expect(field).toMatch(/quiet|hour/);
  });

  it('lets what was missed wait for the morning, and the month after a change has its one', async () => {
    const saved = await partnership.rep.put(`/api/v1/partnerships/${partnership.id}/reminder-schedule`, {
      rule: { dayOfMonth: 22 },
      hour: 10,
      active: true,
      quiet: { from: 20, until: 7 },
    });
    expect(saved.json.quiet).toEqual({ from: 20, until: 7 });
    // The night was missed: three in the morning in Chicago, then seven.
    await goTo('2019-05-23T08:00:00Z');
    expect(await mails()).toHaveLength(0);
    await goTo('2019-05-23T11:59:00Z');
    expect(await mails()).toHaveLength(0);
    await goTo('2019-05-23T12:00:00Z');
    expect(await mails()).toHaveLength(1);
    const later = await partnership.rep.put(`/api/v1/partnerships/${partnership.id}/reminder-schedule`, {
      rule: { dayOfMonth: 30 },
      hour: 10,
      active: true,
    });
    expect(later.json.next.map(({ date }: { date: string }) => date)).toEqual([
      '2019-06-30',
      '2019-07-30',
      '2019-08-30',
    ]);
    expect(later.json.quiet).toEqual({ from: 20, until: 7 });
  });

  it('shows in the calendar what will be skipped, and why', async () => {
    await partnership.rep.put(`/api/v1/partnerships/${partnership.id}/reminder-schedule`, {
      rule: { dayOfMonth: 22 },
      hour: 10,
      active: true,
      pauseUntil: '2019-07-01',
      quiet: null,
    });
    const month = await rep.get('/reminders?period=2019-06&state=skipped');
    expect([month.status, month.text.includes('Paused by the schedule')]).toEqual([200, true]);
    expect((await rep.get('/reminders?period=2019-06&state=sent')).text).not.toContain('Paused by');
    expect((await rep.get('/reminders?period=2019-06&state=lost')).status).toBe(400);
  });
});

describe('a reminder', () => {
  it('takes turns with the other approved texts, and carries link, count and disclosure in each', async () => {
    const before = (await mails()).length;
    await goTo('2019-07-22T15:00:00Z');
    await goTo('2019-08-22T15:00:00Z');
    await goTo('2019-09-22T15:00:00Z');
    const three = (await mails()).slice(before);
    expect(new Set(three.map(({ subject }) => subject)).size).toBe(3);
    for (const { text } of three) {
      expect(text).toContain(`/r/${partnership.alias}`);
      expect(text).toContain('0 of 20 to your first device');
      expect(text).toContain('earns one $200 device per 20 downloads');
      expect(text).toMatch(/QR code .*\/qr\.svg/);
    }
  });

  it('leads to a page with the texts to copy; opening it changes nothing, an altered link opens nothing', async () => {
    const link = /\/we-posted\/[^\s/]+/.exec((await mails()).at(-1)!.text)![0];
    const anyone = app.anyone().with({ accept: 'text/html', origin: app.url });
    const counts = () =>
      app.sql(
        'select (select count(*) from outreach_post) posts, (select count(*) from domain_event) events',
      );
    const before = await counts();
    for (let n = 0; n < 5; n++) {
      const page = await anyone.get(`${link}/captions`);
      expect([page.status, page.text.includes(`/r/${partnership.alias}`)]).toEqual([200, true]);
      await anyone.send('HEAD', `${link}/captions`);
    }
    expect(await counts()).toEqual(before);
    expect((await anyone.get(`${link}x/captions`)).status).toBe(404);
  });

  it('is compared by postings confirmed', async () => {
    const link = /\/we-posted\/[^\s/]+/.exec((await mails()).at(-1)!.text)![0];
    const anyone = app.anyone().with({ accept: 'text/html', origin: app.url });
    expect((await anyone.form(link, { url: 'https://social.example/posts/9' })).status).toBe(303);
    const page = await rep.get('/reminders/variants?from=2019-01');
    expect(page.status).toBe(200);
    const { subject } = (await mails()).at(-1)!;
    const cells = page.text
      .split('<tr')
      .find((row) => row.includes(subject))!
      .replaceAll(/<[^>]+>/g, ' ');
    expect(cells).toMatch(/ 1 +1 +100 %/);
    expect((await pio.get('/reminders/variants')).status).toBe(403);
  });

  it('is not sent in a month in which an older one was answered', async () => {
    app.clock.set('2019-10-02T15:00:00Z');
    const [august] = await app.sql<{ id: string }>(`select id from reminder where period = '2019-08'`);
    const text = (await mails()).map((mail) => mail.text).find((one) => one.includes(august!.id))!;
    const anyone = app.anyone().with({ accept: 'text/html', origin: app.url });
    await anyone.form(/\/we-posted\/[^\s/]+/.exec(text)![0], {});
    await goTo('2019-10-22T15:00:00Z');
    expect(await app.sql(`select state, reason from reminder where period = '2019-10'`)).toEqual([
      { state: 'skipped', reason: 'posted' },
    ]);
  });
});

describe('a look before it leaves', () => {
  it('shows any department’s, to the vendor only', async () => {
    const page = await rep.get(`/reminders/preview?partnershipId=${partnership.id}`);
    expect([page.status, page.text.includes(`/r/${partnership.alias}`)]).toEqual([200, true]);
    expect((await pio.get('/reminders/preview')).status).toBe(403);
    expect((await rep.get('/reminders/preview?partnershipId=nobody')).status).toBe(400);
  });

  it('mails a test to staff alone: marked, once for each press, and counted nowhere', async () => {
    const counts = () =>
      app.sql(
        `select (select count(*) from reminder) reminders, (select count(*) from outreach_post) posts, (select count(*) from activity) asked`,
      );
    const before = await counts();
    const key = '0195f9c8-0000-7000-8000-000000000001';
    const form = { partnershipId: partnership.id, key };
    for (let press = 0; press < 2; press++)
      expect((await rep.form('/reminders/preview/test', form)).status).toBe(303);
    const tests = (await mails()).filter(({ topic }) => topic === 'test');
    expect(tests).toHaveLength(1);
    expect(tests[0]!.subject).toMatch(/^\[Test\] /);
    expect(tests[0]!.text).toContain('This is a test');
    expect(
      await app.sql(`select 1 from email_message where topic = 'test' and to_address not like 'rep-%'`),
    ).toEqual([]);
    const link = /\/we-posted\/[^\s/]+/.exec(tests[0]!.text)![0];
    const anyone = app.anyone().with({ accept: 'text/html', origin: app.url });
    expect((await anyone.get(link)).text).toContain('Nothing is recorded');
    expect((await anyone.get(`${link}/captions`)).status).toBe(200);
    expect((await anyone.form(link, {})).status).toBe(404);
    expect(await counts()).toEqual(before);
    expect((await pio.form('/reminders/preview/test', form)).status).toBe(403);
  });
});
