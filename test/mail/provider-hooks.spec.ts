import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SnsDoor } from '../../src/mail/provider-hooks/sns-door.js';
import { signedText, type SnsMessage } from '../../src/mail/provider-hooks/sns-message.js';
import { projectRoot } from '../../src/platform/project-root.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { enqueue, nameOrganisation, rowOf } from './mail-kit.js';
import { type SmtpSink, startSmtpSink } from './smtp-sink.js';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:mail';
const CERT_URL = 'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem';
const POSTMARK = 'a-postmark-secret-0123';
const MAILGUN = 'a-mailgun-signing-key-0123';
const sendgrid = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const certificates = path.join(projectRoot(), 'test/support/test-only-certificate');
const read = (file: string) => readFileSync(path.join(certificates, file), 'utf8');
const HOOKS = ['ses', 'postmark', 'sendgrid', 'mailgun'];

describe('what providers tell of mails', () => {
  let app: TestApp;
  let sink: SmtpSink;
  const asked: string[] = [];
  let number = 0;

  beforeAll(async () => {
    sink = await startSmtpSink();
    app = await startTestApp({
      now: '2019-04-22T15:00:00Z',
      env: {
        SMTP_URL: sink.url,
        SES_TOPIC_ARN: TOPIC,
        POSTMARK_WEBHOOK_SECRET: POSTMARK,
        SENDGRID_WEBHOOK_KEY: sendgrid.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
        MAILGUN_WEBHOOK_KEY: MAILGUN,
      },
    });
    // The internet's part: SNS's certificate, and its word that a subscription has begun.
    app.get(SnsDoor).get = (url) => {
      asked.push(url.href);
      return Promise.resolve(url.href === CERT_URL ? read('test-only.cert.pem') : 'ok');
    };
    await nameOrganisation(app);
  });
  afterAll(async () => {
    await sink.close();
    await app.close();
  });

  async function sent() {
    const email = `reader-${(number += 1)}@pd.example`;
    const { id } = await enqueue(app, { to: { name: '', email } });
    await app.drain();
    const [row] = await app.sql<{ messageId: string }>(
      'select message_id as "messageId" from email_message where id = $1',
      [id],
    );
    return { id, email, messageId: row!.messageId };
  }

  const post = (hook: string, headers: Record<string, string>, body: string) =>
    app.anyone().send('POST', `/hooks/mail/${hook}`, headers, body);
  const json = { 'content-type': 'application/json' };
  const suppressed = (email: string) =>
    app.sql('select topic, reason from suppression where address = $1 and ended_at is null', [email]);

  function sns(message: Partial<SnsMessage>, key = read('test-only.key.pem')): string {
    const whole = {
      Type: 'Notification',
      MessageId: 'a1',
      TopicArn: TOPIC,
      Message: '{}',
      Timestamp: '2019-04-22T15:00:00.000Z',
      SignatureVersion: '2',
      SigningCertURL: CERT_URL,
      ...message,
    } as SnsMessage;
    const hash = whole.SignatureVersion === '1' ? 'sha1' : 'sha256';
    const Signature = sign(hash, Buffer.from(signedText(whole)), key).toString('base64');
    return JSON.stringify({
      ...whole,
      Signature,
      ...(message.Signature ? { Signature: message.Signature } : {}),
    });
  }

  const sesBounce = (mail: { email: string; messageId: string }, feedbackId = 'f1') =>
    JSON.stringify({
      notificationType: 'Bounce',
      bounce: {
        feedbackId,
        bounceType: 'Permanent',
        bouncedRecipients: [
          { emailAddress: mail.email, status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
        ],
      },
      mail: { messageId: 'ses-1', destination: [mail.email], commonHeaders: { messageId: mail.messageId } },
    });

  it('is not heard where nothing is configured, nor unsigned', async () => {
    for (const hook of HOOKS) {
      expect((await post(hook, json, '{}')).status).toBe(403);
      expect((await app.anyone().get(`/hooks/mail/${hook}`)).status).toBe(404);
    }
    expect((await post('elsewhere', json, '{}')).status).toBe(404);
  });

  it('by Amazon, through a topic whose signature is checked with a certificate from SNS alone', async () => {
    const mail = await sent();
    const text = { 'content-type': 'text/plain; charset=UTF-8' };
    const body = sns({ Message: sesBounce(mail) });
    const refused = [
      sns({
        Message: sesBounce(mail),
        SigningCertURL: 'https://sns.us-east-1.amazonaws.com.evil.example/x.pem',
      }),
      sns({ Message: sesBounce(mail), SigningCertURL: 'http://sns.us-east-1.amazonaws.com/x.pem' }),
      sns({ Message: sesBounce(mail), SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/x.pem' }),
      sns({ Message: sesBounce(mail), TopicArn: `${TOPIC}-other` }),
      sns(
        { Message: sesBounce(mail) },
        generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey as never,
      ),
      body.replace('user unknown', 'user unknoWn'),
    ];
    for (const wrong of refused) expect((await post('ses', text, wrong)).status).toBe(403);
    expect(asked.every((url) => url === CERT_URL)).toBe(true);
    expect(await rowOf(app, mail.id)).toMatchObject({ state: 'sent' });

    expect((await post('ses', text, body)).json).toEqual({ taken: 1 });
    expect((await post('ses', text, body)).json).toEqual({ taken: 0 });
    expect(await rowOf(app, mail.id)).toMatchObject({ state: 'bounced' });
    expect(await suppressed(mail.email)).toEqual([{ topic: '*', reason: 'bounced' }]);

    const confirm = { Type: 'SubscriptionConfirmation', Token: 't', Message: 'Confirm' } as const;
    const elsewhere = sns({ ...confirm, SubscribeURL: 'https://evil.example/?Action=ConfirmSubscription' });
    expect((await post('ses', text, elsewhere)).status).toBe(403);
    const url = 'https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&Token=t';
    expect(
      (await post('ses', text, sns({ ...confirm, SubscribeURL: url, SignatureVersion: '1' }))).status,
    ).toBe(200);
    expect(asked.at(-1)).toBe(url);
  });

  it('by Postmark, by its secret; an absence note is no bounce', async () => {
    const mail = await sent();
    const basic = (password: string) => ({
      ...json,
      authorization: `Basic ${Buffer.from(`liaison:${password}`).toString('base64')}`,
    });
    const complaint = JSON.stringify({ RecordType: 'SpamComplaint', ID: 42, Email: mail.email });
    expect((await post('postmark', basic(`${POSTMARK}x`), complaint)).status).toBe(403);
    const away = JSON.stringify({ RecordType: 'Bounce', Type: 'AutoResponder', ID: 41, Email: mail.email });
    expect((await post('postmark', basic(POSTMARK), away)).json).toEqual({ taken: 0 });
    const byHeader = { ...json, 'x-webhook-secret': POSTMARK };
    expect((await post('postmark', byHeader, complaint)).json).toEqual({ taken: 1 });
    expect((await post('postmark', basic(POSTMARK), complaint)).json).toEqual({ taken: 0 });
    expect(await suppressed(mail.email)).toEqual([{ topic: '*', reason: 'complaint' }]);
    // Who complained still gets in.
    const signIn = await enqueue(app, { topic: 'sign-in', to: { name: '', email: mail.email } });
    expect([signIn.state, (await enqueue(app, { to: { name: '', email: mail.email } })).state]).toEqual([
      'queued',
      'suppressed',
    ]);
    await app.drain();
  });

  it('by SendGrid, signed over the very bytes', async () => {
    const [gone, blocked] = [await sent(), await sent()];
    const body = JSON.stringify([
      {
        event: 'bounce',
        type: 'bounce',
        status: '5.1.1',
        reason: '550 5.1.1 unknown',
        sg_event_id: 'a',
        email: gone.email,
        'smtp-id': gone.messageId,
      },
      {
        event: 'bounce',
        type: 'blocked',
        reason: '550 5.7.1 spam',
        sg_event_id: 'b',
        email: blocked.email,
        'smtp-id': blocked.messageId,
      },
      { event: 'open', sg_event_id: 'c', email: blocked.email },
    ]);
    const timestamp = '1555945200';
    const signature = sign('sha256', Buffer.from(timestamp + body), sendgrid.privateKey).toString('base64');
    const headers = {
      ...json,
      'x-twilio-email-event-webhook-signature': signature,
      'x-twilio-email-event-webhook-timestamp': timestamp,
    };
    expect((await post('sendgrid', headers, `${body} `)).status).toBe(403);
    expect(
      (await post('sendgrid', { ...headers, 'x-twilio-email-event-webhook-timestamp': '1' }, body)).status,
    ).toBe(403);
    expect((await post('sendgrid', headers, body)).json).toEqual({ taken: 2 });
    expect(await rowOf(app, gone.id)).toMatchObject({ state: 'bounced' });
    expect(await rowOf(app, blocked.id)).toMatchObject({ state: 'failed' });
    expect(await suppressed(blocked.email)).toEqual([]);
  });

  it('by Mailgun, once for each token', async () => {
    const mail = await sent();
    const call = (token: string, at: string, key = MAILGUN) =>
      JSON.stringify({
        signature: {
          timestamp: at,
          token,
          signature: createHmac('sha256', key)
            .update(at + token)
            .digest('hex'),
        },
        'event-data': {
          event: 'failed',
          severity: 'permanent',
          id: 'e1',
          recipient: mail.email,
          'delivery-status': { code: 550, message: '5.1.1 No such user' },
          message: { headers: { 'message-id': mail.messageId.slice(1, -1) } },
        },
      });
    const now = String(Math.floor(Date.parse('2019-04-22T15:00:00Z') / 1_000));
    expect((await post('mailgun', json, call('token-0000001', now, 'another-key'))).status).toBe(403);
    expect((await post('mailgun', json, call('token-0000001', String(Number(now) - 90_000)))).status).toBe(
      403,
    );
    expect((await post('mailgun', json, call('token-0000001', now))).json).toEqual({ taken: 1 });
    const again = await post('mailgun', json, call('token-0000001', now));
    expect([again.status, again.json.code]).toEqual([409, 'replayed']);
    expect(await rowOf(app, mail.id)).toMatchObject({ state: 'bounced' });
  });

  it('about nobody we wrote to is passed over, and no body is kept', async () => {
    const stray = sesBounce({ email: 'stranger@pd.example', messageId: '<none@pd.example>' }, 'f9');
    expect((await post('ses', { 'content-type': 'text/plain' }, sns({ Message: stray }))).json).toEqual({
      taken: 0,
    });
    expect(await suppressed('stranger@pd.example')).toEqual([]);
    const rows = await app.sql<{ row: string }>(
      `select row_to_json(mail_report)::text as row from mail_report`,
    );
    expect(rows.length).toBe(5);
    expect(rows.filter(({ row }) => /@|ses-1|SigningCert/.test(row))).toEqual([]);
  });
});
