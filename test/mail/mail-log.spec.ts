import { MailGate } from '../../src/mail/mail-gate.js';
import { MailVerify } from '../../src/mail/mail.verify.js';
import { unsubscribeToken } from '../../src/mail/suppressions/unsubscribe-token.js';
import { SYSTEM } from '../../src/platform/actor.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { SecretKey } from '../../src/platform/secret-key.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { enqueue, nameOrganisation, rowOf } from './mail-kit.js';
import { startSmtpSink, type SmtpSink } from './smtp-sink.js';

describe('the mail log', () => {
  let app: TestApp;
  let sink: SmtpSink;

  beforeAll(async () => {
    sink = await startSmtpSink();
    app = await startTestApp({ env: { SMTP_URL: sink.url } });
    await nameOrganisation(app);
  });
  afterAll(async () => {
    await sink.close();
    await app.close();
  });

  it('is a page that shows what went out and finds it again', async () => {
    const { id } = await enqueue(app, { to: { name: 'Ruth Alder', email: 'ruth@pd.example' } });
    await enqueue(app, { topic: 'rewards', to: { name: '', email: 'other@pd.example' } });
    await app.drain();
    const rep = await app.signedIn('rep');
    const all = await rep.get('/mail');
    expect(all.status).toBe(200);
    expect(all.text).toContain('Ruth Alder');
    expect(all.text).toContain('other@pd.example');
    const found = await rep.get('/mail?q=ruth%40pd&state=sent');
    expect(found.text).toContain('Ruth Alder');
    expect(found.text).not.toContain('other@pd.example');
    expect((await rep.get('/mail?q=%25')).text).not.toContain('Ruth Alder');

    const one = await rep.get(`/mail/${id}`);
    expect(one.status).toBe(200);
    expect(one.text).toContain('12 Orchard Road');
    expect(one.text).not.toContain(`action="/mail/${id}/resend"`);
    expect((await rep.get('/mail/not-an-id')).status).toBe(404);
  });

  it('comes in pages of the size asked for', async () => {
    const rep = await app.as('rep');
    const first = (await rep.get('/api/v1/emails?limit=1')).json;
    const second = (await rep.get(`/api/v1/emails?limit=1&cursor=${first.nextCursor}`)).json;
    expect([first.data.length, second.data.length, second.nextCursor]).toEqual([1, 1, null]);
    expect(first.data[0].id).not.toBe(second.data[0].id);
  });

  it('lets held mail out when an admin says so and its cause is gone, but no old sign-in link', async () => {
    await app.sql('update installation set mail_held = true');
    const { id } = await enqueue(app);
    const signIn = await enqueue(app, { topic: 'sign-in' });
    const admin = await app.signedIn('admin');
    expect((await admin.get('/mail')).text).toContain('action="/mail/releases"');
    const rep = await app.signedIn('rep');
    expect((await rep.get('/mail')).text).not.toContain('action="/mail/releases"');
    expect((await rep.form('/mail/releases', {})).status).toBe(403);
    expect(await rowOf(app, id)).toMatchObject({ state: 'held' });

    expect((await admin.form('/mail/releases', {})).status).toBe(303);
    await app.runScheduled('mail.sweep');
    expect(await rowOf(app, id)).toMatchObject({ state: 'sent' });
    expect(await rowOf(app, signIn.id)).toMatchObject({ state: 'suppressed' });
  });

  describe('says who gets nothing', () => {
    const entries = async (q = '') =>
      (await (await app.as('rep')).get(`/api/v1/suppressions?q=${encodeURIComponent(q)}`)).json.data as {
        id: string;
        address: string;
      }[];
    const addresses = async (q: string) => (await entries(q)).map(({ address }) => address);

    it('of what, since when and by which mail, and finds an address or all of a domain', async () => {
      for (const [local, text] of [
        ['back', '5.1.1 no such user'],
        ['gone', '5.1.1 no such user'],
        ['nowhere', '5.1.2 no such domain'],
      ] as const) {
        sink.recipients.push({ code: 550, text });
        const domain = local === 'back' ? 'pd.example' : 'gone-pd.example';
        await enqueue(app, { to: { name: 'Back', email: `${local}@${domain}` } });
        await app.drain();
      }
      expect(await addresses('')).toEqual(['@gone-pd.example', 'gone@gone-pd.example', 'back@pd.example']);
      expect(await addresses('GONE@gone-pd.example ')).toEqual(['@gone-pd.example', 'gone@gone-pd.example']);
      expect(await addresses('Gone-PD.example')).toEqual(['@gone-pd.example', 'gone@gone-pd.example']);
      expect(await addresses('back@pd.example')).toEqual(['back@pd.example']);
      expect(await addresses('d.example')).toEqual([]);

      const rep = await app.signedIn('rep');
      const page = await rep.get('/mail/suppressions?q=pd.example');
      const [mail] = await app.sql<{ id: string }>(
        `select id from email_message where to_address = 'back@pd.example'`,
      );
      for (const words of ['any mail', 'A mail came back', `/mail/${mail!.id}"`, 'the mail server, at once'])
        expect(page.text).toContain(words);
      expect((await rep.get(`/mail/${mail!.id}`)).text).toContain(
        '/mail/suppressions?q&#x3D;back%40pd.example',
      );
      const file = await rep.get('/mail/suppressions.csv?q=gone-pd.example');
      expect(file.headers.get('content-type')).toContain('text/csv');
      const lines = file.text.trim().split('\n');
      expect(lines).toHaveLength(3);
      // A domain begins with a sign that a spreadsheet would take for a formula.
      expect(lines[1]).toMatch(/^'@gone-pd\.example,"any mail, at any address of the domain",/);
      const first = (await rep.get('/api/v1/suppressions?limit=2')).json;
      const next = (await rep.get(`/api/v1/suppressions?limit=2&cursor=${first.nextCursor}`)).json;
      expect([first.data.length, next.data.length, next.nextCursor]).toEqual([2, 1, null]);
      expect((await rep.get('/mail/suppressions?cursor=nonsense')).status).toBe(400);
    });

    it('lets one of ours end it with a reason, which stands on the trail', async () => {
      const [entry] = await entries('back@pd.example');
      const path = `/mail/suppressions/${entry!.id}`;
      const rep = await app.signedIn({ role: 'rep', name: 'Ines Halloran' });
      expect((await rep.get(path)).text).toContain(`action="${path}/lifting"`);
      expect((await rep.form(`${path}/lifting`, {})).status).toBe(422);
      expect((await rep.form(`${path}/lifting`, { reason: '   ' })).status).toBe(422);
      const api = `/api/v1/suppressions/${entry!.id}/end`;
      expect((await (await app.as('rep')).post(api)).status).toBe(400);
      expect((await (await app.as('reviewer')).post(api, { reason: 'x' })).status).toBe(403);
      const to = { name: 'Back', email: 'back@pd.example' };
      expect((await enqueue(app, { to })).state).toBe('suppressed');

      const why = 'Works again, says the desk at back@pd.example';
      expect((await rep.form(`${path}/lifting`, { reason: why })).status).toBe(303);
      expect((await enqueue(app, { to })).state).toBe('queued');
      await app.drain();
      expect((await rep.form(`${path}/lifting`, { reason: why })).status).toBe(404);
      const after = (await rep.get(path)).text;
      expect(after).toContain('Works again, says the desk at [address]');
      expect(after).toContain('Ines Halloran');
      const told = `select actor_name, summary from domain_event where type = 'email.suppression_lifted' and subject_id = $1`;
      expect(await app.sql(told, [entry!.id])).toEqual([
        {
          actor_name: 'Ines Halloran',
          summary: 'Lets mail go to an address again: Works again, says the desk at [address]',
        },
      ]);
    });

    it.each(['unsubscribed', 'complaint'] as const)(
      'leaves what a reader said to the reader: %s, over a bounce too',
      async (reason) => {
        const address = `${reason}@pd.example`;
        const { id: emailId } = await enqueue(app, { to: { name: '', email: address } });
        await app.drain();
        await app.get(UnitOfWork).run(SYSTEM, async (tx) => {
          const gate = app.get(MailGate);
          await gate.suppress(tx, { address, topic: '*', reason: 'bounced', emailId });
          await gate.suppress(tx, { address, topic: '*', reason, emailId });
          await gate.suppress(tx, { address, topic: '*', reason: 'bounced', emailId });
        });
        const [entry] = await entries(address);
        const admin = await app.signedIn('admin');
        const shown = (await admin.get(`/mail/suppressions/${entry!.id}`)).text;
        expect(shown).toContain('only the reader can take it back');
        expect(shown).not.toContain('/lifting"');
        const refused = await (
          await app.as('admin')
        ).post(`/api/v1/suppressions/${entry!.id}/end`, { reason: 'They would like it' });
        expect([refused.status, refused.json.code]).toEqual([422, 'readers_own']);
        expect(await addresses(address)).toEqual([address]);

        const token = unsubscribeToken(app.get(SecretKey), emailId);
        const topics = await app.anyone().get(`/u/${token}/topics`);
        expect(topics.text.includes('name="again"')).toBe(reason === 'complaint');
        await app.anyone().form(`/u/${token}/topics`, { 'topic.reminders': 'on' });
        // Saving what was shown takes back no complaint; its own box does.
        expect(await addresses(address)).toEqual(reason === 'complaint' ? [address] : []);
        await app.anyone().form(`/u/${token}/topics`, { 'topic.reminders': 'on', again: 'on' });
        expect(await addresses(address)).toEqual([]);
        expect((await admin.get(`/mail/suppressions/${entry!.id}`)).text).toContain('by the reader');
      },
    );
  });

  it('is closed to the department’s side and to strangers', async () => {
    const rep = await app.as('rep');
    const name = 'Springfield Police Department';
    const made = await rep.post('/api/v1/departments', { name, kind: 'municipal_police', state: 'IL' });
    const pio = await app.as({ role: 'pio', departmentId: made.json.id });
    const [mail] = await app.sql<{ id: string }>('select id from email_message limit 1');
    for (const path of [
      '/api/v1/emails',
      `/api/v1/emails/${mail!.id}`,
      `/api/v1/emails/${mail!.id}/raw`,
      '/api/v1/suppressions',
      '/mail/suppressions',
      '/mail/suppressions.csv',
    ]) {
      expect((await pio.get(path)).status).toBe(403);
      expect((await app.anyone().get(path)).status).toBe(401);
    }
    expect((await pio.post(`/api/v1/emails/${mail!.id}/resend`)).status).toBe(403);
  });

  it('adds up', async () => {
    const faults = await app.get(UnitOfWork).read(SYSTEM, async (tx) => {
      const found: string[] = [];
      for await (const fault of app.get(MailVerify).check(tx)) found.push(fault);
      return found;
    });
    expect(faults).toEqual([]);
  });
});
