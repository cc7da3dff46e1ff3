import { Injectable } from '@nestjs/common';
import { DepartmentsQueries } from '../../departments/departments.queries.js';
import { OrganisationQueries } from '../../organisation/organisation.queries.js';
import { type Actor, actorName, personIdOf } from '../../platform/actor.js';
import type { Tx } from '../../platform/database/tx.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { onConflict } from '../../platform/errors.js';
import type { EventDefinition } from '../../platform/events/define-event.js';
import { isId, newId } from '../../platform/id.js';
import { isLocalDate, localDate } from '../../platform/local-time.js';
import { Pitch } from '../pitch.entity.js';
import type { AddTaskDto, ChangeTaskDto } from './tasks.dto.js';
import {
  dateUnknown,
  dueNeeded,
  pitchNotFound,
  taskDone,
  taskNotFound,
  unknownPerson,
} from '../pitches.errors.js';
import { TaskAdded, TaskChanged, TaskDone, TaskReopened, TaskSnoozed } from '../pitches.events.js';
import { Task } from '../task.entity.js';
import { nextOccurrence } from './next-occurrence.js';

interface Which {
  taskId: string;
  pitchId: string | null;
  departmentId: string;
}

/** What there is to do for a department: entered, put off, done, and begun again. */
@Injectable()
export class TasksService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly departments: DepartmentsQueries,
    private readonly organisation: OrganisationQueries,
  ) {}

  /** Adds a task to a pitch. Throws 404, `date_invalid`, `due_needed` and `unknown_person` (422). Returns its id. */
  add(actor: Actor, pitchId: string, dto: AddTaskDto): Promise<string> {
    return this.work.run(actor, async (tx) => {
      const pitch = isId(pitchId) ? await tx.repo(Pitch).findOneBy({ id: pitchId }) : null;
      if (!pitch) throw pitchNotFound();
      return this.enter(tx, {
        ...dto,
        departmentId: pitch.departmentId,
        pitchId,
        ownerId: dto.ownerId ?? pitch.ownerId ?? undefined,
      });
    });
  }

  /** A task for a department, with or without a pitch, inside the caller's transaction. Returns its id. */
  async enter(tx: Tx, dto: AddTaskDto & { departmentId: string; pitchId?: string }): Promise<string> {
    if (dto.dueOn !== undefined && !isLocalDate(dto.dueOn)) throw dateUnknown('dueOn');
    const repeat = dto.pitchId ? dto.repeat : undefined;
    if (repeat && !dto.dueOn) throw dueNeeded();
    const task = new Task();
    task.id = newId();
    task.pitchId = dto.pitchId ?? null;
    task.departmentId = dto.departmentId;
    task.title = dto.title;
    task.note = dto.note ?? null;
    task.dueOn = dto.dueOn ?? null;
    task.ownerId = dto.ownerId ?? personIdOf(tx.actor);
    task.repeatEvery = repeat?.every ?? null;
    task.repeatUnit = repeat?.unit ?? null;
    task.repeatFrom = task.occursOn = repeat ? task.dueOn : null;
    task.previousId = null;
    await this.insert(tx, task);
    return task.id;
  }

  /**
   * Marks a task done; a second time changes nothing. A step that comes again makes its next one in the same transaction, as
   * long as the pitch is open. Throws 404. Returns its pitch, if it has one, and the next step.
   */
  complete(actor: Actor, taskId: string): Promise<{ pitchId: string | null; nextId: string | null }> {
    return this.work.run(actor, async (tx) => {
      const task = await this.lock(tx, taskId);
      const { pitchId } = task;
      if (task.doneAt) return { pitchId, nextId: null };
      task.doneAt = tx.now;
      task.doneById = personIdOf(actor);
      await this.keep(tx, task);
      await this.tell(tx, task, TaskDone, `Done: ${task.title}`);
      return { pitchId, nextId: await this.makeNext(tx, task) };
    });
  }

  /** Opens a done task again; an open one stays as it is. What its completion made stays, too. Throws 404. */
  reopen(actor: Actor, taskId: string): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const task = await this.lock(tx, taskId);
      if (!task.doneAt) return;
      task.doneAt = task.doneById = null;
      await this.keep(tx, task);
      await this.tell(tx, task, TaskReopened, `Reopened: ${task.title}`);
    });
  }

  /** Puts a task off. The days of a series stay what they were. Throws 404, `date_invalid` (422) and `task_done` (409). */
  snooze(actor: Actor, taskId: string, until: string): Promise<void> {
    if (!isLocalDate(until)) throw dateUnknown('until');
    return this.work.run(actor, async (tx) => {
      const task = await this.lock(tx, taskId);
      if (task.doneAt) throw taskDone();
      const from = task.dueOn;
      if (from === until) return;
      task.dueOn = until;
      await this.keep(tx, task);
      await tx.record(
        TaskSnoozed(
          { ...which(task), from, until },
          { ...place(task), summary: `Put off to ${until}: ${task.title}` },
        ),
      );
    });
  }

  /** Changes words, owner or day. Throws 404, `date_invalid`, `unknown_person` (422) and `task_done` (409). */
  change(actor: Actor, taskId: string, dto: ChangeTaskDto): Promise<void> {
    if (dto.dueOn !== undefined && !isLocalDate(dto.dueOn)) throw dateUnknown('dueOn');
    return this.work.run(actor, async (tx) => {
      const task = await this.lock(tx, taskId);
      if (task.doneAt) throw taskDone();
      const wanted = {
        title: dto.title ?? task.title,
        note: dto.note === undefined ? task.note : dto.note.trim() || null,
        ownerId: dto.ownerId ?? task.ownerId,
        dueOn: dto.dueOn ?? task.dueOn,
      };
      const changed = (Object.keys(wanted) as (keyof typeof wanted)[]).filter(
        (field) => wanted[field] !== task[field],
      );
      if (changed.length === 0) return;
      Object.assign(task, wanted);
      await this.keep(tx, task);
      await tx.record(
        TaskChanged({ ...which(task), changed }, { ...place(task), summary: `Task changed: ${task.title}` }),
      );
    });
  }

  private async makeNext(tx: Tx, done: Task): Promise<string | null> {
    const { pitchId, repeatEvery: every, repeatUnit: unit, repeatFrom: from, occursOn } = done;
    if (!pitchId || every === null || unit === null || from === null || occursOn === null) return null;
    // Locked, so that a pitch that closes at this moment is either seen closed or closes after the next step is there.
    const open = await tx.asApp('a step goes on though its pitch is beyond the reach of who has it', () =>
      tx.one(`select from pitch where id = $1 and closed_on is null for share`, [pitchId]),
    );
    // One that was reopened and done again has made its next one before.
    const made = await tx.one('select from task where previous_id = $1', [done.id]);
    if (!open || made) return null;
    const { timeZone } = await this.departments.factsOrFail(tx, done.departmentId);
    const office = await this.organisation.office(tx);
    const next = nextOccurrence({ every, unit, from }, occursOn, localDate(tx.now, timeZone), office);
    const task = new Task();
    task.id = newId();
    const { departmentId, title, note, ownerId } = done;
    Object.assign(task, { pitchId, departmentId, title, note, ownerId });
    Object.assign(task, { repeatEvery: every, repeatUnit: unit, repeatFrom: from });
    task.occursOn = next.occursOn;
    task.dueOn = next.dueOn;
    task.previousId = done.id;
    await this.insert(tx, task);
    return task.id;
  }

  private async insert(tx: Tx, task: Task): Promise<void> {
    task.visibility = 'vendor';
    task.createdByName = actorName(tx.actor);
    task.createdAt = task.updatedAt = tx.now;
    task.doneAt = task.doneById = null;
    task.sequence = 0;
    try {
      await tx.repo(Task).insert(task);
    } catch (error) {
      onConflict(error, 'task_owner_fk', () => unknownPerson('ownerId'));
    }
    await this.tell(tx, task, TaskAdded, `Task: ${task.title}`);
  }

  private async lock(tx: Tx, id: string): Promise<Task> {
    const task = isId(id)
      ? await tx.repo(Task).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } })
      : null;
    if (!task) throw taskNotFound();
    return task;
  }

  private async keep(tx: Tx, task: Task): Promise<void> {
    task.sequence += 1;
    task.updatedAt = tx.now;
    try {
      await tx.repo(Task).save(task);
    } catch (error) {
      onConflict(error, 'task_owner_fk', () => unknownPerson('ownerId'));
    }
  }

  private tell(tx: Tx, task: Task, event: EventDefinition<Which>, summary: string): Promise<string> {
    return tx.record(event(which(task), { ...place(task), summary }));
  }
}

function which({ id: taskId, pitchId, departmentId }: Task): Which {
  return { taskId, pitchId, departmentId };
}

function place({ id, departmentId }: Task) {
  return { departmentId, visibility: 'vendor' as const, subject: { type: 'task', id } };
}
