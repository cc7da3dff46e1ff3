import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import {
  businessDayFor,
  dayIn,
  defaultRule,
  nextOccurrence,
  nextPeriod,
  occurrenceIn,
  occurrencesBetween,
  periodOf,
  ruleInWords,
} from './next-occurrence.js';
import type { ReminderRule, Timetable } from './next-occurrence.js';
import { runs } from '../../test/support/size.js';

const pittsburg: Timetable = {
  rule: { dayOfMonth: 22 },
  hour: 10,
  startOn: '2019-05-01',
  timeZone: 'America/Chicago',
};

describe('the day of a month', () => {
  it.each<[ReminderRule, string, string]>([
    [{ dayOfMonth: 22 }, '2019-05', '2019-05-22'],
    [{ dayOfMonth: 31 }, '2019-04', '2019-04-30'],
    [{ dayOfMonth: 29 }, '2019-02', '2019-02-28'],
    [{ dayOfMonth: 29 }, '2020-02', '2020-02-29'],
    [{ dayOfMonth: 30 }, '2020-02', '2020-02-29'],
    [{ last: true }, '2020-02', '2020-02-29'],
    [{ last: true }, '2019-12', '2019-12-31'],
    [{ weekday: 2, nth: 1 }, '2019-05', '2019-05-07'],
    [{ weekday: 3, nth: 1 }, '2019-05', '2019-05-01'],
    [{ weekday: 7, nth: 4 }, '2019-05', '2019-05-26'],
    [{ weekday: 5, nth: 5 }, '2019-05', '2019-05-31'],
    [{ weekday: 2, nth: 5 }, '2019-05', '2019-05-28'],
  ])('%j in %s is %s', (rule, period, day) => {
    expect(dayIn(rule, period)).toBe(day);
  });

  it.each<[ReminderRule, string]>([
    [{ dayOfMonth: 22 }, 'The 22nd of each month'],
    [{ dayOfMonth: 11 }, 'The 11th of each month'],
    [{ dayOfMonth: 3 }, 'The 3rd of each month'],
    [{ last: true }, 'The last day of each month'],
    [{ weekday: 2, nth: 1 }, 'The first Tuesday of each month'],
    [{ weekday: 5, nth: 5 }, 'The last Friday of each month'],
  ])('%j reads "%s"', (rule, words) => expect(ruleInWords(rule)).toBe(words));
});

describe('business days only', () => {
  it.each([
    ['an open day', '2019-05-22', '2019-05-22'],
    ['a Sunday', '2019-05-19', '2019-05-20'],
    ['Memorial Day weekend', '2019-05-25', '2019-05-28'],
    ['the last Saturday of a month', '2019-08-31', '2019-08-30'],
    ['Independence Day on a Saturday', '2020-07-03', '2020-07-06'],
    ['New Year’s Day, a Saturday, kept on the Friday before', '2021-12-31', '2021-12-30'],
  ])('move %s', (_, day, open) => {
    expect(businessDayFor(day)).toBe(open);
  });

  it('never leave the month, and leave alone what is open', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2018, 0), max: Date.UTC(2038, 0) }), (ms) => {
        const day = new Date(ms).toISOString().slice(0, 10);
        const open = businessDayFor(day);
        expect(open.slice(0, 7)).toBe(day.slice(0, 7));
        expect([0, 6]).not.toContain(new Date(`${open}T00:00:00Z`).getUTCDay());
        expect(businessDayFor(open)).toBe(open);
      }),
      runs(100, 5_000),
    );
  });
});

describe('the next reminder', () => {
  it('follows the story: from 22 May at 10:00 local', () => {
    const rule = defaultRule('2019-04-22');
    expect(rule).toEqual({ rule: { dayOfMonth: 22 }, startOn: '2019-05-01' });
    expect(nextOccurrence(pittsburg, new Date('2019-04-22T15:00:00Z')).at.toISOString()).toBe(
      '2019-05-22T15:00:00.000Z',
    );
    expect(nextOccurrence(pittsburg, new Date('2019-05-22T14:59:59Z')).period).toBe('2019-05');
    expect(nextOccurrence(pittsburg, new Date('2019-05-22T15:00:00Z')).period).toBe('2019-06');
  });

  it('keeps the local hour over daylight saving', () => {
    expect(occurrenceIn(pittsburg, '2019-12').at.toISOString()).toBe('2019-12-22T16:00:00.000Z');
  });

  it('moves on from an hour that daylight saving skips', () => {
    const skipped = { ...pittsburg, rule: { dayOfMonth: 10 }, hour: 2 };
    expect(occurrenceIn(skipped, '2019-03').at.toISOString()).toBe('2019-03-10T08:00:00.000Z');
  });

  it('takes the first of an hour that comes twice', () => {
    const twice = { ...pittsburg, rule: { dayOfMonth: 3 }, hour: 1 };
    expect(occurrenceIn(twice, '2019-11').at.toISOString()).toBe('2019-11-03T06:00:00.000Z');
  });
});

describe('any timetable', () => {
  const zones = fc.constantFrom(
    'America/New_York',
    'America/Chicago',
    'America/Denver',
    'America/Phoenix',
    'America/Los_Angeles',
    'Pacific/Honolulu',
    'America/St_Johns',
    'Australia/Lord_Howe',
  );
  const rules: fc.Arbitrary<ReminderRule> = fc.oneof(
    fc.integer({ min: 1, max: 31 }).map((dayOfMonth) => ({ dayOfMonth })),
    fc.constant({ last: true as const }),
    fc.record({ weekday: fc.integer({ min: 1, max: 7 }), nth: fc.integer({ min: 1, max: 5 }) }),
  );
  const timetables = fc.record({
    rule: rules,
    hour: fc.integer({ min: 0, max: 23 }),
    startOn: fc.constant(null),
    businessDays: fc.boolean(),
    timeZone: zones,
  });
  const instants = fc
    .integer({ min: Date.UTC(2018, 0, 1), max: Date.UTC(2028, 0, 1) })
    .map((ms) => new Date(ms));

  it('is strictly after the instant, and the only one of its month', () => {
    fc.assert(
      fc.property(timetables, instants, (timetable, after) => {
        const next = nextOccurrence(timetable, after);
        expect(next.at.getTime()).toBeGreaterThan(after.getTime());
        expect(occurrenceIn(timetable, next.period)).toEqual(next);
        const here = periodOf(after, timetable.timeZone);
        expect([here, nextPeriod(here)]).toContain(next.period);
      }),
      runs(100, 3_000),
    );
  });

  it('falls on the local hour, or on the next that exists', () => {
    fc.assert(
      fc.property(timetables, instants, (timetable, after) => {
        const { at, date } = nextOccurrence(timetable, after);
        const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(
          timetable.timeZone,
        );
        expect(local.toPlainDate().toString()).toBe(date);
        const start = Temporal.PlainDate.from(date).toZonedDateTime(timetable.timeZone);
        if (start.hoursInDay >= 24) expect([local.hour, local.minute]).toEqual([timetable.hour, 0]);
        else expect(local.hour - timetable.hour).toBeLessThanOrEqual(1);
      }),
      runs(100, 3_000),
    );
  });

  it('decides ten years of months once each, however the planner wakes up and its clock jumps', () => {
    fc.assert(
      fc.property(
        timetables,
        fc.array(fc.integer({ min: -24, max: 24 * 50 }), { maxLength: 150 }),
        (timetable, hours) => {
          const start = new Date('2018-01-01T00:00:00Z');
          const decided: string[] = [];
          let now = start.getTime();
          let through = start;
          for (const jump of hours) {
            now += jump * 3_600_000;
            if (now <= through.getTime()) continue;
            decided.push(...occurrencesBetween(timetable, through, new Date(now)).map((o) => o.period));
            through = new Date(now);
          }
          const whole = occurrencesBetween(timetable, start, through).map((o) => o.period);
          expect(decided).toEqual(whole);
          expect(new Set(decided).size).toBe(decided.length);
          for (let i = 1; i < whole.length; i++) expect(whole[i]).toBe(nextPeriod(whole[i - 1]!));
        },
      ),
      runs(60, 1_000),
    );
  });

  it('never falls before the first day', () => {
    fc.assert(
      fc.property(timetables, instants, instants, (timetable, after, first) => {
        const startOn = first.toISOString().slice(0, 10);
        expect(nextOccurrence({ ...timetable, startOn }, after).date >= startOn).toBe(true);
      }),
      runs(100, 3_000),
    );
  });
});
