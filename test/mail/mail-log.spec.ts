import { MailVerify } from '../../src/mail/mail.verify.js';
import { SYSTEM } from '../../src/platform/actor.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
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

  it('lets a person take an address off the list of those that get nothing', async () => {
    sink.recipients.push({ code: 550, text: 'no such user' });
    const to = { name: 'Back', email: 'back@pd.example' };
    await enqueue(app, { to });
    await app.drain();
    const rep = await app.as('rep');
    const { data } = (await rep.get('/api/v1/suppressions')).json;
    expect(data).toMatchObject([{ address: 'back@pd.example', topic: '*', reason: 'bounced' }]);
    expect((await rep.post(`/api/v1/suppressions/${data[0].id}/end`)).status).toBe(201);
    expect((await rep.post(`/api/v1/suppressions/${data[0].id}/end`)).status).toBe(404);
    expect((await enqueue(app, { to })).state).toBe('queued');
    await app.drain();
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
