import { Writable } from 'node:stream';
import { createLog, NestLog, redactText, REDACTED } from './log.js';

function capture(): { lines: string[]; stream: Writable } {
  const lines: string[] = [];
  return {
    lines,
    stream: new Writable({ write: (chunk, _encoding, done) => (lines.push(String(chunk)), done()) }),
  };
}

describe('the log keeps secrets and addresses out', () => {
  it.each(REDACTED)('censors a field named %s, at the top and two levels down', (name) => {
    const { lines, stream } = capture();
    const log = createLog('info', stream);
    log.info({ [name]: 'needle-1', inner: { [name]: 'needle-2', deep: { [name]: 'needle-3' } } }, 'said');
    expect(lines.join('')).not.toContain('needle');
    expect(lines.join('')).toContain('said');
  });

  it.each([
    ['postgres://owner:hunter2@db:5432/liaison refused', 'hunter2'],
    ['mail to dana.whitcomb@pittsburg.example bounced', 'whitcomb'],
    ['call back 620-555-0142 today', '555-0142'],
    ['call back (620) 555-0142 today', '555-0142'],
    ['authorization: Bearer lia_0123456789abcdef', '0123456789abcdef'],
    ['POST /hooks/branch/a-very-long-secret-value', 'a-very-long-secret'],
    ['GET /hooks/adjust/a-very-long-secret-value?adid=18546f6171f6', 'adid=18546f6171f6'],
    ['GET /sign-in/3q2-7wEtLongToken', '3q2-7wEt'],
    ['GET /calendar/9kQ_zLongCalendarToken.ics', '9kQ_z'],
  ])('takes it out of %s', (line, secret) => {
    expect(redactText(line)).not.toContain(secret);
    const { lines, stream } = capture();
    new NestLog(createLog('info', stream)).warn(line, 'Test');
    expect(lines.join('')).not.toContain(secret);
  });

  it('leaves ids, dates and counts readable', () => {
    const line = 'Event 0193a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b of 2019-04-22 took 12 attempts';
    expect(redactText(line)).toBe(line);
  });
});
