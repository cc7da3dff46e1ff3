import { Verifier } from '../../src/platform/verify/verify-check.js';
import { approve, buildDraft, buildReviewers, decide, save } from '../factories/draft.js';
import { buildPartnership, someEvents } from '../factories/partnership.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

interface Entry {
  id: string | null;
  kind: string;
  state: string;
  reason: string | null;
  dueOn: string;
}

interface Mail {
  key: string;
  to: string;
  subject: string;
  text: string;
  raw: string;
}

let app: TestApp;
let partnership: Awaited<ReturnType<typeof buildPartnership>>;
let pio: TestClient;

const mails = async (): Promise<Mail[]> =>
  app.sql<Mail>(
    `select idempotency_key "key", to_address "to", subject, text_body "text", convert_from(raw, 'UTF8') raw from email_message
      where template = 'mail/reminders/reminder' order by created_at, id`,
  );
const period = async (month: string): Promise<Entry[]> =>
  (await partnership.rep.get(`/api/v1/reminders?period=${month}`)).json.data;
const goTo = async (instant: string): Promise<void> => {
  app.clock.set(instant);
  await app.runScheduled('reminders.plan');
  await app.drain();
};
const linkIn = (text: string): string => /\/we-posted\/[^\s]+/.exec(text)![0];

beforeAll(async () => {
  app = await startTestApp({ now: '2019-02-28T15:00:00Z' });
  partnership = await buildPartnership(app);
  pio = await app.as({ role: 'pio', departmentId: partnership.departmentId, name: 'Dana Whitcomb' });
  app.clock.set('2019-03-12T15:00:00Z');
  await partnership.rep.post(`/api/v1/partnerships/${partnership.id}/activation`, { activeOn: '2019-03-12' });
  await app.drain();
});
afterAll(() => app.close());

describe('the first year of a partnership', () => {
  it('is reminded to highlight its link on the day it goes live, and only then that month', async () => {
    const [mail, ...more] = await mails();
    expect(more).toEqual([]);
    expect(mail).toMatchObject({
      key: `reminder:${partnership.id}:2019-03`,
      subject: expect.stringMatching(/link is live/),
    });
    expect(mail!.text).toContain(`/r/${partnership.alias}`);
    expect(await period('2019-03')).toMatchObject([
      { kind: 'activation', state: 'sent', dueOn: '2019-03-12' },
    ]);
    await goTo('2019-03-31T15:00:00Z');
    expect(await mails()).toHaveLength(1);
  });

  it('has no day before the announcement', async () => {
    const { json } = await pio.get(`/api/v1/partnerships/${partnership.id}/reminder-schedule`);
    expect(json).toMatchObject({ rule: null, hour: 10, active: true, next: [], timeZone: 'America/Chicago' });
  });

  it('is reminded from the month after the announcement, on its day at 10:00 local time', async () => {
    app.clock.set('2019-04-22T16:00:00Z');
    await partnership.rep.post(`/api/v1/partnerships/${partnership.id}/announcement`, {
      announcedOn: '2019-04-22',
    });
    await app.drain();
    const { json } = await pio.get(`/api/v1/partnerships/${partnership.id}/reminder-schedule`);
    expect(json.rule).toEqual({ dayOfMonth: 22 });
    expect(json.next.map(({ at }: { at: string }) => at)).toEqual([
      '2019-05-22T15:00:00.000Z',
      '2019-06-22T15:00:00.000Z',
      '2019-07-22T15:00:00.000Z',
    ]);
    expect(await period('2019-05')).toMatchObject([{ id: null, state: 'planned', dueOn: '2019-05-22' }]);
    await goTo('2019-05-22T14:59:00Z');
    expect(await mails()).toHaveLength(1);
    await goTo('2019-05-22T15:00:00Z');
    await goTo('2019-05-22T16:00:00Z');
    expect((await mails()).map(({ key }) => key.slice(-7))).toEqual(['2019-03', '2019-05']);
  });

  it('tells where the department stands, with the disclosure and a one-click way out', async () => {
    await partnership.rep.post('/api/v1/downloads', {
      events: someEvents(33, partnership.alias, { occurredAt: '2019-06-01T18:00:00Z' }),
    });
    await goTo('2019-06-22T15:00:00Z');
    const mail = (await mails()).at(-1)!;
    expect(mail.key).toBe(`reminder:${partnership.id}:2019-06`);
    expect(mail.text).toContain('13 of 20 to your second device');
    expect(mail.text).toContain('earns one $200 device per 20 downloads of the app through this link.');
    expect(mail.raw).toMatch(/^List-Unsubscribe:\s/im);
    expect(mail.raw).toMatch(/^List-Unsubscribe-Post:\sList-Unsubscribe=One-Click/im);
  });

  it('says "we posted it" with a page and a button; opening the page changes nothing', async () => {
    const link = linkIn((await mails()).at(-1)!.text);
    const anyone = app.anyone().with({ origin: app.url, accept: 'text/html' });
    const page = await anyone.get(link);
    expect([page.status, page.text.includes('We posted it')]).toEqual([200, true]);
    expect(await app.sql('select 1 from outreach_post')).toEqual([]);
    const pressed = await anyone.form(link, { url: 'https://social.example/posts/1' });
    expect(pressed.status).toBe(303);
    expect((await anyone.form(link, {})).status).toBe(303);
    expect(await app.sql('select period, url, via from outreach_post')).toEqual([
      { period: '2019-06', url: 'https://social.example/posts/1', via: 'mail' },
    ]);
    expect((await anyone.get(link.slice(0, -1) + (link.endsWith('A') ? 'B' : 'A'))).status).toBe(404);
  });

  it('is not reminded in a month it has already posted in', async () => {
    app.clock.set('2019-07-03T15:00:00Z');
    const posted = await pio.post(`/api/v1/partnerships/${partnership.id}/outreach-posts`, {
      postedOn: '2019-07-02',
    });
    expect(posted.status).toBe(201);
    const ahead = await pio.post(`/api/v1/partnerships/${partnership.id}/outreach-posts`, {
      postedOn: '2019-07-04',
    });
    expect([ahead.status, ahead.json.code]).toEqual([422, 'date_in_future']);
    await goTo('2019-07-22T15:00:00Z');
    expect(await period('2019-07')).toMatchObject([{ state: 'skipped', reason: 'posted' }]);
    expect(await mails()).toHaveLength(3);
  });

  it('is sent up to 72 hours late; later it is skipped, and a person may send it once', async () => {
    await goTo('2019-08-25T15:00:00Z');
    expect(await period('2019-08')).toMatchObject([{ state: 'sent' }]);
    // Its mail waits in the house still, so a post tells that it is not needed: it never leaves.
    await pio.post(`/api/v1/partnerships/${partnership.id}/outreach-posts`, { postedOn: '2019-08-25' });
    const [back] = await period('2019-08');
    expect(back).toMatchObject({ state: 'skipped', reason: 'posted' });
    expect(
      await app.sql('select state, reason from email_message where idempotency_key = $1', [
        `reminder:${partnership.id}:2019-08`,
      ]),
    ).toEqual([{ state: 'suppressed', reason: 'The department posted before it left.' }]);
    const byHand = await partnership.rep.post(`/api/v1/reminders/${back!.id}/send`, {});
    expect([byHand.status, byHand.json.code]).toEqual([422, 'posted']);
    await goTo('2019-09-26T15:00:00Z');
    const [late] = await period('2019-09');
    expect(late).toMatchObject({ state: 'skipped', reason: 'late' });
    const sent = await partnership.rep.post(`/api/v1/reminders/${late!.id}/send`, {});
    expect([sent.status, sent.json.state]).toEqual([201, 'sent']);
    const again = await partnership.rep.post(`/api/v1/reminders/${late!.id}/send`, {});
    expect([again.status, again.json.code]).toEqual([409, 'already_sent']);
    expect((await mails()).filter(({ key }) => key.endsWith('2019-09'))).toHaveLength(1);
  });

  it('decides months that were slept through once each, and none twice when the clock goes back', async () => {
    await goTo('2019-12-24T15:00:00Z');
    expect(await period('2019-10')).toMatchObject([{ state: 'skipped', reason: 'late' }]);
    expect(await period('2019-11')).toMatchObject([{ state: 'skipped', reason: 'late' }]);
    expect(await period('2019-12')).toMatchObject([{ state: 'sent' }]);
    await goTo('2019-12-22T16:00:00Z');
    await goTo('2019-12-24T16:00:00Z');
    expect(await app.sql('select 1 from reminder where partnership_id = $1', [partnership.id])).toHaveLength(
      9,
    );
    expect(new Set((await mails()).map(({ key }) => key)).size).toBe((await mails()).length);
  });

  it('gets nothing once its officer has opted out', async () => {
    const mail = (await mails()).at(-1)!;
    const url = /List-Unsubscribe: <[^>]*?(\/u\/[^>]+)>/i.exec(mail.raw.replace(/\r\n\s+/g, ' '))![1]!;
    expect(
      (
        await app
          .anyone()
          .send(
            'POST',
            url,
            { 'content-type': 'application/x-www-form-urlencoded' },
            'List-Unsubscribe=One-Click',
          )
      ).status,
    ).toBe(200);
    await goTo('2020-01-22T16:00:00Z');
    expect(await period('2020-01')).toMatchObject([{ state: 'skipped', reason: 'opted_out' }]);
    const [row] = await period('2020-01');
    const byHand = await partnership.rep.post(`/api/v1/reminders/${row!.id}/send`, {});
    expect([byHand.status, byHand.json.code]).toEqual([422, 'opted_out']);
  });

  it('gets none after the end', async () => {
    app.clock.set('2020-02-29T15:00:00Z');
    await app.runScheduled('partnerships.end-due');
    await app.drain();
    await goTo('2020-03-22T15:00:00Z');
    expect(await period('2020-03')).toEqual([]);
  });
});

describe('the check of reminders', () => {
  it('finds every sent one in the mail log', async () => {
    const verdicts = await app.get(Verifier).run();
    expect(verdicts.find(({ check }) => check === 'reminders')).toEqual({ check: 'reminders', faults: [] });
  });
});

describe('a back-dated entry', () => {
  it('causes no reminder for days before it was recorded', async () => {
    app.clock.set('2019-05-10T15:00:00Z');
    const late = await buildPartnership(app, { signedOn: '2019-03-01' });
    await late.rep.post(`/api/v1/partnerships/${late.id}/activation`, { activeOn: '2019-03-05' });
    await late.rep.post(`/api/v1/partnerships/${late.id}/announcement`, { announcedOn: '2019-03-08' });
    await goTo('2019-05-11T15:00:00Z');
    expect(await app.sql('select 1 from reminder where partnership_id = $1', [late.id])).toEqual([]);
    await goTo('2019-06-08T15:00:00Z');
    expect(
      await app.sql('select period, state, reason from reminder where partnership_id = $1', [late.id]),
    ).toEqual([{ period: '2019-06', state: 'skipped', reason: 'no_recipient' }]);
  });
});

describe('approved posts', () => {
  let draft: Awaited<ReturnType<typeof buildDraft>>;
  let reviewers: Awaited<ReturnType<typeof buildReviewers>>;
  let posts: { id: string; title: string }[];

  /** The mail of a month, and which of the posts stand in it and on its page of texts. */
  const carried = async (month: string): Promise<{ mail: Mail; titles: string[]; onPage: string[] }> => {
    const mail = (await mails()).find(({ key }) => key === `reminder:${draft.partnershipId}:${month}`)!;
    const page = await app.anyone().get(`${/\/we-posted\/[^\s/]+/.exec(mail.text)![0]}/captions`);
    const among = (text: string) => posts.map(({ title }) => title).filter((title) => text.includes(title));
    return { mail, titles: among(mail.text), onPage: among(page.text) };
  };

  it('travel with the reminder, what is not approved does not', async () => {
    app.clock.set('2019-04-20T15:00:00Z');
    reviewers = await buildReviewers(app);
    draft = await buildDraft(app);
    const { data } = (await draft.pio.get('/api/v1/drafts')).json;
    posts = data.filter(({ kind }: { kind: string }) => kind === 'social_post');
    expect(new Set(posts.map(({ title }) => title)).size).toBe(3);
    const [first, second, third] = posts.map(({ id }) => id) as [string, string, string];
    const picture = new FormData();
    for (const [name, value] of Object.entries({
      altText: 'The town hall',
      rights: 'Taken by the department',
      consent: 'nobody_shown',
      expiresOn: '2019-05-22',
      file: new Blob([PNG], { type: 'image/png' }),
    }))
      picture.set(name, value);
    const added = await draft.pio.send('POST', `/api/v1/drafts/${first}/assets`, {}, picture);
    expect((await save(draft.pio, first, { assetIds: [added.json.id] })).status).toBe(201);
    await approve({ ...draft, draftId: first }, reviewers);
    await approve({ ...draft, draftId: third }, reviewers);
    await draft.pio.post(`/api/v1/drafts/${second}/submission`);
    await decide(reviewers.second, second, 'communications');
    await draft.rep.post(`/api/v1/partnerships/${draft.partnershipId}/activation`, {
      activeOn: '2019-04-20',
    });
    await app.drain();
    const { mail, titles } = await carried('2019-04');
    expect(mail.text).toContain('Approved to post');
    expect(titles).toEqual([posts[0]!.title, posts[2]!.title]);
  });

  it('fall out of it on the day after a picture of theirs expired, and when they are recalled', async () => {
    const [, second] = posts as [unknown, { id: string }];
    await decide(reviewers.legal, second.id, 'legal');
    const { currentRevision } = (await draft.pio.get(`/api/v1/drafts/${second.id}`)).json;
    const { contentHash } = currentRevision;
    expect((await draft.pio.post(`/api/v1/drafts/${second.id}/release`, { contentHash })).status).toBe(201);
    app.clock.set('2019-04-22T15:00:00Z');
    await draft.rep.post(`/api/v1/partnerships/${draft.partnershipId}/announcement`, {
      announcedOn: '2019-04-22',
    });
    await app.drain();
    const all = posts.map(({ title }) => title);
    // The last minutes of the picture's last day in Chicago, where it is the 23rd already elsewhere.
    await goTo('2019-05-22T15:00:00Z');
    app.clock.set('2019-05-23T04:59:00Z');
    expect(await carried('2019-05')).toMatchObject({ titles: all, onPage: all });
    app.clock.set('2019-05-23T05:00:00Z');
    expect((await carried('2019-05')).onPage).toEqual(all.slice(1));
    await goTo('2019-06-22T15:00:00Z');
    expect((await carried('2019-06')).titles).toEqual(all.slice(1));
    expect((await draft.pio.post(`/api/v1/drafts/${second.id}/recall`, { reason: 'Wrong day' })).status).toBe(
      201,
    );
    await goTo('2019-07-22T15:00:00Z');
    expect(await carried('2019-07')).toMatchObject({ titles: [all[2]], onPage: [all[2]] });
  });

  it('of terms that have changed fall out too, and the reminder goes without any, saying what it says', async () => {
    await draft.rep.post(`/api/v1/partnerships/${draft.partnershipId}/terms`, {
      from: '2019-08-01',
      ...{ downloadsPerDevice: 10, deviceSku: 'HD2', deviceFmvCents: 20_000, holdDays: 0 },
    });
    await goTo('2019-08-22T15:00:00Z');
    const { mail, titles, onPage } = await carried('2019-08');
    expect([titles, onPage]).toEqual([[], []]);
    expect(mail.text).not.toMatch(/Approved to post|Copy a text|below/);
    expect(mail.text).toContain('earns one $200 device per 10 downloads of the app through this link.');
  });
});
