import { drawTimeline, type TimelineDays } from './timeline.js';

const STORY: TimelineDays = {
  pitchedOn: '2018-12-10',
  signedOn: '2019-02-28',
  activeOn: '2019-03-12',
  announcedOn: '2019-04-22',
  endsOn: '2020-02-28',
  endedOn: null,
  today: '2019-11-30',
  undisclosedDays: 41,
};

/** Left edge, right edge and row of every date, as drawn. */
function labels(svg: string) {
  return [...svg.matchAll(/<text class="d" x="([\d.]+)" y="(\d+)"( text-anchor="end")?>([^<]+)</g)].map(
    ([, x, y, end, text]) => {
      const wide = (text ?? '').length * 6;
      return { row: Number(y), left: Number(x) - (end ? wide : 0), right: Number(x) + (end ? 0 : wide) };
    },
  );
}

describe('the timeline', () => {
  it('says the same in words as in the drawing', () => {
    expect(drawTimeline(STORY, 828)).toContain(
      'aria-label="pitched 10 Dec 2018, signed 28 Feb 2019, active 12 Mar 2019, announced 22 Apr 2019, ends 28 Feb 2020"',
    );
  });

  it('draws the days in proportion', () => {
    const [, x, width] =
      /class="un" x="([\d.]+)" y="18" width="([\d.]+)"/.exec(drawTimeline(STORY, 828)) ?? [];
    const day = 827 / 445;
    expect(Number(x)).toBeCloseTo(0.5 + 92 * day, 0);
    expect(Number(width)).toBeCloseTo(41 * day, 0);
  });

  it.each([350, 828])('keeps every label inside %i pixels and off its neighbours', (width) => {
    const placed = labels(drawTimeline(STORY, width));
    expect(placed).toHaveLength(5);
    for (const one of placed) {
      expect(one.left).toBeGreaterThanOrEqual(-1);
      expect(one.right).toBeLessThanOrEqual(width + 1);
      for (const other of placed) {
        if (other !== one && other.row === one.row)
          expect(one.right <= other.left || other.right <= one.left).toBe(true);
      }
    }
  });

  it('hatches what is still running, and draws nothing undisclosed before the link works', () => {
    const running = drawTimeline({ ...STORY, announcedOn: null, undisclosedDays: 263 }, 828);
    expect(running).toContain('fill="url(#hatch)"');
    expect(running).toContain('263 days undisclosed');
    const signed = { ...STORY, pitchedOn: null, activeOn: null, announcedOn: null, undisclosedDays: null };
    expect(drawTimeline(signed, 350)).not.toMatch(/<rect/);
  });

  it('copes with everything on one day', () => {
    const day = '2019-02-28';
    const svg = drawTimeline(
      {
        ...STORY,
        pitchedOn: day,
        signedOn: day,
        activeOn: day,
        announcedOn: day,
        endsOn: day,
        today: day,
        undisclosedDays: 0,
      },
      350,
    );
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });
});
