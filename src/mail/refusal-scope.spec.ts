import { codeIn, refusalScope, statusIn } from './refusal-scope.js';

/** Answers of servers: to the address, or to the message. */
const ANSWERS: [reply: string, atRecipient: boolean, scope: string][] = [
  ['550 5.1.1 <a@b.example>: Recipient address rejected: User unknown', true, 'address'],
  ['550 no such user', true, 'address'],
  ['550 5.2.1 The email account that you tried to reach is disabled', true, 'address'],
  ['550 5.4.1 Recipient address rejected: Access denied', true, 'address'],
  ['550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found', true, 'address'],
  ['551 5.1.6 User has moved', true, 'address'],
  ['553 sorry, that address is not here', true, 'address'],
  ['550 5.7.1 Mailbox does not exist', true, 'address'],
  ['556 5.1.10 Recipient address has null MX', true, 'domain'],
  ['550 5.1.2 Bad destination system address', true, 'domain'],
  ['550 5.4.310 DNS domain b.example does not exist', true, 'domain'],
  ['552 5.2.2 Mailbox full', true, 'message'],
  ['550 5.2.1 Mailbox over quota', true, 'message'],
  ['552 5.3.4 Message size exceeds fixed limit', false, 'message'],
  ['554 5.7.1 Message rejected as spam', false, 'message'],
  ['554 not like this', false, 'message'],
  ['550 5.7.1 Service unavailable; client host blocked using a blocklist', true, 'message'],
  ['554 rejected due to policy', true, 'message'],
  ['554 5.6.0 Lone CR or LF in body', false, 'message'],
  ['550 5.4.6 Routing loop detected', true, 'message'],
  ['550 5.7.1 Relaying denied', true, 'sender'],
  ['554 5.7.1 Sender address rejected: SPF fail', true, 'sender'],
  ['554 Message rejected: Email address is not verified.', false, 'sender'],
  ['550 5.1.8 Bad sender’s system address', false, 'sender'],
  ['530 5.7.0 Authentication required', false, 'sender'],
];

describe('what a refusal for good is about', () => {
  it.each(ANSWERS)('%s (to the address: %s): %s', (reply, atRecipient, scope) => {
    expect(refusalScope({ status: statusIn(reply), code: codeIn(reply), text: reply, atRecipient })).toBe(
      scope,
    );
  });

  it('finds codes where servers put them, and takes no other numbers for them', () => {
    expect(statusIn('550-5.1.1 two\n550 5.1.1 lines')).toBe('5.1.1');
    expect(statusIn('Sorry, no mailbox here by that name. (#5.1.1)')).toBe('5.1.1');
    expect(statusIn('version 5.1.1.2 of 192.5.1.1')).toBeNull();
    expect(codeIn('host mx.b.example [192.0.2.1]: 550 gone')).toBe(550);
    expect(codeIn('room 550')).toBeNull();
  });
});
