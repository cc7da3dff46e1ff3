import { Injectable } from '@nestjs/common';
import type { Actor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError, notFound } from '../platform/errors.js';
import { isId, newId } from '../platform/id.js';
import { isTimeZone } from '../platform/local-time.js';
import { cleanText } from './department-name.js';
import { lockDepartment } from './lock-department.js';
import { SiteAdded, SiteChanged, SiteEnded } from './departments.events.js';
import { Site } from './site.entity.js';
import type { ChangeSiteDto, CreateSiteDto } from './sites.dto.js';

const FIELDS = ['address', 'phone', 'timeZone'] as const;

/** Where a department can be found. The first site entered is the main one until another is made so. */
@Injectable()
export class SitesService {
  constructor(private readonly work: UnitOfWork) {}

  /** Adds a site. Throws 404 and `time_zone_unknown` (422). Returns its id. */
  add(actor: Actor, departmentId: string, dto: CreateSiteDto): Promise<string> {
    return this.work.run(actor, async (tx) => {
      const department = await lockDepartment(tx, departmentId);
      requireZone(dto.timeZone);
      const first = !(await tx.one('select from site where department_id = $1 and main', [department.id]));
      const main = dto.main ?? first;
      if (main) await yieldMain(tx, department.id);
      const site = tx.repo(Site).create({
        id: newId(),
        departmentId: department.id,
        name: cleanText(dto.name),
        address: dto.address ?? null,
        phone: dto.phone ?? null,
        timeZone: dto.timeZone ?? null,
        main,
        createdAt: tx.now,
        endedAt: null,
      });
      await tx.repo(Site).insert(site);
      await tx.record(
        SiteAdded(of(site), {
          ...place(site),
          summary: `Site added: ${site.name}${main ? ', the main one' : ''}`,
        }),
      );
      return site.id;
    });
  }

  /** Changes what the body names; null clears. Throws 404 and `time_zone_unknown` (422). */
  change(actor: Actor, departmentId: string, id: string, dto: ChangeSiteDto): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const site = await lockSite(tx, departmentId, id);
      requireZone(dto.timeZone);
      if (dto.name !== undefined) site.name = cleanText(dto.name);
      for (const field of FIELDS) if (dto[field] !== undefined) Object.assign(site, { [field]: dto[field] });
      if (dto.main === true && !site.main) await yieldMain(tx, site.departmentId);
      if (dto.main !== undefined) site.main = dto.main;
      await tx.repo(Site).save(site);
      await tx.record(SiteChanged(of(site), { ...place(site), summary: `Site changed: ${site.name}` }));
    });
  }

  /** Ends a site: it is no longer offered, its contacts stay, without one. Throws 404. */
  end(actor: Actor, departmentId: string, id: string): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const site = await lockSite(tx, departmentId, id);
      site.main = false;
      site.endedAt = tx.now;
      await tx.repo(Site).save(site);
      await tx.query('update contact set site_id = null where site_id = $1 and ended_at is null', [site.id]);
      await tx.record(SiteEnded(of(site), { ...place(site), summary: `Site ended: ${site.name}` }));
    });
  }
}

async function lockSite(tx: Tx, departmentId: string, id: string): Promise<Site> {
  const department = await lockDepartment(tx, departmentId);
  const site = isId(id)
    ? await tx.one<{ id: string }>(
        `select id from site where id = $2 and ended_at is null and department_id = any ((select liaison_family($1))::uuid[])`,
        [department.id, id],
      )
    : undefined;
  if (!site) throw notFound('site');
  return tx.repo(Site).findOneOrFail({ where: { id }, lock: { mode: 'pessimistic_write' } });
}

async function yieldMain(tx: Tx, departmentId: string): Promise<void> {
  await tx.query('update site set main = false where department_id = $1 and main', [departmentId]);
}

function requireZone(zone: string | null | undefined): void {
  if (!zone || isTimeZone(zone)) return;
  throw new DomainError('invalid', 'time_zone_unknown', 'Name the zone as the tz database does.', {
    errors: [{ field: 'timeZone', message: 'is a tz database name, such as America/Chicago' }],
  });
}

function of(site: Site) {
  return { departmentId: site.departmentId, siteId: site.id };
}

function place(site: Site) {
  return {
    departmentId: site.departmentId,
    visibility: 'shared' as const,
    subject: { type: 'site', id: site.id },
  };
}
