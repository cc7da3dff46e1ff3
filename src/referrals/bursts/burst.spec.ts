import { type BurstFigures, reachOf, type Span, type Stretch, stretchesOf } from './burst.js';

const MINUTE = 60_000;
const THREE_IN_TEN: BurstFigures = { installs: 3, minutes: 10 };

describe('a burst', () => {
  it.each<[what: string, minutes: number[], decided: Span[], found: Stretch[]]>([
    ['nothing', [], [], []],
    ['as many as the rule allows', [0, 1, 2], [], []],
    ['one more', [0, 1, 2, 3], [], [{ from: 0, to: 3, installs: 4 }]],
    [
      'one more, exactly as far apart as the rule says',
      [0, 1, 2, 10],
      [],
      [{ from: 0, to: 10, installs: 4 }],
    ],
    ['one more, but later than that', [0, 1, 2, 10.001], [], []],
    ['all at the same instant', [5, 5, 5, 5], [], [{ from: 5, to: 5, installs: 4 }]],
    ['more and more of them', [0, 5, 9, 10, 14, 19], [], [{ from: 0, to: 19, installs: 6 }]],
    ['too slow before and after', [-20, 0, 1, 2, 3, 30], [], [{ from: 0, to: 3, installs: 4 }]],
    [
      'two apart from each other',
      [0, 1, 2, 3, 60, 61, 62, 63],
      [],
      [
        { from: 0, to: 3, installs: 4 },
        { from: 60, to: 63, installs: 4 },
      ],
    ],
    ['one that was decided about', [0, 1, 2, 3], [{ from: 0, to: 3 }], []],
    ['a few after one that was decided about', [0, 1, 2, 3, 4, 5, 6], [{ from: 0, to: 3 }], []],
    [
      'enough after one that was decided about',
      [0, 1, 2, 3, 4, 5, 6, 7],
      [{ from: 0, to: 3 }],
      [{ from: 4, to: 7, installs: 4 }],
    ],
    ['two before and two after it', [-2, -1, 0, 1, 4, 5], [{ from: 0, to: 3 }], []],
    ['the same, where its own downloads are gone', [-2, -1, 4, 5], [{ from: 0, to: 3 }], []],
  ])('%s', (_, minutes, decided, found) => {
    const scaled = <S extends Span>(spans: S[]): S[] =>
      spans.map((span) => ({ ...span, from: span.from * MINUTE, to: span.to * MINUTE }));
    expect(
      stretchesOf(
        minutes.map((minute) => minute * MINUTE),
        THREE_IN_TEN,
        scaled(decided),
      ),
    ).toEqual(scaled(found));
  });

  it('is looked for as far as the rule reaches around each new install', () => {
    expect(reachOf([30 * MINUTE, 0, 15 * MINUTE], THREE_IN_TEN)).toEqual([
      { from: -10 * MINUTE, to: 40 * MINUTE },
    ]);
    expect(reachOf([0, 21 * MINUTE], THREE_IN_TEN)).toEqual([
      { from: -10 * MINUTE, to: 10 * MINUTE },
      { from: 11 * MINUTE, to: 31 * MINUTE },
    ]);
  });
});
