import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError, onConflict } from '../platform/errors.js';
import { newId } from '../platform/id.js';
import { isTimeZone } from '../platform/local-time.js';
import type { CustomChange } from './custom-fields.js';
import { CustomFieldsQueries } from './custom-fields.queries.js';
import { cleanText } from './department-name.js';
import { Department } from './department.entity.js';
import type { ChangeDepartmentDto, CreateDepartmentDto } from './departments.dto.js';
import { oriTaken } from './departments.errors.js';
import { DepartmentChanged, DepartmentCreated, DepartmentCustomChanged } from './departments.events.js';
import { lockDepartment } from './lock-department.js';
import { parseOri } from './ori.js';
import { giveSlug } from './slugs.js';
import { STATES } from './states.js';
import { zoneOfPlace } from './zone-of-place.js';

const DETAILS = [
  'city',
  'county',
  'populationServed',
  'swornOfficers',
  'website',
  'address',
  'shipTo',
  'giftPolicy',
  'oversightOrdinance',
] as const;

/** What people do to departments by hand. Lists are taken in by DepartmentIntakeService. */
@Injectable()
export class DepartmentsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly customFields: CustomFieldsQueries,
  ) {}

  /** Enters a department. Throws `ori_taken` (409), `ori_invalid`, `time_zone_unknown`, `custom_invalid` (422). Returns its id. */
  create(
    actor: Actor,
    dto: CreateDepartmentDto,
    { asText = false }: { asText?: boolean } = {},
  ): Promise<string> {
    return this.work.run(actor, async (tx) => {
      const department = new Department();
      department.id = newId();
      department.ori = readOri(dto.ori);
      department.rename(cleanText(dto.name));
      department.kind = dto.kind;
      department.state = dto.state;
      Object.assign(department, { latitude: null, longitude: null, imported: null, mergedIntoId: null });
      for (const field of DETAILS) Object.assign(department, { [field]: dto[field] ?? null });
      department.custom = (
        await this.customFields.apply(tx, 'department', {}, dto.custom ?? {}, { asText })
      ).values;
      placeInZone(department, dto.timeZone);
      department.createdAt = department.updatedAt = department.editedAt = tx.now;
      await insert(tx, department);
      await giveSlug(tx, department);
      await tx.record(
        DepartmentCreated(
          { departmentId: department.id },
          {
            departmentId: department.id,
            visibility: 'shared',
            subject: { type: 'department', id: department.id },
            summary: 'Department entered',
          },
        ),
      );
      return department.id;
    });
  }

  /**
   * Changes what the body names; null clears. Throws 404, `ori_taken` (409), `ori_invalid`, `time_zone_unknown`, `custom_invalid`
   * (422). `asText`: values of custom fields come from a form.
   */
  change(
    actor: Actor,
    asked: string,
    dto: ChangeDepartmentDto,
    { asText = false }: { asText?: boolean } = {},
  ): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const department = await lockDepartment(tx, asked);
      const { id } = department;
      const before = JSON.stringify([department.name, department.state]);
      const named = Object.keys(dto).filter(
        (field) => field !== 'custom' && dto[field as keyof ChangeDepartmentDto] !== undefined,
      );
      const factsBefore = factsOf(department, named);
      if (dto.custom !== undefined) await this.setCustom(tx, department, dto.custom, asText);
      if (named.length === 0) return;
      if (dto.ori !== undefined) department.ori = readOri(dto.ori);
      if (dto.name !== undefined) department.rename(cleanText(dto.name));
      if (dto.kind !== undefined) department.kind = dto.kind;
      if (dto.state !== undefined) department.state = dto.state;
      for (const field of DETAILS) {
        if (dto[field] !== undefined) Object.assign(department, { [field]: dto[field] });
      }
      const moved = dto.state !== undefined || dto.county !== undefined;
      if (dto.timeZone !== undefined || (moved && department.timeZoneSource === 'assumed')) {
        placeInZone(department, dto.timeZone);
      }
      // A form sends every field it has; what stayed as it was is no news.
      const factsAfter = factsOf(department, named);
      const fields = named.filter((field) => !isDeepStrictEqual(factsBefore[field], factsAfter[field]));
      if (fields.length === 0) return;
      department.updatedAt = department.editedAt = tx.now;
      try {
        await tx.repo(Department).save(department);
      } catch (error) {
        onConflict(error, 'department_ori_uq', oriTaken);
      }
      if (JSON.stringify([department.name, department.state]) !== before) await giveSlug(tx, department);
      await tx.record(
        DepartmentChanged(
          { departmentId: id, fields },
          {
            departmentId: id,
            visibility: 'shared',
            subject: { type: 'department', id },
            summary: `Department facts changed: ${fields.map(inWords).join(', ')}`,
          },
        ),
      );
    });
  }

  /** Values the vendor keeps for itself: on the record, and not on the department's. */
  private async setCustom(
    tx: Tx,
    department: Department,
    change: CustomChange,
    asText: boolean,
  ): Promise<void> {
    const { id } = department;
    const { values, changed } = await this.customFields.apply(tx, 'department', department.custom, change, {
      asText,
    });
    if (changed.length === 0) return;
    department.custom = values;
    department.updatedAt = tx.now;
    await tx.query(`update department set custom = $2, updated_at = $3 where id = $1`, [id, values, tx.now]);
    await tx.record(
      DepartmentCustomChanged(
        { departmentId: id, keys: changed.map(({ key }) => key) },
        {
          departmentId: id,
          visibility: 'vendor',
          subject: { type: 'department', id },
          summary: `Changed: ${changed.map(({ label }) => label).join(', ')}`,
        },
      ),
    );
  }
}

async function insert(tx: Tx, department: Department): Promise<void> {
  try {
    await tx.repo(Department).insert(department);
  } catch (error) {
    onConflict(error, 'department_ori_uq', oriTaken);
  }
}

function readOri(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  const ori = parseOri(text);
  if (ori) return ori;
  throw new DomainError(
    'invalid',
    'ori_invalid',
    'An ORI is nine of A-Z and 0-9. Leave it out when there is none.',
    {
      errors: [{ field: 'ori', message: 'is nine of A-Z and 0-9' }],
    },
  );
}

/** A zone that was given is confirmed; otherwise it is worked out from the place. */
function placeInZone(department: Department, given: string | undefined): void {
  if (given === undefined) {
    const zone = zoneOfPlace(department);
    department.timeZone = zone.timeZone;
    department.timeZoneSource = zone.source;
    return;
  }
  if (!isTimeZone(given) || !(given.includes('/') || given === 'UTC')) {
    const main = STATES.get(department.state)?.zones[0] ?? 'America/Chicago';
    throw new DomainError(
      'invalid',
      'time_zone_unknown',
      `Name the zone as the tz database does, such as ${main}.`,
      {
        errors: [{ field: 'timeZone', message: `is a tz database name, such as ${main}` }],
      },
    );
  }
  department.confirmZone(given);
}

/** `shipTo` → `ship to`, `records_officer` → `records officer`. */
/** The named facts as plain JSON; a time zone with where it is known from, since confirming it is a change. */
function factsOf(department: Department, named: readonly string[]): Record<string, unknown> {
  const facts = named.map((field) => [
    field,
    field === 'timeZone'
      ? [department.timeZone, department.timeZoneSource]
      : (department[field as keyof Department] ?? null),
  ]);
  return JSON.parse(JSON.stringify(Object.fromEntries(facts))) as Record<string, unknown>;
}

function inWords(name: string): string {
  return name
    .replace(/_/g, ' ')
    .replace(/([A-Z])/g, ' $1')
    .toLowerCase();
}
