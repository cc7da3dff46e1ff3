import { nextAttempt } from './backoff.js';

const first = new Date('2019-03-01T12:00:00Z');
const after = (hours: number) => new Date(first.getTime() + hours * 3_600_000);
const seconds = (next: Date | null, from: Date) => next && (next.getTime() - from.getTime()) / 1_000;

describe('trying a message again', () => {
  it.each([
    [1, 30],
    [2, 90],
    [3, 270],
    [4, 810],
    [5, 2_430],
    [6, 7_290],
    [7, 21_870],
    [8, 43_200],
    [30, 43_200],
  ])('after attempt %i waits %i seconds', (attempts, expected) => {
    const tried = { attempts, firstAttemptAt: first, now: first, retryAfter: null };
    expect(seconds(nextAttempt(tried, 0.5), first)).toBe(expected);
    expect(seconds(nextAttempt(tried, 0), first)).toBe(expected * 0.8);
    expect(seconds(nextAttempt(tried, 1), first)).toBe(expected * 1.2);
  });

  it('gives up three days after the first attempt', () => {
    const tried = { attempts: 12, firstAttemptAt: first, retryAfter: null };
    expect(nextAttempt({ ...tried, now: after(60) }, 0.5)).toEqual(after(72));
    expect(nextAttempt({ ...tried, now: after(60.1) }, 0.5)).toBeNull();
    expect(nextAttempt({ ...tried, now: after(50), retryAfter: 86_400 }, 0.5)).toBeNull();
  });

  it.each([
    [120, 120],
    [0, 30],
    [86_400, 86_400],
    [999_999, 86_400],
  ])('asked to wait %i seconds, waits %i, by chance neither more nor less', (retryAfter, expected) => {
    const tried = { attempts: 7, firstAttemptAt: first, now: first, retryAfter };
    expect([0, 1].map((chance) => seconds(nextAttempt(tried, chance), first))).toEqual([expected, expected]);
  });
});
