import { Controller, Get, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DepartmentsQueries } from '../departments/departments.queries.js';
import { PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import type { FormBody } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { type RecordKind, TrailQueries } from './trail.queries.js';

const PAGE = 50;
const KINDS: { kind: RecordKind; label: string; about?: string; href?: string }[] = [
  {
    kind: 'activities',
    label: 'Mails, calls and meetings',
    about: 'who asked whom, and how often',
    href: '/pressure-log',
  },
  { kind: 'agreements', label: 'Agreements', about: 'with the SHA-256 of each file' },
  { kind: 'texts', label: 'Texts', href: '/status' },
  { kind: 'revisions', label: 'Revisions', about: 'every version of every text' },
  { kind: 'releases', label: 'Releases', about: 'as published' },
  { kind: 'devices', label: 'Devices', href: '/gifts' },
  {
    kind: 'downloads',
    label: 'Downloads',
    about: 'nothing about the people who downloaded',
    href: '/downloads',
  },
];

/** What is on the record about one department, for its own people. */
@Controller('department-records')
@ApiExcludeController()
export class DepartmentRecordsController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trail: TrailQueries,
    private readonly partnerships: PartnershipsQueries,
    private readonly departments: DepartmentsQueries,
  ) {}

  @Get()
  @Can('records.read')
  show(@CurrentActor() actor: Actor, @Query() query: FormBody): Promise<PageView | Redirect> {
    if (actor.side !== 'department') return Promise.resolve(redirect('/audit'));
    const { departmentId } = actor;
    const cursor = typeof query['cursor'] === 'string' && query['cursor'] ? query['cursor'] : undefined;
    return this.unitOfWork.read(actor, async (tx) => {
      const department = await this.departments.factsOrFail(tx, departmentId);
      const partnership = await this.partnerships.currentOf(tx, departmentId);
      const { data, nextCursor } = await this.trail.list(tx, { departmentId }, PAGE, cursor);
      const counts = await this.trail.counts(tx, departmentId);
      return page(
        'department/records',
        {
          zone: department.timeZone,
          publicUrl: partnership ? `/transparency/${department.slug}` : null,
          undisclosedDays: partnership?.activeOn ? partnership.undisclosedDays : null,
          running:
            partnership?.activeOn !== null &&
            partnership?.announcedOn === null &&
            partnership?.endedOn === null,
          kinds: KINDS.map(({ kind, ...rest }) => ({ ...rest, count: counts[kind] })),
          entries: data.map(({ recordedAt, occurredOn, summary, actorName }) => ({
            at: recordedAt,
            occurredOn,
            title: summary.replace(`, ${department.name}: `, ': '),
            by: actorName,
          })),
          nextHref: nextCursor && `/department-records?cursor=${nextCursor}`,
        },
        { title: 'Records' },
      );
    });
  }
}
