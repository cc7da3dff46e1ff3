import { nextTry } from './next-try.js';

const now = new Date('2019-03-01T12:00:00Z');
const seconds = (attempts: number, retryAfter: number | null, chance: number) =>
  (nextTry(attempts, now, retryAfter, chance).getTime() - now.getTime()) / 1_000;

describe('asking Branch again', () => {
  it.each([
    [1, 30],
    [2, 90],
    [3, 270],
    [6, 7_290],
    [7, 21_600],
    [40, 21_600],
  ])('after %i attempts in vain waits %i seconds', (attempts, expected) => {
    expect([0.5, 0, 1].map((chance) => seconds(attempts, null, chance))).toEqual([
      expected,
      expected * 0.8,
      expected * 1.2,
    ]);
  });

  it.each([
    [7, 7],
    [0, 1],
    [86_400, 86_400],
    [999_999, 86_400],
  ])('asked to wait %i seconds, waits %i', (retryAfter, expected) => {
    expect([0, 1].map((chance) => seconds(9, retryAfter, chance))).toEqual([expected, expected]);
  });
});
