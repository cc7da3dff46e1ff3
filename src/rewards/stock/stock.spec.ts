import { isPromised, standingOf } from './stock.js';

describe('what is free of a SKU', () => {
  it.each([
    [{ onHand: 10, promised: 3, reorderLevel: 5 }, 7, null],
    [{ onHand: 8, promised: 3, reorderLevel: 5 }, 5, 'Only 5 free, reorder level 5: order more'],
    [{ onHand: 3, promised: 3, reorderLevel: 0 }, 0, 'None free, reorder level 0: order more'],
    [{ onHand: 1, promised: 3, reorderLevel: 0 }, -2, '2 more promised than on hand: order now'],
  ])('%j leaves %i', (counted, free, warning) => {
    expect(standingOf(counted)).toEqual({ free, low: warning !== null, warning });
  });

  it('counts as promised what is approved, or lost and to be sent again', () => {
    expect([isPromised('approved'), isPromised('lost')]).toEqual([true, true]);
    expect([isPromised(null), isPromised('accepted'), isPromised('shipped')]).toEqual([false, false, false]);
  });
});
