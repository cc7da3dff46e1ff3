import { cohortsOf, forecastOf, funnelOf, type PathCount } from './pipeline-figures.js';

const path = (furthest: number, outcome: PathCount['outcome'], count: number, period = '2019-01-01') => ({
  period,
  furthest,
  outcome,
  count,
});

describe('the funnel', () => {
  it('counts stages skipped forward as passed, and shares of the opened and of the stage before', () => {
    const rows = funnelOf([path(1, 'declined', 2), path(4, 'open', 3), path(6, 'won', 5)]);
    expect(rows.map(({ reached }) => reached)).toEqual([10, 8, 8, 8, 5, 5]);
    expect(rows[1]).toMatchObject({ ofOpened: 0.8, ofBefore: 0.8 });
    expect(rows[4]?.ofBefore).toBe(5 / 8);
    expect(rows[0]?.ofBefore).toBeNull();
  });

  it('has no shares of nothing', () => {
    expect(funnelOf([]).map(({ reached, ofOpened }) => [reached, ofOpened])[0]).toEqual([0, null]);
  });
});

describe('cohorts', () => {
  it('keep what is open out of the conversion, and show periods without any', () => {
    const cohorts = cohortsOf(
      [path(6, 'won', 3), path(2, 'declined', 1), path(2, 'dormant', 2), path(3, 'open', 4)],
      ['2019-01-01', '2019-02-01'],
    );
    expect(cohorts[0]).toMatchObject({ opened: 10, won: 3, lost: 3, open: 4, conversion: 0.5 });
    expect(cohorts[1]).toMatchObject({ opened: 0, conversion: null });
  });
});

describe('the forecast', () => {
  const standing = [{ stage: 'pitched' as const, pitches: 2, devices: 10, cents: 200_000 }];

  it('weighs what is promised by what became of those that came to the stage before', () => {
    const rows = forecastOf(standing, [path(3, 'declined', 3), path(6, 'won', 1), path(6, 'open', 9)]);
    expect(rows[2]).toMatchObject({
      conversion: 0.25,
      ended: 4,
      expectedDevices: 2.5,
      expectedCents: 50_000,
    });
    expect(rows[5]).toMatchObject({ pitches: 0, conversion: 1, expectedDevices: 0 });
  });

  it('says nothing where nothing has ended yet', () => {
    expect(forecastOf(standing, [])[2]).toMatchObject({ conversion: null, ended: 0, expectedDevices: null });
  });
});
