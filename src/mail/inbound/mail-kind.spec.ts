import { kindOfMail, type TellingHeaders } from './mail-kind.js';

const plain: TellingHeaders = {
  autoSubmitted: null,
  precedence: null,
  contentType: 'text/plain',
  autoReply: false,
};
const CHIEF = 'chief@alder.example';

describe('what an incoming mail is', () => {
  it.each<[string, Partial<TellingHeaders>, string, string, string]>([
    ['a person writes', {}, CHIEF, CHIEF, 'answer'],
    ['says itself that a person wrote', { autoSubmitted: 'no' }, CHIEF, CHIEF, 'answer'],
    ['the same with a comment', { autoSubmitted: 'No (by hand); x=y' }, CHIEF, CHIEF, 'answer'],
    ['an unknown precedence is not a machine', { precedence: 'first-class' }, CHIEF, CHIEF, 'answer'],
    ['out of office', { autoSubmitted: 'auto-replied' }, '', CHIEF, 'automatic'],
    ['out of office with a return path', { autoSubmitted: 'Auto-Replied; x=y' }, CHIEF, CHIEF, 'automatic'],
    ['generated', { autoSubmitted: 'auto-generated' }, CHIEF, CHIEF, 'automatic'],
    ['the old sign', { precedence: 'Auto_Reply' }, CHIEF, CHIEF, 'automatic'],
    ['a mailing', { precedence: 'bulk' }, CHIEF, CHIEF, 'automatic'],
    ['the oldest sign', { autoReply: true }, CHIEF, CHIEF, 'automatic'],
    ['nobody to answer', {}, '', CHIEF, 'automatic'],
    [
      'a receipt',
      { contentType: 'multipart/report; report-type=disposition-notification' },
      CHIEF,
      CHIEF,
      'automatic',
    ],
    [
      'a bounce',
      { contentType: 'Multipart/Report; report-type="delivery-status"' },
      '',
      CHIEF,
      'delivery_report',
    ],
    ['an old bounce', {}, '', 'MAILER-DAEMON@mx.alder.example', 'delivery_report'],
  ])('%s', (_words, headers, envelopeFrom, from, kind) => {
    expect(kindOfMail({ ...plain, ...headers }, envelopeFrom, from)).toBe(kind);
  });
});
