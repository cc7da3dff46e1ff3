import fc from 'fast-check';
import { available, type Bucket, refilled, tokenAt } from './token-bucket.js';

const start = new Date('2019-04-22T15:00:00Z');
const at = (ms: number) => new Date(start.getTime() + ms);
const rate = { perSecond: 2, burst: 4 };

describe('a token bucket', () => {
  it('is full at first, fills up at its rate, and never over its brim', () => {
    expect(available(refilled(undefined, rate, start))).toBe(4);
    const empty = { tokens: 0, countedAt: start };
    expect([0, 499, 500, 1_000, 60_000].map((ms) => available(refilled(empty, rate, at(ms))))).toEqual([
      0, 0, 1, 2, 4,
    ]);
  });

  it('neither gains nor loses by a clock that goes back', () => {
    const bucket = { tokens: 1, countedAt: start };
    expect(available(refilled(bucket, rate, at(-60_000)))).toBe(1);
  });

  it('tells when the next tokens come', () => {
    const empty = { tokens: 0, countedAt: start };
    expect([1, 2, 3].map((nth) => tokenAt(empty, rate, nth))).toEqual([at(500), at(1_000), at(1_500)]);
    expect(tokenAt({ tokens: 2, countedAt: start }, rate, 1)).toEqual(start);
  });

  it('never lets more through than its burst and its rate allow, whenever it is asked', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 50 }), (waits) => {
        let bucket: Bucket | undefined;
        let now = 0;
        let passed = 0;
        for (const wait of waits) {
          now += wait;
          bucket = refilled(bucket, rate, at(now));
          const taken = available(bucket);
          passed += taken;
          bucket = { ...bucket, tokens: bucket.tokens - taken };
        }
        expect(passed).toBeLessThanOrEqual(rate.burst + (now / 1_000) * rate.perSecond + 1e-3);
      }),
    );
  });
});
