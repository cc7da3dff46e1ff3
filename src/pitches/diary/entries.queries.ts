import { Injectable } from '@nestjs/common';
import { survivorOf } from '../../departments/survivors.queries.js';
import type { Tx } from '../../platform/database/tx.js';
import { isId } from '../../platform/id.js';
import type { ActivityKind } from '../activity.entity.js';
import { entryNotFound } from '../pitches.errors.js';
import { type FileRow, TimelineQueries } from './timeline.queries.js';

export interface Entry {
  id: string;
  pitchId: string;
  departmentId: string;
  departmentName: string;
  timeZone: string;
  kind: ActivityKind;
  direction: 'out' | 'in';
  visibility: 'shared' | 'vendor';
  occurredOn: string;
  subject: string;
  body: string | null;
  contactName: string | null;
  emailMessageId: string | null;
  byName: string;
  recordedAt: Date;
  files: FileRow[];
  mentions: Mention[];
}

export interface Mention {
  personId: string;
  name: string;
  seenAt: Date | null;
}

/** What waits for somebody because an entry called upon them. */
export interface Waiting {
  activityId: string;
  pitchId: string;
  departmentName: string;
  departmentState: string;
  stage: string;
  subject: string;
  byName: string;
  createdAt: Date;
}

/** Single entries of the diary. */
@Injectable()
export class EntriesQueries {
  constructor(private readonly timeline: TimelineQueries) {}

  /** One entry with its files and whom it calls upon, or 404. For the vendor's people. */
  async one(tx: Tx, pitchId: string, id: string): Promise<Entry> {
    const row =
      isId(id) && isId(pitchId)
        ? await tx.one<Omit<Entry, 'files' | 'mentions'>>(
            `select a.id, a.pitch_id as "pitchId", d.id as "departmentId", d.name as "departmentName",
                    d.time_zone as "timeZone", a.kind, a.direction, a.visibility, a.occurred_on as "occurredOn", a.subject, a.body,
                    c.name as "contactName", a.email_message_id as "emailMessageId", a.by_name as "byName",
                    a.recorded_at as "recordedAt"
               from activity a ${survivorOf('a.department_id')} left join contact c on c.id = a.contact_id
              where a.id = $1 and a.pitch_id = $2`,
            [id, pitchId],
          )
        : undefined;
    if (!row) throw entryNotFound();
    const mentions = await tx.query<Mention>(
      `select m.person_id as "personId", p.name, m.seen_at as "seenAt"
         from activity_mention m join person p on p.id = m.person_id where m.activity_id = $1 order by p.name`,
      [id],
    );
    return { ...row, files: await this.timeline.files(tx, [id]), mentions };
  }

  /** A file's row, when the actor may read the entry it came with. */
  file(tx: Tx, id: string): Promise<FileRow | undefined> {
    return tx.one<FileRow>(
      `select id, activity_id as "activityId", file_name as "fileName", media_type as "mediaType", size, sha256
         from activity_file where id = $1`,
      [id],
    );
  }

  /** Entries that call upon a person and that they have not seen, the newest first. */
  waitingFor(tx: Tx, personId: string, limit: number): Promise<Waiting[]> {
    return tx.query<Waiting>(
      `select m.activity_id as "activityId", m.pitch_id as "pitchId", d.name as "departmentName", d.state as "departmentState",
              p.stage, a.subject, a.by_name as "byName", m.created_at as "createdAt"
         from activity_mention m join activity a on a.id = m.activity_id join pitch p on p.id = m.pitch_id
         ${survivorOf('m.department_id')}
        where m.person_id = $1 and m.seen_at is null order by m.created_at desc limit $2`,
      [personId, limit],
    );
  }
}
