import { shareOf } from './share.js';

describe('a share and its range', () => {
  it.each([
    [0, 10, 0, 0.278],
    [5, 10, 0.237, 0.763],
    [10, 10, 0.722, 1],
    [500, 1_000, 0.469, 0.531],
  ])('%i of %i lies between %f and %f', (hits, tries, low, high) => {
    const found = shareOf(hits, tries);
    expect(found.share).toBe(hits / tries);
    expect(found.low).toBeCloseTo(low, 3);
    expect(found.high).toBeCloseTo(high, 3);
  });

  it('knows nothing without a try', () => {
    expect(shareOf(0, 0)).toEqual({ share: null, low: 0, high: 1 });
  });
});
