import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import { InboundSmtp } from '../../src/mail/inbound/inbound-smtp.js';
import { projectRoot } from '../../src/platform/project-root.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { enqueue, nameOrganisation, rowOf } from './mail-kit.js';
import { type SmtpSink, startSmtpSink } from './smtp-sink.js';

const fixture = (name: string) =>
  readFileSync(path.join(projectRoot(), 'test/mail/delivery-reports', `${name}.eml`), 'utf8');

describe('a mail that comes back', () => {
  let app: TestApp;
  let sink: SmtpSink;
  let number = 0;

  beforeAll(async () => {
    sink = await startSmtpSink();
    app = await startTestApp({
      now: '2019-04-22T15:00:00Z',
      env: { SMTP_URL: sink.url, INBOUND_MAIL_DOMAIN: 'mail.hallam.example', INBOUND_SMTP_PORT: '0' },
    });
    await app.get(InboundSmtp).start();
    await nameOrganisation(app);
  });
  afterAll(async () => {
    await sink.close();
    await app.close();
  });

  /** Sends a mail and gives its row, its return address and where it went. */
  async function sent(after?: 'cut') {
    const email = `reader-${(number += 1)}@alder-pd.example`;
    if (after) sink.after.push(after);
    const { id } = await enqueue(app, { to: { name: '', email } });
    await app.drain();
    return { id, email, address: sink.envelopes.at(-1)?.from ?? '' };
  }

  async function comesBack(name: string, to: string, from = ''): Promise<string> {
    const transport = createTransport({
      host: '127.0.0.1',
      port: app.get(InboundSmtp).port,
      ignoreTLS: true,
    });
    try {
      const raw = fixture(name).replaceAll('\n', '\r\n');
      return (await transport.sendMail({ envelope: { from, to }, raw })).response;
    } catch (error) {
      return (error as { response?: string }).response ?? String(error);
    } finally {
      transport.close();
    }
  }

  const suppressions = (email: string) =>
    app.sql('select topic, reason from suppression where address = $1 and ended_at is null', [email]);
  const reports = (id: string) =>
    app.sql('select source, kind, status, scope from mail_report where email_id = $1 order by id', [id]);

  it('finds its row by a return address of its own, and ends the address; told twice, it counts once', async () => {
    const other = await sent();
    const { id, email, address } = await sent();
    expect(address).toMatch(/^bounce\+[0-9a-f]{56}@mail\.hallam\.example$/);
    expect(address.split('@')[0]!.length).toBeLessThanOrEqual(64);
    expect(await comesBack('postfix-user-unknown', address)).toMatch(/^250/);
    // As some servers write it back.
    expect(await comesBack('postfix-user-unknown', address.toUpperCase())).toMatch(/^250/);
    expect(await rowOf(app, id)).toMatchObject({ state: 'bounced' });
    expect(await reports(id)).toEqual([{ source: 'dsn', kind: 'failed', status: '5.1.1', scope: 'address' }]);
    expect(await suppressions(email)).toEqual([{ topic: '*', reason: 'bounced' }]);
    expect(await rowOf(app, other.id)).toMatchObject({ state: 'sent' });
    const rep = await app.signedIn('rep');
    const page = await rep.get(`/mail/${id}`);
    expect(page.text).toContain('What was heard of it');
    expect(page.text).not.toContain('dana@alder-pd.example');
  });

  it.each([
    ['postfix-delayed', 'sent', []],
    ['exchange-expanded', 'sent', []],
    ['exchange-relayed', 'sent', []],
    ['not-out-of-office', 'sent', []],
    ['not-vacation', 'sent', []],
    ['office365-spam', 'failed', []],
    ['postfix-mailbox-full', 'failed', []],
    ['qmail-no-mailbox', 'bounced', [{ topic: '*', reason: 'bounced' }]],
    ['complaint-arf', 'sent', [{ topic: '*', reason: 'complaint' }]],
  ])('%s leaves it %s', async (name, state, expected) => {
    const { id, email, address } = await sent();
    expect(await comesBack(name, address)).toMatch(/^250/);
    expect(await rowOf(app, id)).toMatchObject({ state });
    expect(await suppressions(email)).toEqual(expected);
  });

  it('from a domain that is not there, ends all of that domain for a week', async () => {
    const { id, address } = await sent();
    const neighbor = { name: '', email: 'other@birch-so.example' };
    await app.sql(`update email_message set to_address = 'sheriff@birch-so.example' where id = $1`, [id]);
    await comesBack('qmail-no-host', address);
    expect(await rowOf(app, id)).toMatchObject({ state: 'bounced' });
    expect((await enqueue(app, { to: neighbor })).state).toBe('suppressed');
    app.clock.set('2019-04-30T15:00:00Z');
    expect((await enqueue(app, { to: neighbor })).state).toBe('queued');
    await app.drain();
  });

  it('or waits somewhere, has left, where nobody knew', async () => {
    const { id } = await sent('cut');
    const { address } = await sent();
    // What is told of another mail says nothing of this one.
    await comesBack('postfix-delayed', address);
    expect(await rowOf(app, id)).toMatchObject({ state: 'unknown' });
    await comesBack('postfix-delayed', sink.torn.at(-1)!);
    expect(await rowOf(app, id)).toMatchObject({ state: 'sent' });
  });

  it('is refused at an address nobody was given', async () => {
    const { id, address } = await sent();
    const last = address.indexOf('@') - 1;
    const forged = `${address.slice(0, last)}${address[last] === '0' ? '1' : '0'}${address.slice(last + 1)}`;
    expect(await comesBack('postfix-user-unknown', forged)).toMatch(/^550/);
    expect(await rowOf(app, id)).toMatchObject({ state: 'sent' });
  });

  it('is not kept as it came', async () => {
    const kept = await app.sql(`select 1 from inbound_message where mailbox like 'email/%'`);
    expect(kept).toEqual([]);
    const said = await app.sql<{ diagnostic: string }>(
      'select diagnostic from mail_report where diagnostic is not null',
    );
    expect(said.length).toBeGreaterThan(0);
    expect(said.filter(({ diagnostic }) => diagnostic.includes('@'))).toEqual([]);
  });
});
