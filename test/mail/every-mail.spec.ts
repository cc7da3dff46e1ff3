import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { HtmlValidate } from 'html-validate';
import { dkimVerify } from 'mailauth';
import { simpleParser } from 'mailparser';
import { dkimRecord } from '../../src/mail/dkim.js';
import { mailNames, mailSample } from '../../src/mail/previews/mail-samples.js';
import { MailDns } from '../../src/mail/sender-identity/mail-dns.js';
import { topicOf } from '../../src/mail/topics.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { type DnsServer, startDnsServer } from './dns-server.js';
import { enqueue, nameOrganisation } from './mail-kit.js';
import { type SmtpSink, startSmtpSink } from './smtp-sink.js';

const PEM = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey;
const RECORD = dkimRecord(createPrivateKey(PEM));
const KEY_NAME = 'liaison1._domainkey.hallam.example';
const MOST_BYTES = 102 * 1_024;

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  // Mail programs know styles on tags and tables for layout only.
  rules: {
    'no-inline-style': 'off',
    'no-deprecated-attr': 'off',
    'attribute-boolean-style': 'off',
    'void-style': 'off',
    'no-conditional-comment': 'off',
  },
});

describe('every mail the product can send', () => {
  let app: TestApp;
  let sink: SmtpSink;
  let dns: DnsServer;

  beforeAll(async () => {
    sink = await startSmtpSink();
    dns = await startDnsServer();
    app = await startTestApp({
      env: {
        SMTP_URL: sink.url,
        MAIL_FROM: 'Hallam <desk@hallam.example>',
        DKIM_SELECTOR: 'liaison1',
        // As it stands in a variable, its line ends written out.
        DKIM_PRIVATE_KEY: PEM.replaceAll('\n', '\\n'),
        INBOUND_MAIL_DOMAIN: 'mail.hallam.example',
      },
    });
    app.get(MailDns).useServers([dns.address]);
    await nameOrganisation(app);
  });
  afterAll(async () => {
    await sink.close();
    await dns.close();
    await app.close();
  });

  it.each(mailNames())('%s arrives signed, small, in both parts, and can be ended', async (name) => {
    const { template, topic, data } = mailSample(name, app.url)!;
    sink.accepted.length = 0;
    await enqueue(app, { topic, template, data });
    await app.drain();
    expect(sink.accepted).toHaveLength(1);
    const raw = sink.accepted[0]!;
    const { results } = await dkimVerify(raw, {
      resolver: (asked) => Promise.resolve(asked === KEY_NAME ? [[RECORD]] : []),
    });
    expect(results.map(({ status, signingDomain }) => [status.result, signingDomain])).toEqual([
      ['pass', 'hallam.example'],
    ]);
    const signed = / h=([^;]+);/.exec(raw.toString())?.[1]?.split(':') ?? [];
    expect(signed).toEqual(expect.arrayContaining(['list-unsubscribe', 'list-unsubscribe-post']));

    const mail = await simpleParser(raw);
    const html = mail.html as string;
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(MOST_BYTES);
    expect(mail.text).toContain('12 Orchard Road, Springfield, IL 62701');
    expect(html).toContain('12 Orchard Road, Springfield, IL 62701');
    expect(missingIn(mail.text ?? '', html)).toEqual([]);
    // Nothing in it reports that it was opened: no picture, nothing that is fetched.
    expect(html).not.toMatch(/<img|<link|background=|url\(|@import/i);
    const { endable } = topicOf(topic);
    const head = raw.toString().replaceAll('\r\n ', ' ');
    expect(/^List-Unsubscribe: +<http[^>]+\/u\/[^>]+>$/m.test(head)).toBe(endable);
    expect(head.includes('List-Unsubscribe-Post: List-Unsubscribe=One-Click')).toBe(endable);

    const report = await validator.validateString(html);
    const found = report.results.flatMap(({ messages }) =>
      messages.map((one) => `${one.ruleId}: ${one.message}`),
    );
    expect(found).toEqual([]);
  });

  it('can be seen beforehand by an admin, in a frame that runs nothing, and by nobody else', async () => {
    const admin = await app.signedIn('admin');
    const list = await admin.get('/settings/mail/previews');
    for (const name of mailNames()) expect(list.text).toContain(`/settings/mail/previews/${name}`);
    const shown = await admin.get('/settings/mail/previews/rewards/offered');
    expect([shown.status, shown.text.includes('fair market value $200')]).toEqual([200, true]);
    const frame = await admin.get('/settings/mail/previews/rewards/offered/frame');
    expect(frame.headers.get('content-security-policy')).toMatch(/^sandbox .*default-src 'none'/);
    expect(frame.text).toContain('12 Orchard Road');
    for (const path of ['nothing/here', 'mail/layout', 'rewards/..%2f..%2findex'])
      expect((await admin.get(`/settings/mail/previews/${path}`)).status).toBe(404);
    const rep = await app.signedIn('rep');
    expect((await rep.get('/settings/mail/previews/rewards/offered/frame')).status).toBe(403);
    expect((await rep.get('/settings/mail')).status).toBe(403);
  });

  it('comes from a sender whose zone is looked up, and told what is missing', async () => {
    const admin = await app.as('admin');
    const health = async () => {
      const { checks } = (await admin.get('/api/v1/mail-identity')).json;
      return Object.fromEntries(
        checks.map((one: { what: string; health: string }) => [one.what, one.health]),
      );
    };
    expect(await health()).toEqual({ SPF: 'missing', DKIM: 'missing', DMARC: 'missing', MX: 'missing' });
    dns.zone.txt = {
      'mail.hallam.example': ['some-other=thing', 'v=spf1 a:127.0.0.1 -all'],
      [KEY_NAME]: [RECORD],
      '_dmarc.hallam.example': ['v=DMARC1; p=none'],
    };
    dns.zone.mx = { 'mail.hallam.example': ['10 mx1.hallam.example'] };
    expect(await health()).toEqual({ SPF: 'good', DKIM: 'good', DMARC: 'weak', MX: 'good' });
    dns.zone.txt[KEY_NAME] = ['v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A'];
    dns.zone.txt['mail.hallam.example'] = ['v=spf1 -all', 'v=spf1 +all'];
    dns.zone.txt['_dmarc.hallam.example'] = ['v=DMARC1; p=reject'];
    expect(await health()).toMatchObject({ SPF: 'wrong', DKIM: 'wrong', DMARC: 'good' });
    const shown = await (await app.signedIn('admin')).get('/settings/mail');
    expect([shown.status, shown.text.includes(KEY_NAME)]).toEqual([200, true]);
    expect(shown.text).toContain(RECORD.slice(-40).replaceAll('=', '&#x3D;'));
  });
});

/** Addresses and figures that stand in the HTML part and not in the text part. */
function missingIn(text: string, html: string): string[] {
  const body = html.slice(html.indexOf('<body'));
  const links = [...body.matchAll(/<a [^>]*href="([^"]+)"/g)].map(([, href]) => unescaped(href!));
  const words = unescaped(body.replace(/<[^>]+>/g, ' '));
  const figures = words.match(/\$?\d[\d,.:]*\d|\d/g) ?? [];
  return [...links, ...figures].filter((one) => !text.includes(one));
}

function unescaped(text: string): string {
  return text
    .replaceAll('&#x3D;', '=')
    .replaceAll('&#x27;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&amp;', '&');
}
