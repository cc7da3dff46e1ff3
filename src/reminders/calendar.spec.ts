import fc from 'fast-check';
import { monthCalendar, otherPeriod, periodInWords } from './calendar.js';
import { runs } from '../../test/support/size.js';

describe('a month in weeks', () => {
  it('covers May 2019 from Monday 29 April to Sunday 2 June', () => {
    const weeks = monthCalendar('2019-05', '2019-05-22', [{ dueOn: '2019-05-22', name: 'Pittsburg' }]);
    expect([weeks.length, weeks[0]![0]!.date, weeks.at(-1)![6]!.date]).toEqual([
      5,
      '2019-04-29',
      '2019-06-02',
    ]);
    const wednesday = weeks[3]![2]!;
    expect(wednesday).toMatchObject({ date: '2019-05-22', day: 22, today: true, inMonth: true });
    expect(wednesday.entries).toHaveLength(1);
  });

  it('shows every day of any month exactly once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2000, max: 2099 }), fc.integer({ min: 1, max: 12 }), (year, month) => {
        const period = `${year}-${String(month).padStart(2, '0')}`;
        const days = monthCalendar(period, '2019-01-01', []).flat();
        expect(days.filter((day) => day.inMonth).map((day) => day.day)).toEqual(
          Array.from({ length: new Date(Date.UTC(year, month, 0)).getUTCDate() }, (_, i) => i + 1),
        );
        expect(days.length % 7).toBe(0);
      }),
      runs(100, 5_000),
    );
  });

  it('names months and goes from one to the next', () => {
    expect(periodInWords('2019-05')).toBe('May 2019');
    expect([otherPeriod('2019-12', 1), otherPeriod('2019-01', -1)]).toEqual(['2020-01', '2018-12']);
  });
});
