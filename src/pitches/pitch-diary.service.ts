import { Injectable } from '@nestjs/common';
import { DepartmentsQueries } from '../departments/departments.queries.js';
import { type Actor, actorName, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Files } from '../platform/files/files.js';
import { mediaTypeOf } from '../platform/files/media-type.js';
import { isId, newId } from '../platform/id.js';
import { Activity, type ActivityKind, usualVisibility } from './activity.entity.js';
import { businessDate } from './business-date.js';
import { ActivityFile } from './diary/activity-file.entity.js';
import { ActivityMention } from './diary/activity-mention.entity.js';
import { mentionsIn } from './diary/mentions.js';
import { Owners } from './owners.js';
import { Pitch } from './pitch.entity.js';
import type { LogActivityDto } from './pitches.dto.js';
import { fileUnreadable, pitchNotFound, unknownContact } from './pitches.errors.js';
import { ActivityLogged } from './pitches.events.js';

const KIND_NAMES: Record<ActivityKind, string> = {
  call: 'Call',
  email: 'E-mail',
  meeting: 'Meeting',
  note: 'Note',
};

export interface Attachment {
  fileName: string;
  bytes: Buffer;
}

/** What an entry may bring along besides its words. */
interface Extras {
  direction?: 'out' | 'in';
  /** Who it is by, when it is not the acting person: the sender of a mail that came in. */
  byName?: string;
  files?: Attachment[];
}

/** What was said to a department in the course of a pitch, and by it. What there is to do is in TasksService. */
@Injectable()
export class PitchDiaryService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly departments: DepartmentsQueries,
    private readonly owners: Owners,
    private readonly files: Files,
  ) {}

  /** Logs an activity. Throws 404, `date_in_future`, `unknown_contact` and `file_unreadable` (422). Returns its id. */
  logActivity(actor: Actor, pitchId: string, dto: LogActivityDto): Promise<string> {
    return this.work.run(actor, (tx) => this.enterActivity(tx, pitchId, dto));
  }

  /** The same inside the caller's transaction, for entries that come with something else, such as a mail sent from here. */
  async enterActivity(
    tx: Tx,
    pitchId: string,
    dto: LogActivityDto,
    emailMessageId: string | null = null,
    extras: Extras = {},
  ): Promise<string> {
    const { pitch, timeZone } = await this.pitch(tx, pitchId);
    const occurredOn = businessDate(dto.occurredOn, tx.now, timeZone, 'occurredOn');
    if (dto.contactId) await this.requireContact(tx, pitch.departmentId, dto.contactId);
    const activity = new Activity();
    activity.id = newId();
    activity.pitchId = pitchId;
    activity.departmentId = pitch.departmentId;
    activity.kind = dto.kind;
    activity.direction = extras.direction ?? dto.direction ?? 'out';
    activity.visibility = dto.visibility ?? usualVisibility(dto.kind);
    activity.occurredOn = occurredOn;
    activity.subject = dto.subject?.trim() || firstLine(dto.body) || KIND_NAMES[dto.kind];
    activity.body = dto.body?.trim() && dto.body.trim() !== activity.subject ? dto.body.trim() : null;
    activity.contactId = dto.contactId ?? null;
    activity.emailMessageId = emailMessageId;
    activity.byId = extras.byName === undefined ? personIdOf(tx.actor) : null;
    activity.byName = extras.byName ?? actorName(tx.actor);
    activity.recordedAt = tx.now;
    await tx.repo(Activity).insert(activity);
    const files = [...(dto.files ?? []).map(decoded), ...(extras.files ?? [])];
    for (const file of files) await this.attach(tx, activity, file);
    await this.callUpon(tx, activity);
    pitch.touch(occurredOn);
    await tx.repo(Pitch).save(pitch);
    await tx.record(
      ActivityLogged(
        {
          pitchId,
          departmentId: pitch.departmentId,
          activityId: activity.id,
          kind: dto.kind,
          direction: activity.direction,
          files: files.length,
        },
        {
          departmentId: pitch.departmentId,
          visibility: activity.visibility,
          subject: { type: 'activity', id: activity.id },
          summary: summaryOf(activity),
          occurredOn,
        },
      ),
    );
    return activity.id;
  }

  /** The called-upon person has read it: it waits for them no longer. A second time changes nothing. */
  acknowledge(actor: Actor, activityId: string): Promise<void> {
    return this.work.run(actor, async (tx) => {
      if (!isId(activityId)) return;
      await tx.query(
        `update activity_mention set seen_at = $3 where activity_id = $1 and person_id = $2 and seen_at is null`,
        [activityId, personIdOf(actor), tx.now],
      );
    });
  }

  private async attach(tx: Tx, activity: Activity, { fileName, bytes }: Attachment): Promise<void> {
    const mediaType = mediaTypeOf(bytes, fileName);
    const { sha256, size } = await this.files.store(tx, bytes, mediaType);
    await tx.repo(ActivityFile).insert({
      id: newId(),
      activityId: activity.id,
      pitchId: activity.pitchId,
      departmentId: activity.departmentId,
      visibility: activity.visibility,
      fileName: plainName(fileName),
      mediaType,
      size,
      sha256,
      recordedAt: tx.now,
    });
  }

  /** Whoever writes has answered what called upon them in this pitch; whoever is named in it is called upon now. */
  private async callUpon(
    tx: Tx,
    { id, pitchId, departmentId, subject, body, byId }: Activity,
  ): Promise<void> {
    if (!byId) return;
    await tx.query(
      `update activity_mention set seen_at = $3 where pitch_id = $1 and person_id = $2 and seen_at is null`,
      [pitchId, byId, tx.now],
    );
    const text = `${subject}\n${body ?? ''}`;
    if (!text.includes('@')) return;
    const people = await this.owners.mentionable(tx);
    for (const personId of mentionsIn(text, people)) {
      if (personId === byId) continue;
      await tx
        .repo(ActivityMention)
        .insert({ activityId: id, personId, pitchId, departmentId, createdAt: tx.now, seenAt: null });
    }
  }

  private async pitch(tx: Tx, id: string): Promise<{ pitch: Pitch; timeZone: string }> {
    const pitch = isId(id)
      ? await tx.repo(Pitch).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } })
      : null;
    if (!pitch) throw pitchNotFound();
    const { timeZone } = await this.departments.factsOrFail(tx, pitch.departmentId);
    return { pitch, timeZone };
  }

  private async requireContact(tx: Tx, departmentId: string, contactId: string): Promise<void> {
    const contacts = await this.departments.contacts(tx, departmentId);
    if (!contacts.some((contact) => contact.id === contactId)) throw unknownContact();
  }
}

function summaryOf({ kind, subject, direction }: Activity): string {
  const name = direction === 'in' && kind !== 'note' ? `${KIND_NAMES[kind]} received` : KIND_NAMES[kind];
  return subject === KIND_NAMES[kind] ? name : `${name}: ${subject}`;
}

/** A note written without a heading is headed by its own first line. */
function firstLine(body: string | undefined): string {
  const line = body?.trim().split('\n', 1)[0]?.trim() ?? '';
  return line.length > 120 ? `${line.slice(0, 119).trimEnd()}…` : line;
}

/** A file's name without the folders some browsers send along, and without control characters. */
function plainName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  return last.replace(/\p{C}/gu, '').trim().slice(0, 200) || 'file';
}

function decoded({ fileName, contentBase64 }: { fileName: string; contentBase64: string }): Attachment {
  const bytes = Buffer.from(contentBase64, 'base64');
  if (bytes.length === 0) throw fileUnreadable();
  return { fileName, bytes };
}
