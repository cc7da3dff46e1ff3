import { Controller, Get, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { allows } from '../identity/people.queries.js';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { PitchesQueries } from '../pitches/pitches.queries.js';
import type { Actor, VendorActor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { addDays, addMonths, localDate } from '../platform/local-time.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { page, type PageView } from '../platform/web/page.js';
import { DepartmentHomeQueries } from '../records/department-home.queries.js';
import { ReportsQueries } from '../reports/reports.queries.js';
import { FirstStepsQueries } from './first-steps.queries.js';
import { stageBars } from './stage-bars.js';
import { TodayQueries } from './today.queries.js';

const HEADING = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  timeZone: 'UTC',
});
const WEEKDAY = new Intl.DateTimeFormat('en-US', { weekday: 'long', timeZone: 'UTC' });
const SHORT_WEEKDAY = new Intl.DateTimeFormat('en-US', { weekday: 'short', timeZone: 'UTC' });
const LOOK_BACK_DAYS = 3;
const WEEKS = 8;

/** The first page after signing in: Today for the vendor, Home for a department's people. */
@ApiExcludeController()
@Controller()
export class TodayController {
  constructor(
    private readonly today: TodayQueries,
    private readonly firstSteps: FirstStepsQueries,
    private readonly home: DepartmentHomeQueries,
    private readonly reports: ReportsQueries,
    private readonly pitches: PitchesQueries,
    private readonly organisation: OrganisationQueries,
    private readonly work: UnitOfWork,
  ) {}

  @Get()
  @Can('own.account')
  show(@CurrentActor() actor: Actor, @Query('post') post?: string): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      if (actor.side === 'vendor') return this.vendor(tx, actor);
      if (actor.side !== 'department') throw notFound('page');
      return page('department/home', await this.home.of(tx, actor, post), { title: 'Home' });
    });
  }

  private async vendor(tx: Tx, actor: VendorActor): Promise<PageView> {
    const zone = (await this.organisation.current(tx)).timeZone;
    const today = localDate(tx.now, zone);
    const from = new Date(tx.now.getTime() - LOOK_BACK_DAYS * 86_400_000);
    const due = await this.today.due(tx, actor.personId, today);
    const waiting = await this.today.waiting(tx, actor);
    const wrong = await this.today.wrong(tx, allows(actor, 'downloads.correct'));
    const weeks = await this.reports.downloadsByWeek(tx, today, WEEKS);
    const stages = await this.pitches.medianDays(tx, addMonths(today, -12));
    const silent = await this.reports.undisclosed(tx, 100);
    const downloads = weeks.reduce((sum, week) => sum + week.count, 0);
    return page(
      'today/index',
      {
        heading: noon(HEADING, today)
          .replace(/^(\w+) /, '$1, ')
          .replace(',,', ','),
        lead: `${things(due.count)} due, ${waiting.length} ${waiting.length === 1 ? 'waits' : 'wait'} for you, ${wrong.length} went wrong.`,
        firstSteps: await this.firstSteps.of(tx, actor),
        due,
        waiting,
        wrong,
        zone,
        since: {
          label: `Since ${noon(WEEKDAY, addDays(today, -LOOK_BACK_DAYS))}`,
          entries: (await this.today.since(tx, from, actor.personId)).map((entry) => {
            const day = localDate(entry.at, zone);
            return { ...entry, day: day === today ? null : noon(SHORT_WEEKDAY, day) };
          }),
        },
        downloads:
          downloads > 0
            ? {
                total: downloads,
                note: `in ${WEEKS} weeks`,
                bars: weeks.map(({ week, count }, index) => ({
                  label: String(week),
                  value: count,
                  accent: index === weeks.length - 1,
                })),
              }
            : null,
        stageDays: stageBars(stages),
        undisclosed: silent[0]
          ? {
              longest: silent[0].days,
              note: `${silent[0].departmentName}, the longest of ${silent.length}`,
              bars: silent
                .slice(0, 4)
                .map((row, index) => ({ label: row.departmentName, value: row.days, warn: index === 0 })),
            }
          : null,
      },
      { title: 'Today' },
    );
  }
}

function noon(format: Intl.DateTimeFormat, day: string): string {
  return format.format(new Date(`${day}T12:00:00Z`));
}

function things(count: number): string {
  return `${count} ${count === 1 ? 'thing' : 'things'}`;
}
