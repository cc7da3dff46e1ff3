import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { decodeCursor, keysetPage, type Listed } from '../platform/web/keyset.js';

/** One row of the trail. */
export interface TrailEvent {
  id: string;
  seq: number;
  type: string;
  actorKind: string;
  actorName: string;
  departmentId: string | null;
  departmentName: string | null;
  visibility: 'shared' | 'vendor';
  subjectType: string;
  subjectId: string;
  summary: string;
  payload: unknown;
  occurredOn: string | null;
  recordedAt: Date;
  leafHash: string;
}

export interface TrailFilter {
  type?: string;
  departmentId?: string;
  subjectType?: string;
  subjectId?: string;
  /** Recorded from this instant on. */
  from?: Date;
  /** Part of the name of who did it, or of what was done. */
  q?: string;
}

/** Reads the trail; row-level security leaves a department's person the shared rows of their own department. */
@Injectable()
export class TrailQueries {
  /** The latest first. */
  async list(tx: Tx, filter: TrailFilter, limit: number, cursor?: string): Promise<Listed<TrailEvent>> {
    const where: string[] = [];
    const params: unknown[] = [];
    const add = (condition: string, value: unknown): void => {
      where.push(condition.replaceAll('?', `$${params.push(value)}`));
    };
    // Conditions are left out rather than made optional, so that each list runs along its own index.
    const before = decodeCursor(cursor, 1)?.[0];
    if (before !== undefined) add('e.seq < ?::bigint', before);
    if (filter.type) add('e.type = ?', filter.type);
    if (filter.departmentId)
      add('e.department_id = any ((select liaison_family(?))::uuid[])', filter.departmentId);
    if (filter.subjectType) add('e.subject_type = ?', filter.subjectType);
    if (filter.subjectId) add('e.subject_id = ?', filter.subjectId);
    if (filter.from) add('e.recorded_at >= ?', filter.from);
    if (filter.q)
      add('(strpos(lower(e.actor_name), lower(?)) > 0 or strpos(lower(e.summary), lower(?)) > 0)', filter.q);
    const rows = await tx.query<TrailEvent>(
      `select e.id, e.seq, e.type, e.actor_kind "actorKind", e.actor_name "actorName", e.department_id "departmentId",
              d.name "departmentName", e.visibility, e.subject_type "subjectType", e.subject_id "subjectId", e.summary, e.payload,
              e.occurred_on "occurredOn", e.recorded_at "recordedAt", e.leaf_hash "leafHash"
         from domain_event e left join department d on d.id = e.department_id
        ${where.length > 0 ? `where ${where.join(' and ')}` : ''} order by e.seq desc limit ${Math.trunc(limit) + 1}`,
      params,
    );
    return keysetPage(rows, limit, (row) => [row.seq]);
  }

  /** The newest seal, or null before the first. */
  async lastSeal(tx: Tx): Promise<{ size: number; rootHash: string; sealedAt: Date } | null> {
    return (
      (await tx.one<{ size: number; rootHash: string; sealedAt: Date }>(
        'select last_seq size, root_hash "rootHash", sealed_at "sealedAt" from audit_seal order by id desc limit 1',
      )) ?? null
    );
  }

  /** How much of what is on a department's shared record. */
  async counts(tx: Tx, departmentId: string): Promise<Record<RecordKind, number>> {
    const row = await tx.one<Record<RecordKind, number>>(
      `select (select count(*) from domain_event where department_id = any ((select liaison_family($1))::uuid[]))::int entries,
              (select count(*) from activity where department_id = any ((select liaison_family($1))::uuid[]))::int activities,
              (select count(*) from draft where department_id = any ((select liaison_family($1))::uuid[]))::int texts,
              (select count(*) from draft_revision where department_id = any ((select liaison_family($1))::uuid[]))::int revisions,
              (select count(*) from release where department_id = any ((select liaison_family($1))::uuid[]))::int releases,
              (select count(*) from reward where department_id = any ((select liaison_family($1))::uuid[]))::int devices,
              (select count(*) from download_standing where department_id = any ((select liaison_family($1))::uuid[]))::int downloads,
              (select count(*) from agreement where department_id = any ((select liaison_family($1))::uuid[]))::int agreements`,
      [departmentId],
    );
    return (
      row ?? {
        entries: 0,
        activities: 0,
        texts: 0,
        revisions: 0,
        releases: 0,
        devices: 0,
        downloads: 0,
        agreements: 0,
      }
    );
  }
}

export type RecordKind =
  'entries' | 'activities' | 'texts' | 'revisions' | 'releases' | 'devices' | 'downloads' | 'agreements';
