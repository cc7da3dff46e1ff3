import { addBusinessDays, businessCalendar, isBusinessDay, nextBusinessDay } from './business-days.js';

const WEEK = [1, 2, 3, 4, 5];

describe('business days', () => {
  const federal = businessCalendar(WEEK);

  it('are the open days of the week that are no federal holiday', () => {
    expect(isBusinessDay('2019-05-24', federal)).toBe(true);
    expect(isBusinessDay('2019-05-25', federal)).toBe(false);
    expect(isBusinessDay('2019-05-27', federal)).toBe(false);
    expect(nextBusinessDay('2019-05-24', federal)).toBe('2019-05-28');
    expect(addBusinessDays('2019-05-23', 2, federal)).toBe('2019-05-28');
  });

  it('leave out a holiday observed on the Friday before its Saturday, over the end of a year too', () => {
    expect(nextBusinessDay('2021-12-30', federal)).toBe('2022-01-03');
  });

  it('are what the office says of a day, whatever the law says', () => {
    const own = businessCalendar(WEEK, [
      { day: '2019-05-27', off: false },
      { day: '2019-05-28', off: true },
    ]);
    expect(nextBusinessDay('2019-05-24', own)).toBe('2019-05-27');
    expect(nextBusinessDay('2019-05-27', own)).toBe('2019-05-29');
  });

  it('do not come out of a week that is closed: a Saturday said to be open stays closed', () => {
    const own = businessCalendar(WEEK, [{ day: '2019-05-25', off: false }]);
    expect(isBusinessDay('2019-05-25', own)).toBe(false);
  });

  it('come after a long closure, and are calendar days for an office that never opens', () => {
    const closed = Array.from({ length: 20 }, (_, index) => ({
      day: `2019-07-${String(index + 5).padStart(2, '0')}`,
      off: true,
    }));
    expect(nextBusinessDay('2019-07-03', businessCalendar(WEEK, closed))).toBe('2019-07-25');
    expect(nextBusinessDay('2019-07-04', businessCalendar([]))).toBe('2019-07-05');
    expect(nextBusinessDay('2019-07-04', { days: WEEK, isOff: () => true })).toBe('2019-07-05');
  });
});
