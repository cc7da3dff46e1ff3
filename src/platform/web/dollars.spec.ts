import { centsOf, dollarsOf } from './dollars.js';

describe('dollars as people type them', () => {
  it('become cents, without a float in between', () => {
    expect(['200', '200.00', '$200', ' $1,250.5 ', '0.07', '19.99', '0'].map(centsOf)).toEqual([
      20_000, 20_000, 20_000, 125_050, 7, 1_999, 0,
    ]);
  });

  it('are refused when they are no amount', () => {
    expect(['', 'free', '-5', '1.999', '12,50', '1e3', '200 $', '1,2345'].map(centsOf)).toEqual(
      Array(8).fill(null),
    );
  });

  it('come back as they were', () => {
    for (const cents of [0, 7, 90, 100, 1_999, 20_000, 125_050]) {
      expect(centsOf(dollarsOf(cents))).toBe(cents);
    }
  });
});
