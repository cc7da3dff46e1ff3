import fc from 'fast-check';
import { manyPartnerships } from '../factories/many-partnerships.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { runs, size } from '../support/size.js';

/** Six of the United States', daylight saving and none, and two that are half an hour off; Lord Howe's summer is half an hour, too. */
const ZONES = [
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Phoenix',
  'America/Los_Angeles',
  'America/Anchorage',
  'America/St_Johns',
  'Australia/Lord_Howe',
];
const MONTHS = size(3, 120);
const START = Date.UTC(2018, 0, 1);
const HOUR = 3_600_000;

interface Decided {
  zone: string;
  periods: string[];
  states: string[];
  events: number;
}

const rules = fc.oneof(
  fc.constantFrom(29, 30, 31).map((dayOfMonth) => ({ dayOfMonth })),
  fc.integer({ min: 1, max: 28 }).map((dayOfMonth) => ({ dayOfMonth })),
  fc.constant({ last: true as const }),
  fc.record({ weekday: fc.integer({ min: 1, max: 7 }), nth: fc.integer({ min: 1, max: 5 }) }),
);
const schedules = fc.array(
  fc.record({ rule: rules, hour: fc.integer({ min: 0, max: 23 }), businessDays: fc.boolean() }),
  { minLength: ZONES.length, maxLength: ZONES.length },
);
/** The planner wakes up after hours or weeks, by a clock that may be a day fast or slow. */
const wakings = fc.array(
  fc.record({
    sleep: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 100, max: 1_200 })),
    jump: fc.integer({ min: -24, max: 24 }),
  }),
  { minLength: 10, maxLength: 60 },
);

describe('ten years of months', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ now: new Date(START).toISOString() });
    for (const [n, timeZone] of ZONES.entries()) {
      await manyPartnerships((sql, params) => app.sql(sql, params), {
        count: 1,
        name: `Zone${'ABCDEFGH'[n]}`,
        now: new Date(START),
        rule: { dayOfMonth: 1 },
        hour: 10,
        nextAt: new Date(START),
        plannedThrough: new Date(START),
        timeZone,
      });
    }
    // With nobody to write to, each month is decided without a mail.
    await app.sql('update contact set ended_at = created_at');
    await app.sql(`update partnership set ends_on = '2030-01-01'`);
  });
  afterAll(() => app.close());

  it('are decided once each, in every zone, however the planner sleeps and its clock jumps', async () => {
    await fc.assert(
      fc.asyncProperty(schedules, wakings, async (chosen, wakes) => {
        await app.sql('delete from reminder');
        const departments = await app.sql<{ id: string; zone: string }>(
          'select id, time_zone zone from department',
        );
        for (const { id, zone } of departments) {
          const { rule, hour, businessDays } = chosen[ZONES.indexOf(zone)]!;
          await app.sql(
            `update reminder_schedule set rule = $2, hour = $3, business_days = $4, planned_through = $5, next_at = $5
              where department_id = $1`,
            [id, JSON.stringify(rule), hour, businessDays, new Date(START)],
          );
        }
        const end = new Date(START);
        end.setUTCMonth(end.getUTCMonth() + MONTHS);
        let now = START;
        for (let turn = 0; now < end.getTime(); turn++) {
          const { sleep, jump } = wakes[turn % wakes.length]!;
          now += sleep * HOUR;
          app.clock.set(new Date(now + jump * HOUR));
          await app.runScheduled('reminders.plan');
        }
        // Two days past the end of a month all months up to it are over, whatever the zone and the jumps before.
        app.clock.set(new Date(now + 48 * HOUR));
        await app.runScheduled('reminders.plan');
        const through = new Date(now + 48 * HOUR);

        for (const { zone, periods, states, events } of await decided(app)) {
          expect({ zone, periods }).toEqual({
            zone,
            periods: months(periods[0] ?? '', periods.at(-1) ?? ''),
          });
          expect(periods[0]! <= '2018-02').toBe(true);
          const last = through.toISOString().slice(0, 7);
          expect([last, before(last)]).toContain(periods.at(-1));
          expect(states.filter((state) => state !== 'skipped')).toEqual([]);
          expect(events).toBe(periods.length);
        }
      }),
      runs(1, 6),
    );
  }, 600_000);
});

/** What became of each zone's months, and how often a decision was recorded. */
function decided(app: TestApp): Promise<Decided[]> {
  return app.sql<Decided>(
    `select d.time_zone zone, array_agg(r.period order by r.period) periods, array_agg(r.state) states,
            (select count(*)::int from domain_event e where e.type = 'reminder.skipped' and e.subject_id = any (array_agg(r.id::text))) events
       from reminder r join department d on d.id = r.department_id group by d.id, d.time_zone`,
  );
}

/** Every month from one to another. */
function months(from: string, to: string): string[] {
  const all: string[] = [];
  for (let [year, month] = from.split('-').map(Number) as [number, number]; ; month++) {
    if (month > 12) [year, month] = [year + 1, 1];
    const period = `${year}-${String(month).padStart(2, '0')}`;
    all.push(period);
    if (period >= to) return all;
  }
}

function before(period: string): string {
  const [year, month] = period.split('-').map(Number) as [number, number];
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`;
}
