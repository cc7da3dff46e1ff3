import type { Answer } from './post.js';
import { judge } from './verdict.js';

const now = new Date('2019-03-01T12:00:00Z');
const answered = (status: number, text = '', retryAfter?: string): Answer => ({
  answered: true,
  status,
  text,
  retryAfter,
  durationMs: 5,
});

describe('what an answer means', () => {
  it.each([
    [200, 'delivered', null],
    [204, 'delivered', null],
    [299, 'delivered', null],
    [302, 'refused', null],
    [400, 'refused', null],
    [410, 'gone', null],
    [429, 'refused', 120],
    [500, 'refused', null],
    [503, 'refused', 120],
  ])('%i: %s, to be tried after %p seconds', (status, outcome, retryAfter) => {
    expect(judge(answered(status, 'no', '120'), now)).toMatchObject({ outcome, status, retryAfter });
  });

  it('keeps 200 characters of what a receiver wrote, without addresses, numbers and control characters', () => {
    const { reason } = judge(
      answered(500, `\u0000<b>ask ops@town.example or 620-555-0100</b>\n${'x'.repeat(900)}`),
      now,
    );
    expect(reason).toMatch(/^<b>ask \[address\] or \[number\]<\/b> x+$/);
    expect(reason).toHaveLength(200);
  });

  it('says why there was no answer', () => {
    expect(judge({ answered: false, reason: 'The connection was refused.', durationMs: 1 }, now)).toEqual({
      outcome: 'unanswered',
      status: null,
      reason: 'The connection was refused.',
      retryAfter: null,
    });
  });
});
