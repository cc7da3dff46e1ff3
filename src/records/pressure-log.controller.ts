import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import { DepartmentsQueries } from '../departments/departments.queries.js';
import { type Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { type ActorRequest, Can, CurrentActor } from '../platform/web/access.js';
import { ListQuery } from '../platform/web/keyset.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { PressureLogQueries } from './pressure-log.queries.js';

const MONTH = new Intl.DateTimeFormat('en-US', { month: 'long', year: 'numeric', timeZone: 'UTC' });
/** Months on a page, and those that stand on the page of something else. */
const PAGE = 12;
const GLANCE = 3;

/** Who asked whom how often, for both sides of it: the vendor's people, and the department's own. */
@ApiTags('Records')
@Controller()
export class PressureLogController {
  constructor(
    private readonly work: UnitOfWork,
    private readonly departments: DepartmentsQueries,
    private readonly log: PressureLogQueries,
  ) {}

  /** Contacts per contact and month, the latest month first; `limit` counts months. */
  @Get('api/v1/departments/:id/pressure-log')
  @Can('audit.read')
  list(@CurrentActor() actor: Actor, @Param('id') id: string, @Query() query: ListQuery) {
    return this.work.read(actor, async (tx) => {
      const department = await this.departments.factsOrFail(tx, id);
      return this.log.months(tx, department, query.limit, query.cursor);
    });
  }

  /** The department's own page. */
  @Get('pressure-log')
  @ApiExcludeEndpoint()
  @Can('audit.read')
  own(
    @CurrentActor() actor: Actor,
    @Query() query: ListQuery,
    @Req() request: ActorRequest,
  ): Promise<PageView | Redirect> {
    if (actor.side !== 'department') return Promise.resolve(redirect('/departments'));
    return this.page(actor, actor.departmentId, query, request);
  }

  @Get('departments/:id/pressure-log')
  @ApiExcludeEndpoint()
  @Can('audit.read')
  show(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query() query: ListQuery,
    @Req() request: ActorRequest,
  ): Promise<PageView> {
    return this.page(actor, id, query, request);
  }

  private page(actor: Actor, id: string, query: ListQuery, request: ActorRequest): Promise<PageView> {
    const inFrame = request.headers['turbo-frame'] === 'pressure-log';
    return this.work.read(actor, async (tx) => {
      const department = await this.departments.factsOrFail(tx, id);
      const { data, nextCursor } = await this.log.months(
        tx,
        department,
        inFrame ? GLANCE : PAGE,
        query.cursor,
      );
      const here = actor.side === 'department' ? '/pressure-log' : `/departments/${id}/pressure-log`;
      return page(
        'records/pressure-log',
        {
          department: { id: department.id, name: department.name },
          isVendor: actor.side === 'vendor',
          inFrame,
          here,
          months: data.map((month) => ({
            ...month,
            label: MONTH.format(new Date(`${month.month}-01T00:00:00Z`)),
            contacts: month.contacts.map((contact) => ({
              ...contact,
              by: contact.by.map((one) => ({ ...one, words: words(one.kind, one.count) })),
            })),
          })),
          shown: data.length,
          nextHref: nextCursor && `${here}?${new URLSearchParams({ cursor: nextCursor })}`,
          firstHref: query.cursor ? here : null,
          zone: department.timeZone,
        },
        { title: 'Pressure log', ...(inFrame && { layout: null }) },
      );
    });
  }
}

const NAMES = {
  call: ['call', 'calls'],
  email: ['mail', 'mails'],
  meeting: ['meeting', 'meetings'],
  reminder: ['reminder', 'reminders'],
} as const;

function words(kind: keyof typeof NAMES, count: number): string {
  return `${count} ${NAMES[kind][count === 1 ? 0 : 1]}`;
}
