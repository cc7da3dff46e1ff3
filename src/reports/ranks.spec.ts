import { type Above, ranksOf } from './ranks.js';

describe('ranks', () => {
  it.each<[what: string, counts: number[], above: Above, ranks: number[]]>([
    ['of nobody', [], { rows: 0, withMore: 0 }, []],
    ['of different counts', [9, 5, 1], { rows: 0, withMore: 0 }, [1, 2, 3]],
    ['shared', [9, 5, 5, 5, 1], { rows: 0, withMore: 0 }, [1, 2, 2, 2, 5]],
    ['all the same', [3, 3, 3], { rows: 0, withMore: 0 }, [1, 1, 1]],
    ['on a further page', [5, 4], { rows: 10, withMore: 10 }, [11, 12]],
    ['shared over two pages', [5, 5, 4, 4, 2], { rows: 10, withMore: 8 }, [9, 9, 13, 13, 15]],
  ])('%s', (_, counts, above, ranks) => {
    expect(ranksOf(counts, above)).toEqual(ranks);
  });
});
