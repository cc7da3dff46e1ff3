import { Pace } from './pace.js';

/** A clock that stands still but for pauses, which take as long as they are asked to, and `late` longer. */
class PausedClock {
  at = 0;
  constructor(private readonly late: (nth: number) => number = () => 0) {}
  private pauses = 0;
  now(): number {
    return this.at;
  }
  pause(ms: number): Promise<void> {
    this.at += ms + this.late(++this.pauses);
    return Promise.resolve();
  }
}

/** When each of `n` may go, milliseconds. */
async function goes(
  n: number,
  perSecond: number,
  most: number,
  clock = new PausedClock(),
): Promise<number[]> {
  const pace = new Pace(perSecond, most, clock);
  const times: number[] = [];
  await Promise.all(Array.from({ length: n }, () => pace.take().then(() => times.push(clock.at))));
  return times;
}

/** The most that go within any one second. */
function busiest(times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length));
}

describe('the pace', () => {
  it('lets no second see more than its rate, and gets everybody through', async () => {
    const times = await goes(1_000, 160, 20);
    expect(times).toHaveLength(1_000);
    expect(busiest(times)).toBeLessThanOrEqual(180);
    expect(times.at(-1)).toBeGreaterThan(5_900);
    expect(times.at(-1)).toBeLessThan(7_500);
  });

  it('catches up after a stumble by what it can hold, and no more', async () => {
    const times = await goes(1_000, 160, 20, new PausedClock((nth) => (nth === 100 ? 5_000 : 0)));
    expect(busiest(times)).toBeLessThanOrEqual(180);
  });

  it('begins empty, so that two that take turns do not go twice as fast', async () => {
    expect((await goes(2, 10, 5))[0]).toBe(100);
  });

  it('holds at most so many for whoever comes after a rest', async () => {
    const clock = new PausedClock();
    const pace = new Pace(10, 3, clock);
    clock.at = 60_000;
    for (let i = 0; i < 3; i++) await pace.take();
    expect(clock.at).toBe(60_000);
    await pace.take();
    expect(clock.at).toBe(60_100);
  });
});
