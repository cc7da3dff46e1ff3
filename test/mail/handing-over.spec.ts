import { simpleParser } from 'mailparser';
import pg from 'pg';
import { newId } from '../../src/platform/id.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { enqueue, nameOrganisation, rowOf } from './mail-kit.js';
import { startSmtpSink, type SmtpSink, VERBS } from './smtp-sink.js';

describe('handing mail over', () => {
  let app: TestApp;
  let sink: SmtpSink;

  beforeAll(async () => {
    sink = await startSmtpSink();
    app = await startTestApp({ env: { SMTP_URL: sink.url, MAIL_FROM: 'Hallam <desk@hallam.example>' } });
    await nameOrganisation(app);
  });
  afterAll(async () => {
    await sink.close();
    await app.close();
  });
  beforeEach(async () => {
    sink.accepted.length = 0;
    sink.arrived = 0;
    app.clock.set('2019-04-22T15:00:00Z');
  });

  it('sends what was committed, once, as it was kept', async () => {
    const { id, state } = await enqueue(app, { unsubscribe: true, idempotencyKey: 'kept' });
    expect(state).toBe('queued');
    await app.drain();
    await app.runScheduled('mail.sweep');
    expect(await rowOf(app, id)).toMatchObject({ state: 'sent', attempts: 1 });
    expect(sink.accepted).toHaveLength(1);

    const mail = await simpleParser(sink.accepted[0]!);
    expect(mail.subject).toBe('Your sign-in link');
    expect(mail.from?.text).toContain('desk@hallam.example');
    expect(mail.text).toContain('12 Orchard Road');
    expect(mail.html).toContain('12 Orchard Road');
    expect(mail.headers.get('list')).toMatchObject({ unsubscribe: { url: expect.stringContaining('/u/') } });
    expect(sink.accepted[0]!.toString()).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');

    const admin = await app.as('admin');
    const raw = await admin.get(`/api/v1/emails/${id}/raw`);
    expect(raw.headers.get('content-type')).toBe('message/rfc822');
    expect(raw.text.trimEnd()).toBe(sink.accepted[0]!.toString().trimEnd());
  });

  it('is one mail per key, also when two write it at once', async () => {
    const all = await Promise.all([1, 2, 3].map(() => enqueue(app, { idempotencyKey: 'same' })));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    await app.drain();
    expect(sink.accepted).toHaveLength(1);
  });

  it('tries again later what was refused for the moment', async () => {
    sink.recipients.push({ code: 450, text: 'greylisted' });
    const { id } = await enqueue(app);
    await app.drain();
    expect(await rowOf(app, id)).toMatchObject({ state: 'queued', attempts: 1, holder: null });
    await app.runScheduled('mail.sweep');
    expect(sink.arrived).toBe(0);
    app.clock.set('2019-04-22T15:02:00Z');
    await app.runScheduled('mail.sweep');
    expect(await rowOf(app, id)).toMatchObject({ state: 'sent', attempts: 2 });
    expect(sink.accepted).toHaveLength(1);
  });

  it('gives up after a day', async () => {
    sink.after.push({ code: 451, text: 'try later' });
    const { id } = await enqueue(app);
    await app.drain();
    app.clock.set('2019-04-23T14:59:00Z');
    sink.after.push({ code: 451, text: 'try later' });
    await app.runScheduled('mail.sweep');
    expect(await rowOf(app, id)).toMatchObject({ state: 'failed', attempts: 2 });
  });

  it('tries again whatever was refused for the moment, at whichever step, and gives it away once', async () => {
    for (const verb of VERBS.filter((one) => one !== 'quit')) {
      let told = false;
      sink.fault = (moment) => {
        if (told || moment.verb !== verb) return null;
        told = true;
        // A client whose EHLO is refused tries the older HELO; 421 ends the conversation.
        return { code: verb === 'greeting' || verb === 'ehlo' ? 421 : 450, text: '4.3.0 Not now' };
      };
      const { id } = await enqueue(app, { idempotencyKey: `refused-at-${verb}` });
      // So that the greeting is said anew.
      sink.hangUp();
      await app.drain();
      expect(await rowOf(app, id)).toMatchObject({ state: 'queued', attempts: 1 });
      expect(told).toBe(true);
      app.clock.set(new Date(app.clock.now().getTime() + 120_000).toISOString());
      await app.runScheduled('mail.sweep');
      expect(await rowOf(app, id)).toMatchObject({ state: 'sent', attempts: 2 });
    }
    sink.fault = () => null;
    expect([...sink.byMessageId.values()].filter(({ accepted }) => accepted > 1)).toEqual([]);
  });

  it('sends many over the connections it has', async () => {
    const before = sink.connections;
    await Promise.all(Array.from({ length: 40 }, () => enqueue(app)));
    await app.runScheduled('mail.sweep');
    expect(sink.accepted).toHaveLength(40);
    expect(sink.connections - before).toBeLessThanOrEqual(5);
    await app.drain();
    expect(sink.accepted).toHaveLength(40);
  });

  it('takes an address that is refused for good as bounced, and writes there no more', async () => {
    sink.recipients.push({ code: 550, text: 'no such user' });
    const to = { name: 'Gone', email: 'Gone@pd.example' };
    const { id } = await enqueue(app, { to });
    await app.drain();
    expect(await rowOf(app, id)).toMatchObject({ state: 'bounced', attempts: 1 });
    expect((await enqueue(app, { to: { ...to, email: 'gone@pd.example' } })).state).toBe('suppressed');
  });

  it('takes a text that is refused for good as failed, and blames no address', async () => {
    sink.after.push({ code: 554, text: 'not like this' });
    const to = { name: 'Kim', email: 'kim@pd.example' };
    const { id } = await enqueue(app, { to });
    await app.drain();
    expect(await rowOf(app, id)).toMatchObject({ state: 'failed' });
    expect((await enqueue(app, { to })).state).toBe('queued');
    await app.drain();
  });

  it.each([
    ['5.7.1 rejected as spam', 'failed', 'queued'],
    ['5.2.2 mailbox full', 'failed', 'queued'],
    ['5.7.1 relaying denied', 'failed', 'queued'],
    ['5.1.2 no such domain', 'bounced', 'suppressed'],
  ])('draws from “550 %s” that the mail %s, and the next one is %s', async (text, state, next) => {
    sink.recipients.push({ code: 550, text });
    const to = { name: '', email: `${state}@${text.replaceAll(/[^a-z]/g, '')}.example` };
    const { id } = await enqueue(app, { to });
    await app.drain();
    expect(await rowOf(app, id)).toMatchObject({ state });
    expect((await enqueue(app, { to: { ...to, email: to.email.replace('@', '-2@') } })).state).toBe(next);
    await app.drain();
  });

  it('counts a mail as sent when a person says that it arrived, and only one that was in doubt', async () => {
    sink.after.push('cut');
    const { id } = await enqueue(app);
    await app.drain();
    const rep = await app.signedIn('rep');
    expect((await rep.get(`/mail/${id}`)).text).toContain(`action="/mail/${id}/arrival"`);
    expect((await rep.form(`/mail/${id}/arrival`, {})).status).toBe(303);
    expect(await rowOf(app, id)).toMatchObject({ state: 'sent', attempts: 1 });
    const api = await app.as('rep');
    expect((await api.post(`/api/v1/emails/${id}/arrival`)).json.code).toBe('already_decided');
    expect((await (await app.as('reviewer')).post(`/api/v1/emails/${id}/arrival`)).status).toBe(403);
    await app.runScheduled('mail.sweep');
    expect(sink.arrived).toBe(1);
  });

  it('does not know after the final dot, asks a person, and never repeats by itself', async () => {
    sink.after.push('cut');
    const { id } = await enqueue(app);
    await app.drain();
    expect(await rowOf(app, id)).toMatchObject({ state: 'unknown', attempts: 1 });
    app.clock.set('2019-04-25T15:00:00Z');
    await app.runScheduled('mail.sweep');
    expect(sink.arrived).toBe(1);

    const rep = await app.as('rep');
    expect((await rep.post(`/api/v1/emails/${id}/resend`)).status).toBe(201);
    await app.drain();
    expect(await rowOf(app, id)).toMatchObject({ state: 'sent' });
    expect((await rep.post(`/api/v1/emails/${id}/resend`)).status).toBe(409);
  });

  it('leaves to a person what a process that died had in hand, and only that', async () => {
    const { id } = await enqueue(app);
    await app.sql(`update email_message set state = 'sending', holder = $2, attempts = 1 where id = $1`, [
      id,
      newId(),
    ]);
    await app.runScheduled('mail.sweep');
    expect(await rowOf(app, id)).toMatchObject({ state: 'unknown' });
    await app.drain();
    expect(sink.arrived).toBe(0);
    expect(await rowOf(app, id)).toMatchObject({ state: 'unknown' });
  });

  it('leaves alone what a process that lives has in hand', async () => {
    const { id } = await enqueue(app);
    const holder = newId();
    const other = new pg.Client({ connectionString: app.databaseUrl });
    await other.connect();
    await other.query('select pg_advisory_lock(hashtextextended($1, 1500))', [holder]);
    await app.sql(`update email_message set state = 'sending', holder = $2, attempts = 1 where id = $1`, [
      id,
      holder,
    ]);
    await app.runScheduled('mail.sweep');
    expect(await rowOf(app, id)).toMatchObject({ state: 'sending' });
    await other.end();
    await app.runScheduled('mail.sweep');
    expect(await rowOf(app, id)).toMatchObject({ state: 'unknown' });
    await app.drain();
    expect(sink.arrived).toBe(0);
  });

  it('keeps trying while the server is away, without losing anything', async () => {
    await sink.close();
    const { id } = await enqueue(app);
    await app.drain();
    expect(await rowOf(app, id)).toMatchObject({ state: 'queued', attempts: 1 });
  });
});
