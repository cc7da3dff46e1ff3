import { Controller, Get, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { definedEvents } from '../platform/events/define-event.js';
import { isId } from '../platform/id.js';
import { isLocalDate, startOfDay } from '../platform/local-time.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import type { FormBody } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { type TrailFilter, TrailQueries } from './trail.queries.js';

const PAGE = 50;
/** Where the page of a thing is; things that have none stay words. */
const PAGES: Record<string, string> = {
  department: '/departments',
  pitch: '/pitches',
  draft: '/drafts',
  reward: '/rewards',
  email: '/mail',
  department_import: '/imports',
};

/** The whole trail, for the vendor's people. A department has its own page of records. */
@Controller('audit')
@ApiExcludeController()
export class TrailController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trail: TrailQueries,
    private readonly organisation: OrganisationQueries,
  ) {}

  @Get()
  @Can('audit.read')
  show(@CurrentActor() actor: Actor, @Query() query: FormBody): Promise<PageView | Redirect> {
    if (actor.side === 'department') return Promise.resolve(redirect('/department-records'));
    const asked = readTrailFilter(query);
    const cursor = text(query['cursor']);
    return this.unitOfWork.read(actor, async (tx) => {
      const { timeZone } = await this.organisation.current(tx);
      const { from, ...rest } = asked;
      const filter: TrailFilter = { ...rest, ...(from && { from: startOfDay(from, timeZone) }) };
      const { data, nextCursor } = await this.trail.list(tx, filter, PAGE, cursor);
      const kept = new URLSearchParams(Object.entries(asked).filter(([, value]) => value));
      const more = (values: Record<string, string>): string =>
        `/audit?${new URLSearchParams([...kept, ...Object.entries(values)])}`;
      return page(
        'records/audit',
        {
          events: data.map((event) => ({ ...event, href: hrefOf(event.subjectType, event.subjectId) })),
          filter: { q: '', type: '', departmentId: '', from: '', ...asked },
          types: [...definedEvents().keys()].sort().map((type) => ({ value: type, label: type })),
          seal: await this.trail.lastSeal(tx),
          shown: data.length,
          nextHref: nextCursor && more({ cursor: nextCursor }),
          firstHref: cursor ? more({}) : null,
        },
        { title: 'Records' },
      );
    });
  }
}

function hrefOf(type: string, id: string): string | null {
  return PAGES[type] && isId(id) ? `${PAGES[type]}/${id}` : null;
}

function readTrailFilter(query: FormBody): {
  q?: string;
  type?: string;
  departmentId?: string;
  from?: string;
} {
  const [q, type, departmentId, from] = [
    text(query['q']),
    text(query['type']),
    text(query['departmentId']),
    text(query['from']),
  ];
  return {
    ...(q && { q: q.slice(0, 80) }),
    ...(type && definedEvents().has(type) && { type }),
    ...(departmentId && isId(departmentId) && { departmentId }),
    ...(from && isLocalDate(from) && { from }),
  };
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() ? value.trim() : undefined;
