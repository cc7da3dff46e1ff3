import { HeldVisits } from './held-visits.js';

const visits = (alias: string, day = '2019-03-12', clicks = 1) => ({ alias, day, departmentId: 'd', clicks });

describe('visits that wait', () => {
  it('are added up by link and day, and given away once, in order', () => {
    const held = new HeldVisits(10);
    for (const one of [visits('b'), visits('a', '2019-03-13'), visits('a'), visits('b', '2019-03-12', 3)])
      held.add(one);
    expect(held.take()).toEqual([visits('a'), visits('a', '2019-03-13'), visits('b', '2019-03-12', 4)]);
    expect([held.isEmpty, held.take()]).toEqual([true, []]);
  });

  it('take no more room than they may', () => {
    const held = new HeldVisits(2);
    for (const alias of ['a', 'b', 'c', 'a']) held.add(visits(alias));
    expect(held.take()).toEqual([visits('a', '2019-03-12', 2), visits('b')]);
  });
});
