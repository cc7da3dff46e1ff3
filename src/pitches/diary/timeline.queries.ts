import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/tx.js';
import { decodeCursor, keysetPage, type Listed } from '../../platform/web/keyset.js';
import { TIMELINE_CONDITIONS, type TimelineKind } from './timeline-kinds.js';

export interface FileRow {
  id: string;
  activityId: string;
  fileName: string;
  mediaType: string;
  size: number;
  sha256: string;
}

/** One thing that happened in the course of a pitch. */
export interface TimelineRow {
  seq: number;
  type: string;
  /** The business day it speaks of, else the day it was recorded, in UTC; what the list is ordered by. */
  day: string;
  occurredOn: string | null;
  recordedAt: Date;
  summary: string;
  actorName: string;
  visibility: 'shared' | 'vendor';
  payload: Record<string, unknown>;
  /** What stands in the entry itself, for calls, mails, meetings and notes. */
  activity: TimelineActivity | null;
  files: FileRow[];
}

export interface TimelineActivity {
  id: string;
  kind: string;
  direction: 'out' | 'in';
  subject: string;
  body: string | null;
  byName: string;
  contactName: string | null;
  emailMessageId: string | null;
}

type EventRow = Omit<TimelineRow, 'activity' | 'files'>;

/**
 * Everything that happened in the course of a pitch, read from the one event table along its own index; the words of entries
 * and their files are fetched for the shown page only. Row-level security leaves out what the reader may not see.
 */
@Injectable()
export class TimelineQueries {
  /** The latest day first; on one day, what was recorded last. */
  async list(
    tx: Tx,
    pitchId: string,
    filter: { kind?: TimelineKind; limit: number; cursor?: string },
  ): Promise<Listed<TimelineRow>> {
    const [day, seq] = decodeCursor(filter.cursor, 2) ?? [null, null];
    const rows = await tx.query<EventRow>(
      `select e.seq, e.type, ${DAY}::text as day, e.occurred_on as "occurredOn", e.recorded_at as "recordedAt", e.summary,
              e.actor_name as "actorName", e.visibility, e.payload
         from domain_event e
        where e.payload ? 'pitchId' and e.payload ->> 'pitchId' = $1
          and ($2::date is null or (${DAY}, e.seq) < ($2::date, $3::bigint))
          ${filter.kind ? `and ${TIMELINE_CONDITIONS[filter.kind]}` : ''}
        order by ${DAY} desc, e.seq desc limit $4`,
      [pitchId, day, seq, filter.limit + 1],
    );
    const page = keysetPage(rows, filter.limit, (row) => [row.day, row.seq]);
    const ids = page.data.flatMap(({ payload }) =>
      typeof payload['activityId'] === 'string' ? [payload['activityId']] : [],
    );
    const activities = ids.length > 0 ? await this.activities(tx, ids) : [];
    const files = ids.length > 0 ? await this.files(tx, ids) : [];
    return {
      data: page.data.map((row) => ({
        ...row,
        activity: activities.find(({ id }) => id === row.payload['activityId']) ?? null,
        files: files.filter(({ activityId }) => activityId === row.payload['activityId']),
      })),
      nextCursor: page.nextCursor,
    };
  }

  /** Files of some entries, in the order they were attached. */
  files(tx: Tx, activityIds: string[]): Promise<FileRow[]> {
    return tx.query<FileRow>(
      `select id, activity_id as "activityId", file_name as "fileName", media_type as "mediaType", size, sha256
         from activity_file where activity_id = any ($1::uuid[]) order by activity_id, id`,
      [activityIds],
    );
  }

  private activities(tx: Tx, ids: string[]): Promise<TimelineActivity[]> {
    return tx.query<TimelineActivity>(
      `select a.id, a.kind, a.direction, a.subject, a.body, a.by_name as "byName", c.name as "contactName",
              a.email_message_id as "emailMessageId"
         from activity a left join contact c on c.id = a.contact_id where a.id = any ($1::uuid[])`,
      [ids],
    );
  }
}

/** The very expression of domain_event_pitch_ix. */
const DAY = `coalesce(e.occurred_on, (e.recorded_at at time zone 'UTC')::date)`;
