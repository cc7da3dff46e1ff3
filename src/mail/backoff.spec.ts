import { nextAttempt } from './backoff.js';

const first = new Date('2019-04-22T15:00:00Z');
const after = (hours: number) => new Date(first.getTime() + hours * 3_600_000);

describe('trying a mail again', () => {
  it('waits longer each time', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 9, 20].map(
      (attempts) => (nextAttempt(attempts, first, first)!.getTime() - first.getTime()) / 60_000,
    );
    expect(waits).toEqual([1, 2, 5, 10, 20, 30, 60, 120, 120, 120]);
  });

  it('gives up a day after the first attempt', () => {
    expect(nextAttempt(15, first, after(21.9))).toEqual(after(23.9));
    expect(nextAttempt(16, first, after(22.1))).toBeNull();
  });
});
