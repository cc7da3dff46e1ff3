import { readMailgun } from './read-mailgun.js';
import { readPostmark } from './read-postmark.js';
import { readSendgrid } from './read-sendgrid.js';
import { readSes } from './read-ses.js';
import { snsUrl } from './sns-message.js';
import type { Told } from './told.js';

const email = 'dana@pd.example';
const ses = (notificationType: string, more: object) =>
  readSes({
    notificationType,
    mail: { messageId: 'm', destination: [email], headers: [{ name: 'Message-ID', value: '<1@x>' }] },
    ...more,
  });
const sesBounce = (bounceType: string, diagnosticCode?: string) =>
  ses('Bounce', {
    bounce: { bounceType, feedbackId: 'f', bouncedRecipients: [{ emailAddress: email, diagnosticCode }] },
  });
const postmark = (Type: string, Details = '') =>
  readPostmark({ RecordType: 'Bounce', Type, ID: 7, Email: email, Details });
const sendgrid = (event: string, more: object = {}) =>
  readSendgrid([{ event, email, sg_event_id: 'e', ...more }]);
const mailgun = (event: string, more: object = {}) =>
  readMailgun({
    'event-data': {
      event,
      id: 'e',
      recipient: email,
      message: { headers: { 'message-id': '1@x' } },
      ...more,
    },
  });
const failed = (severity: string, reason: string, code = 605, message = '') =>
  mailgun('failed', { severity, reason, 'delivery-status': { code, message } });

const TABLE: [what: string, told: Told[], kind: string | null, scope: string | null][] = [
  ['SES, a hard bounce without words', sesBounce('Permanent'), 'failed', 'address'],
  ['SES, a hard bounce for spam', sesBounce('Permanent', 'smtp; 550 5.7.1 spam'), 'failed', 'message'],
  ['SES, given up', sesBounce('Transient', 'smtp; 452 4.2.2 over quota'), 'failed', 'message'],
  ['SES, undetermined', sesBounce('Undetermined', 'smtp; 550 5.1.1 unknown user'), 'failed', 'address'],
  ['SES, a complaint', ses('Complaint', { complaint: { feedbackId: 'c' } }), 'complaint', null],
  ['SES, a delay', ses('DeliveryDelay', {}), 'delayed', null],
  ['SES, an opened mail', ses('Open', {}), null, null],
  ['Postmark, a hard bounce', postmark('HardBounce'), 'failed', 'address'],
  ['Postmark, a soft bounce', postmark('SoftBounce', '550 5.1.1 unknown'), 'failed', 'message'],
  ['Postmark, still trying', postmark('Transient'), 'delayed', null],
  ['Postmark, an absence note', postmark('AutoResponder'), null, null],
  ['SendGrid, a bounce without words', sendgrid('bounce'), 'failed', 'address'],
  ['SendGrid, a full mailbox', sendgrid('bounce', { status: '5.2.2' }), 'failed', 'message'],
  [
    'SendGrid, not tried: bounced before',
    sendgrid('dropped', { reason: 'Bounced Address' }),
    'failed',
    'address',
  ],
  [
    'SendGrid, not tried: unsubscribed',
    sendgrid('dropped', { reason: 'Unsubscribed Address' }),
    'failed',
    'message',
  ],
  ['SendGrid, deferred', sendgrid('deferred'), 'delayed', null],
  ['SendGrid, junk', sendgrid('spamreport'), 'complaint', null],
  ['SendGrid, clicked', sendgrid('click'), null, null],
  ['Mailgun, its own list', failed('permanent', 'suppress-bounce'), 'failed', 'address'],
  ['Mailgun, refused as spam', failed('permanent', 'bounce', 550, '5.7.1 spam'), 'failed', 'message'],
  ['Mailgun, still trying', failed('temporary', 'generic', 451), 'delayed', null],
  ['Mailgun, a complaint', mailgun('complained'), 'complaint', null],
];

describe('what providers tell', () => {
  it.each(TABLE)('%s', (_what, told, kind, scope) => {
    expect(told.map((one) => [one.kind, one.scope, one.address])).toEqual(
      kind === null ? [] : [[kind, scope, email]],
    );
  });

  it('names our mail in angle brackets, however it is written', () => {
    expect(sesBounce('Permanent')[0]?.messageId).toBe('<1@x>');
    expect(mailgun('complained')[0]?.messageId).toBe('<1@x>');
  });

  it('is nothing where it cannot be read', () => {
    for (const body of [
      null,
      1,
      'x',
      [],
      {},
      { mail: null },
      [null],
      { 'event-data': 'x' },
      { RecordType: {} },
    ])
      expect([readSes(body), readPostmark(body), readSendgrid(body), readMailgun(body)].flat()).toEqual([]);
  });

  it.each([
    ['https://sns.us-east-1.amazonaws.com/a.pem', true],
    ['https://sns.us-east-1.amazonaws.com.evil.example/a.pem', false],
    ['https://evil.example/sns.us-east-1.amazonaws.com/a.pem', false],
    ['https://sns.us-east-1.amazonaws.com@evil.example/a.pem', false],
    ['https://user:pw@sns.us-east-1.amazonaws.com/a.pem', false],
    ['https://sns.us-east-1.amazonaws.com:8443/a.pem', false],
    ['https://xsns.us-east-1.amazonaws.com/a.pem', false],
    ['https://s3.us-east-1.amazonaws.com/a.pem', false],
    ['http://sns.us-east-1.amazonaws.com/a.pem', false],
    ['https://sns.us-west-2.amazonaws.com/a.pem', false],
    ['file:///etc/passwd', false],
    ['not a url', false],
  ])('takes a certificate from %s: %s', (url, taken) => {
    expect(snsUrl(url, 'arn:aws:sns:us-east-1:123456789012:mail') !== null).toBe(taken);
  });
});
