import { Injectable } from '@nestjs/common';
import { DepartmentsQueries } from '../departments/departments.queries.js';
import { type Actor, actorName, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { onConflict } from '../platform/errors.js';
import { isId, newId } from '../platform/id.js';
import { isLocalDate } from '../platform/local-time.js';
import { Activity, type ActivityKind, usualVisibility } from './activity.entity.js';
import { businessDate } from './business-date.js';
import { Pitch } from './pitch.entity.js';
import type { AddTaskDto, LogActivityDto } from './pitches.dto.js';
import { dateUnknown, pitchNotFound, taskNotFound, unknownContact, unknownPerson } from './pitches.errors.js';
import { ActivityLogged, TaskAdded, TaskDone } from './pitches.events.js';
import { Task } from './task.entity.js';

const KIND_NAMES: Record<ActivityKind, string> = {
  call: 'Call',
  email: 'E-mail',
  meeting: 'Meeting',
  note: 'Note',
};

/** What was said to a department in the course of a pitch, and what there is to do. */
@Injectable()
export class PitchDiaryService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly departments: DepartmentsQueries,
  ) {}

  /** Logs an activity. Throws 404, `date_in_future` and `unknown_contact` (422). Returns its id. */
  logActivity(actor: Actor, pitchId: string, dto: LogActivityDto): Promise<string> {
    return this.work.run(actor, (tx) => this.enterActivity(tx, pitchId, dto));
  }

  /** The same inside the caller's transaction, for entries that come with something else, such as a mail sent from here. */
  async enterActivity(
    tx: Tx,
    pitchId: string,
    dto: LogActivityDto,
    emailMessageId: string | null = null,
  ): Promise<string> {
    const { pitch, timeZone } = await this.pitch(tx, pitchId);
    const occurredOn = businessDate(dto.occurredOn, tx.now, timeZone, 'occurredOn');
    const visibility = dto.visibility ?? usualVisibility(dto.kind);
    const subject = dto.subject?.trim() || KIND_NAMES[dto.kind];
    if (dto.contactId) await this.requireContact(tx, pitch.departmentId, dto.contactId);
    const id = newId();
    await tx.repo(Activity).insert({
      id,
      pitchId,
      departmentId: pitch.departmentId,
      kind: dto.kind,
      visibility,
      occurredOn,
      subject,
      body: dto.body ?? null,
      contactId: dto.contactId ?? null,
      emailMessageId,
      byId: personIdOf(tx.actor),
      byName: actorName(tx.actor),
      recordedAt: tx.now,
    });
    pitch.touch(occurredOn);
    await tx.repo(Pitch).save(pitch);
    await tx.record(
      ActivityLogged(
        { pitchId, departmentId: pitch.departmentId, activityId: id, kind: dto.kind },
        {
          departmentId: pitch.departmentId,
          visibility,
          subject: { type: 'activity', id },
          summary: subject === KIND_NAMES[dto.kind] ? subject : `${KIND_NAMES[dto.kind]}: ${subject}`,
          occurredOn,
        },
      ),
    );
    return id;
  }

  /** Adds a task to a pitch. Throws 404, `date_invalid` and `unknown_person` (422). Returns its id. */
  addTask(actor: Actor, pitchId: string, dto: AddTaskDto): Promise<string> {
    return this.work.run(actor, async (tx) => {
      const { pitch } = await this.pitch(tx, pitchId);
      return this.enterTask(tx, {
        ...dto,
        departmentId: pitch.departmentId,
        pitchId,
        ownerId: dto.ownerId ?? pitch.ownerId ?? undefined,
      });
    });
  }

  /** A task for a department, with or without a pitch, inside the caller's transaction. Returns its id. */
  async enterTask(tx: Tx, task: AddTaskDto & { departmentId: string; pitchId?: string }): Promise<string> {
    if (task.dueOn !== undefined && !isLocalDate(task.dueOn)) throw dateUnknown('dueOn');
    const id = newId();
    const { departmentId, pitchId = null } = task;
    try {
      await tx.repo(Task).insert({
        id,
        pitchId,
        departmentId,
        title: task.title,
        note: task.note ?? null,
        dueOn: task.dueOn ?? null,
        ownerId: task.ownerId ?? personIdOf(tx.actor),
        visibility: 'vendor',
        createdByName: actorName(tx.actor),
        createdAt: tx.now,
        doneAt: null,
        doneById: null,
      });
    } catch (error) {
      onConflict(error, 'task_owner_fk', () => unknownPerson('ownerId'));
    }
    await tx.record(
      TaskAdded(
        { taskId: id, pitchId, departmentId },
        { departmentId, visibility: 'vendor', subject: { type: 'task', id }, summary: `Task: ${task.title}` },
      ),
    );
    return id;
  }

  /** Marks a task done; a second time changes nothing. Throws 404. Returns the task's pitch, if it has one. */
  completeTask(actor: Actor, taskId: string): Promise<string | null> {
    return this.work.run(actor, async (tx) => {
      const task = isId(taskId)
        ? await tx.repo(Task).findOne({ where: { id: taskId }, lock: { mode: 'pessimistic_write' } })
        : null;
      if (!task) throw taskNotFound();
      if (task.doneAt) return task.pitchId;
      task.doneAt = tx.now;
      task.doneById = personIdOf(actor);
      await tx.repo(Task).save(task);
      const { pitchId, departmentId } = task;
      await tx.record(
        TaskDone(
          { taskId, pitchId, departmentId },
          {
            departmentId,
            visibility: 'vendor',
            subject: { type: 'task', id: taskId },
            summary: `Done: ${task.title}`,
          },
        ),
      );
      return pitchId;
    });
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
