import { simpleParser } from 'mailparser';
import { HeldMailService } from '../../src/mail/held-mail.service.js';
import { CliOutput } from '../../src/platform/cli/cli-command.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { enqueue, nameOrganisation, rowOf } from './mail-kit.js';
import { startSmtpSink, type SmtpSink } from './smtp-sink.js';

describe('mail that may not leave', () => {
  it('without a mail server is kept and shown, not sent', async () => {
    const app = await startTestApp();
    await nameOrganisation(app);
    const { id, state } = await enqueue(app);
    expect(state).toBe('held');
    const rep = await app.as('rep');
    const shown = (await rep.get(`/api/v1/emails/${id}`)).json;
    expect(shown).toMatchObject({
      state: 'held',
      subject: 'Your sign-in link',
      toAddress: 'dana@pd.example',
    });
    expect(shown.reason).toContain('SMTP_URL');
    const resent = await rep.post(`/api/v1/emails/${id}/resend`);
    expect([resent.status, resent.json.code]).toEqual([422, 'still_held']);
    expect((await rep.get('/api/v1/emails?state=held')).json.data).toHaveLength(1);

    // A backup was put back: an admin ends that hold for all that goes out, and the mail waits for its server still.
    const said: string[] = [];
    const out = new CliOutput(false, { out: (text) => said.push(text), err: () => undefined });
    for (let time = 0; time < 2; time += 1) await app.get(HeldMailService).hold([], {}, out);
    expect(said[0]).toContain('until an admin lets it go');
    const heldNow = async () =>
      (await app.sql<{ held: boolean }>('select mail_held as held from installation'))[0]!.held;
    expect(await heldNow()).toBe(true);
    expect((await enqueue(app)).state).toBe('held');
    const admin = await app.signedIn('admin');
    expect((await admin.get('/mail')).text).toContain('Let everything out');
    expect((await (await app.signedIn('rep')).get('/mail')).text).not.toContain('/mail/releases');
    expect((await admin.form('/mail/releases', {})).status).toBe(303);
    expect(await heldNow()).toBe(false);
    expect(await app.sql(`select distinct state, reason from email_message`)).toEqual([
      { state: 'held', reason: 'no_smtp' },
    ]);
    expect((await admin.form('/mail/releases', {})).status).toBe(422);
    expect(
      await app.sql(
        `select type from domain_event where type in ('email.outgoing_held', 'email.held_released') order by seq`,
      ),
    ).toEqual([{ type: 'email.outgoing_held' }, { type: 'email.held_released' }]);
    await app.close();
  });

  describe('with a server', () => {
    let app: TestApp;
    let sink: SmtpSink;
    beforeAll(async () => {
      sink = await startSmtpSink();
      app = await startTestApp({ env: { SMTP_URL: sink.url } });
    });
    afterAll(async () => {
      await sink.close();
      await app.close();
    });

    it('waits until the organisation has a name and an address, then until a person sends it', async () => {
      const { id, state } = await enqueue(app);
      expect(state).toBe('held');
      await nameOrganisation(app);
      await app.runScheduled('mail.sweep');
      expect(sink.arrived).toBe(0);
      const admin = await app.as('admin');
      expect((await admin.post(`/api/v1/emails/${id}/resend`)).status).toBe(201);
      await app.drain();
      expect(await rowOf(app, id)).toMatchObject({ state: 'sent' });
    });

    it('never leaves a demo, nor a restored installation before an admin says so', async () => {
      await app.sql('update installation set mail_held = true');
      expect((await enqueue(app)).state).toBe('held');
      await app.sql('update installation set mail_held = false, demo = true');
      expect((await enqueue(app)).state).toBe('held');
      await app.sql('update installation set demo = false');
    });

    it('is let go by an admin though no mail waits: webhooks and calls to Branch may', async () => {
      await app.sql(`update email_message set state = 'sent', reason = null where state = 'held'`);
      await app.sql('update installation set mail_held = true');
      const admin = await app.signedIn('admin');
      expect((await admin.get('/mail')).text).toContain('Mail, webhooks and calls to Branch wait');
      expect((await admin.form('/mail/releases', {})).status).toBe(303);
      expect((await admin.get('/mail')).text).not.toContain('/mail/releases');
      expect((await enqueue(app)).state).toBe('queued');
      await app.drain();
    });

    it('is stopped at the door when the cause came after it was queued', async () => {
      const { id } = await enqueue(app);
      await app.sql('update installation set mail_held = true');
      await app.drain();
      expect(await rowOf(app, id)).toMatchObject({ state: 'held', reason: 'restored', attempts: 0 });
      await app.sql('update installation set mail_held = false');
    });

    it('hides a link that lets someone in from the log, and forgets it once it has left', async () => {
      const sent = sink.accepted.length;
      const person = await app.signedIn({ role: 'rep', email: 'rep@hallam.example', name: 'Sam Okafor' });
      await app.anyone().form('/sign-in/link', { email: 'rep@hallam.example' });
      await app.drain();
      const mails = await app.sql<{ id: string; raw: Buffer; text_body: string }>(
        `select id, raw, text_body from email_message where topic = 'sign-in'`,
      );
      expect(mails).toHaveLength(1);
      expect(sink.accepted).toHaveLength(sent + 1);
      const received = await simpleParser(sink.accepted.at(-1)!);
      const link = /\/sign-in\/[\w-]+/.exec(received.text ?? '')?.[0];
      expect(link).toBeDefined();
      expect((await person.get(link!)).status).toBe(200);

      const kept = await simpleParser(mails[0]!.raw);
      expect(`${kept.text}${kept.html as string}${mails[0]!.text_body}`).not.toContain('/sign-in/');
      const admin = await app.as('admin');
      expect((await admin.get(`/api/v1/emails/${mails[0]!.id}/raw`)).text).not.toContain(link!.slice(9));
      expect(JSON.stringify((await admin.get(`/api/v1/emails/${mails[0]!.id}`)).json)).not.toContain(
        '/sign-in/',
      );
    });
  });

  it('faster than agreed waits its turn, of a domain and of the server, and others go first', async () => {
    const sink = await startSmtpSink();
    const app = await startTestApp({
      now: '2019-04-22T15:00:00Z',
      env: { SMTP_URL: sink.url, SMTP_RATE_PER_SECOND: '4', SMTP_RATE_PER_DOMAIN_MINUTE: '12' },
    });
    await nameOrganisation(app);
    for (let n = 0; n < 6; n += 1)
      await enqueue(app, { to: { name: '', email: `reader-${n}@many.example` } });
    await enqueue(app, { to: { name: '', email: 'reader@one.example' } });
    const sweep = async (at: string) => {
      app.clock.set(at);
      await app.runScheduled('mail.sweep');
      return sink.envelopes.map(({ to }) => to.split('@')[1]).sort();
    };
    // Ten seconds' worth of a domain at first: two.
    expect(await sweep('2019-04-22T15:00:00Z')).toEqual(['many.example', 'many.example', 'one.example']);
    expect(await sweep('2019-04-22T15:00:04Z')).toHaveLength(3);
    expect(await sweep('2019-04-22T15:00:05Z')).toHaveLength(4);
    expect(await sweep('2019-04-22T15:01:00Z')).toHaveLength(6);
    for (let n = 0; n < 7; n += 1)
      await enqueue(app, { to: { name: '', email: `reader@other-${n}.example` } });
    expect(await sweep('2019-04-22T15:02:00Z')).toHaveLength(10);
    const waiting = await app.sql(`select attempts from email_message where state = 'queued'`);
    expect(waiting).toEqual(Array.from({ length: 4 }, () => ({ attempts: 0 })));
    expect(await sweep('2019-04-22T15:02:01Z')).toHaveLength(14);
    await sink.close();
    await app.close();
  });
});
