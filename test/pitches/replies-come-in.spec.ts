import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import { InboundMailService } from '../../src/mail/inbound/inbound-mail.service.js';
import { InboundSmtp } from '../../src/mail/inbound/inbound-smtp.js';
import { Config } from '../../src/platform/config/config.js';
import { projectRoot } from '../../src/platform/project-root.js';
import { type BuiltPitch, buildPitch } from '../factories/pitch.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

const DOMAIN = 'pitch.hallam.example';
const LIMIT = 200_000;
// Self-signed for DOMAIN, trusted nowhere; see the README beside it.
const CERTIFICATE = path.join(projectRoot(), 'test/support/test-only-certificate/test-only.cert.pem');
const KEY = path.join(projectRoot(), 'test/support/test-only-certificate/test-only.key.pem');

interface Delivery {
  to: string[];
  from?: string;
  headers?: string[];
  body?: string;
  raw?: string;
  port?: number;
  /** Insists on STARTTLS and checks the certificate; otherwise it stays plain, whatever is offered. */
  secure?: boolean;
}

describe('replies', () => {
  let app: TestApp;
  let rep: TestClient;
  let pitch: BuiltPitch;
  let address: string;

  beforeAll(async () => {
    app = await startTestApp({
      now: '2019-02-28T15:00:00Z',
      env: {
        INBOUND_MAIL_DOMAIN: DOMAIN,
        INBOUND_SMTP_PORT: '0',
        INBOUND_SMTP_HOST: '127.0.0.1',
        INBOUND_MAIL_MAX_BYTES: String(LIMIT),
      },
    });
    await app.get(InboundSmtp).start();
    rep = await app.signedIn('rep');
    pitch = await buildPitch(app);
    address = await addressOf(pitch);
  });
  afterAll(() => app.close());

  /** The reply address of a pitch, as it stands in a mail that was written to a contact. */
  async function addressOf(of: BuiltPitch): Promise<string> {
    const { json: chief } = await of.rep.post(`/api/v1/departments/${of.departmentId}/contacts`, {
      name: 'Ruth Alder',
      role: 'chief',
      email: 'Chief@alder.example',
    });
    const sent = await of.rep.post(`/api/v1/pitches/${of.id}/mails`, {
      contactId: chief.id,
      values: { why: 'Residents asked.' },
    });
    const [row] = await app.sql<{ raw: Buffer }>('select raw from email_message where id = $1', [
      sent.json.emailMessageId,
    ]);
    return /reply\+[a-z2-7]{32}@[a-z.]+/.exec(row!.raw.toString())![0];
  }

  /** Hands a mail over as another mail server would; gives the code of the answer, or of what kept it from one. */
  async function deliver(delivery: Delivery): Promise<number | string | undefined> {
    const { to, from = 'chief@alder.example', headers = [], body = 'Yes.', raw } = delivery;
    const transport = createTransport({
      host: '127.0.0.1',
      port: delivery.port ?? app.get(InboundSmtp).port,
      ...(delivery.secure
        ? { requireTLS: true, tls: { ca: readFileSync(CERTIFICATE), servername: DOMAIN } }
        : { ignoreTLS: true }),
    });
    const head = ['From: Ruth Alder <chief@alder.example>', 'Subject: Re: the offer', ...headers];
    try {
      const { response } = await transport.sendMail({
        envelope: { from, to },
        raw: raw ?? `${head.join('\r\n')}\r\n\r\n${body}\r\n`,
      });
      return Number(response.slice(0, 3));
    } catch (error) {
      const { responseCode, code } = error as { responseCode?: number; code?: string };
      return responseCode ?? code;
    } finally {
      transport.close();
    }
  }

  const filed = (of = pitch) =>
    app.sql<{ kind: string; text: string }>(
      `select i.kind, i.text_body as text from pitch_reply r join inbound_message i on i.id = r.inbound_message_id
        where r.pitch_id = $1 order by r.received_at, i.id`,
      [of.id],
    );

  it('are filed to the pitch they answer, once, with their files', async () => {
    const raw = [
      'From: Ruth Alder <chief@alder.example>',
      'Subject: Re: the offer',
      'Message-ID: <one@alder.example>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<p>Tuesday at <b>ten</b>.</p><script>alert(1)</script><p>A &lt;i&gt; &amp; B</p>',
      '--b',
      'Content-Type: text/html; name="../../agenda.html"',
      'Content-Disposition: attachment; filename="../../agenda.html"',
      '',
      '<script>alert(2)</script>',
      '--b--',
      '',
    ].join('\r\n');
    app.clock.set('2019-03-01T16:00:00Z');
    expect(await deliver({ to: [address], raw })).toBe(250);
    expect(await deliver({ to: [address.toUpperCase()], raw })).toBe(250);
    expect(await filed()).toEqual([{ kind: 'answer', text: 'Tuesday at ten.\nA <i> & B' }]);

    const { json } = await pitch.rep.get(`/api/v1/pitches/${pitch.id}/mails`);
    expect(json.data.map(({ direction }: { direction: string }) => direction)).toEqual(['in', 'out']);
    const { id } = json.data[0];
    const shown = await rep.get(`/pitches/${pitch.id}/mail/${id}`);
    expect(shown.text).toContain('A &lt;i&gt; &amp; B');
    expect(shown.text).not.toContain('alert(');
    const file = await rep.get(`/pitches/${pitch.id}/mail/${id}/files/1`);
    expect([
      file.text.trim(),
      file.headers.get('content-type'),
      file.headers.get('content-disposition'),
    ]).toEqual([
      '<script>alert(2)</script>',
      'application/octet-stream',
      `attachment; filename*=UTF-8''..-..-agenda.html`,
    ]);
    expect((await rep.get(`/pitches/${pitch.id}/mail/${id}/raw`)).text).toBe(raw);
    expect((await rep.get(`/pitches/${pitch.id}/mail/${id}/files/2`)).status).toBe(404);

    const detail = await pitch.rep.get(`/api/v1/pitches/${pitch.id}`);
    expect(detail.json.activities[0]).toMatchObject({ kind: 'email', subject: 'Re: the offer' });
    const events = await app.sql(
      `select visibility, department_id from domain_event where type = 'pitch.mail_received'`,
    );
    expect(events).toEqual([{ visibility: 'shared', department_id: pitch.departmentId }]);
    const touched = await app.sql(`select last_touched_on from pitch where id = $1`, [pitch.id]);
    expect(JSON.stringify(touched)).toContain('2019-03-01');
  });

  it('of one message to two pitches stand in both; another pitch cannot read the first one’s', async () => {
    const other = await buildPitch(app);
    const second = await addressOf(other);
    const headers = ['Message-ID: <both@alder.example>'];
    expect(await deliver({ to: [address, second], headers })).toBe(250);
    const [one] = (await other.rep.get(`/api/v1/pitches/${other.id}/mails`)).json.data;
    expect(one).toMatchObject({ direction: 'in', kind: 'answer' });
    expect((await rep.get(`/pitches/${other.id}/mail/${one.id}`)).status).toBe(200);
    expect((await rep.get(`/pitches/${pitch.id}/mail/${one.id}/raw`)).status).toBe(404);
    expect(await filed(other)).toHaveLength(1);
  });

  it.each([
    ['an out-of-office note', ['Auto-Submitted: auto-replied'], '', 'automatic'],
    ['a mailing', ['Precedence: bulk'], 'chief@alder.example', 'automatic'],
    [
      'a bounce',
      ['Content-Type: multipart/report; report-type=delivery-status; boundary=x'],
      '',
      'delivery_report',
    ],
  ])('%s is filed and is no answer', async (words, headers, from, kind) => {
    const head = [...headers, `Message-ID: <${words.replaceAll(' ', '-')}@alder.example>`];
    expect(await deliver({ to: [address], headers: head, from })).toBe(250);
    expect((await filed()).at(-1)?.kind).toBe(kind);
  });

  it('of our own people are filed and are no answer', async () => {
    await app.as({ role: 'rep', email: 'sam@hallam.example' });
    const raw = 'From: sam@hallam.example\r\nSubject: Fwd\r\n\r\nFor the file.\r\n';
    expect(await deliver({ to: [address], raw, from: 'sam@hallam.example' })).toBe(250);
    expect((await filed()).at(-1)?.kind).toBe('own');
  });

  it('that no parser likes are kept all the same', async () => {
    const before = (await filed()).length;
    const odd = [
      'Subject: \u0000\u0007null\r\n\r\n\u0000bytes\u0000',
      'Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n\xff\xfe',
      '\r\n\r\n',
    ];
    for (const raw of odd) expect(await deliver({ to: [address], raw })).toBe(250);
    expect((await filed()).length).toBe(before + odd.length);
  });

  it('are refused where nobody lives, and when they are too large', async () => {
    for (const to of [
      `reply+${'a'.repeat(32)}@${DOMAIN}`,
      `someone@${DOMAIN}`,
      address.replace(DOMAIN, 'elsewhere.example'),
    ])
      expect(await deliver({ to: [to] })).toBe(550);
    const before = (await filed()).length;
    expect(await deliver({ to: [address], body: 'x'.repeat(LIMIT) })).toBe(552);
    const line = `${'x'.repeat(900)}\r\n`;
    expect(await deliver({ to: [address], body: line.repeat(LIMIT / 900 + 10) })).toBe(552);
    expect((await filed()).length).toBe(before);
  });

  describe('over STARTTLS', () => {
    const listener = (tls: Record<string, string>) =>
      new InboundSmtp(
        new Config({
          INBOUND_MAIL_DOMAIN: DOMAIN,
          INBOUND_SMTP_PORT: '0',
          INBOUND_SMTP_HOST: '127.0.0.1',
          ...tls,
        }),
        app.get(InboundMailService),
      );

    it('are filed like others; a server that does not ask for it is still heard', async () => {
      const smtp = listener({ INBOUND_SMTP_TLS_CERT_FILE: CERTIFICATE, INBOUND_SMTP_TLS_KEY_FILE: KEY });
      await smtp.start();
      try {
        const { port } = smtp;
        const before = (await filed()).length;
        expect(await deliver({ to: [address], body: 'Sealed.', port, secure: true })).toBe(250);
        expect((await filed()).at(-1)).toEqual({ kind: 'answer', text: 'Sealed.' });
        expect(await deliver({ to: [`someone@${DOMAIN}`], port, secure: true })).toBe(550);
        expect(await deliver({ to: [address], body: 'Open.', port })).toBe(250);
        expect((await filed()).slice(before).map(({ text }) => text)).toEqual(['Sealed.', 'Open.']);
      } finally {
        await smtp.beforeApplicationShutdown();
      }
    });

    it('are not taken where no certificate is set, by a server that insists on it', async () => {
      const before = (await filed()).length;
      expect(await deliver({ to: [address], secure: true })).toBe(500);
      expect((await filed()).length).toBe(before);
    });

    it('is refused at start with a certificate that cannot be read', async () => {
      const broken = listener({ INBOUND_SMTP_TLS_CERT: 'no certificate', INBOUND_SMTP_TLS_KEY: 'no key' });
      await expect(broken.start()).rejects.toThrow();
      expect(broken.port).toBe(0);
    });
  });

  it('are put off while the database is away, and filed once when it is back', async () => {
    const headers = ['Message-ID: <later@alder.example>'];
    const before = (await filed()).length;
    await app.sql('alter table pitch_reply rename to pitch_reply_away');
    expect(await deliver({ to: [address], headers })).toBe(451);
    await app.sql('alter table pitch_reply_away rename to pitch_reply');
    expect(
      (await app.sql(`select from inbound_message where message_id = '<later@alder.example>'`)).length,
    ).toBe(0);
    const answers = await Promise.all([1, 2, 3].map(() => deliver({ to: [address], headers })));
    expect(answers).toEqual([250, 250, 250]);
    expect((await filed()).length).toBe(before + 1);
  });
});
