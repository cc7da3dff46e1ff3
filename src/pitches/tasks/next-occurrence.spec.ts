import { businessCalendar } from '../../platform/business-days.js';
import { nextOccurrence, rhythmInWords } from './next-occurrence.js';

const WEEKDAYS = [1, 2, 3, 4, 5];

describe('the next time of a step that comes again', () => {
  const next = (
    every: number,
    unit: 'business_day' | 'week' | 'month',
    from: string,
    last: string,
    today: string,
    days = WEEKDAYS,
  ) => nextOccurrence({ every, unit, from }, last, today, businessCalendar(days));

  it('counts business days over the weekend', () => {
    // 2019-02-28 is a Thursday.
    expect(next(3, 'business_day', '2019-02-28', '2019-02-28', '2019-02-28').dueOn).toBe('2019-03-05');
    expect(next(1, 'business_day', '2019-03-01', '2019-03-01', '2019-03-01').dueOn).toBe('2019-03-04');
  });

  it('counts over a holiday, and moves on to the day after when it falls on one', () => {
    // Monday 27 May 2019 is Memorial Day.
    expect(next(2, 'business_day', '2019-05-23', '2019-05-23', '2019-05-23').dueOn).toBe('2019-05-28');
    expect(next(1, 'week', '2019-05-20', '2019-05-20', '2019-05-20')).toEqual({
      occursOn: '2019-05-27',
      dueOn: '2019-05-28',
    });
  });

  it('counts the organisation’s own days', () => {
    expect(next(1, 'business_day', '2019-02-28', '2019-02-28', '2019-02-28', [2, 4]).dueOn).toBe(
      '2019-03-05',
    );
  });

  it('does not make up for what was missed', () => {
    expect(next(1, 'week', '2019-01-07', '2019-01-07', '2019-02-20').dueOn).toBe('2019-02-25');
    expect(next(2, 'business_day', '2019-01-07', '2019-01-07', '2019-02-20').dueOn >= '2019-02-21').toBe(
      true,
    );
  });

  it('does not come twice when done early', () => {
    expect(next(1, 'week', '2019-02-25', '2019-02-25', '2019-02-20').dueOn).toBe('2019-03-04');
  });

  it('keeps the day of the month through a short month, and the open day through a weekend', () => {
    const february = next(1, 'month', '2019-01-31', '2019-01-31', '2019-01-31');
    expect(february).toEqual({ occursOn: '2019-02-28', dueOn: '2019-02-28' });
    const march = next(1, 'month', '2019-01-31', february.occursOn, '2019-02-28');
    // The 31st of March 2019 is a Sunday.
    expect(march).toEqual({ occursOn: '2019-03-31', dueOn: '2019-04-01' });
    expect(next(1, 'month', '2019-01-31', march.occursOn, '2019-04-01').occursOn).toBe('2019-04-30');
  });

  it('always lies after both the one done and today, whatever the rhythm', () => {
    for (const unit of ['business_day', 'week', 'month'] as const) {
      for (let every = 1; every <= 12; every++) {
        for (const today of ['2019-02-01', '2019-02-28', '2020-02-29', '2021-12-31']) {
          const { occursOn, dueOn } = next(every, unit, '2019-01-31', '2019-01-31', today);
          expect(occursOn > today && occursOn > '2019-01-31' && dueOn >= occursOn).toBe(true);
        }
      }
    }
  });

  it('says itself in words', () => {
    expect([rhythmInWords(1, 'week'), rhythmInWords(3, 'business_day')]).toEqual([
      'every week',
      'every 3 business days',
    ]);
  });
});
