import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/tx.js';
import { isId } from '../../platform/id.js';
import { decodeCursor, keysetPage, type Listed } from '../../platform/web/keyset.js';
import { TASK, type TaskRow } from '../pitches.queries.js';
import { taskNotFound } from '../pitches.errors.js';

export interface TaskStep {
  type: string;
  summary: string;
  actorName: string;
  recordedAt: Date;
}

/** Stands for "no day" in the order of lists, as in the indexes that serve them. */
const NO_DAY = `date '9999-12-31'`;

/** What is to be done, over all pitches. For the vendor's people. */
@Injectable()
export class TasksQueries {
  /** Open tasks of one person, or of everybody, by due day; what has no day comes last. */
  async open(tx: Tx, filter: { ownerId?: string; limit: number; cursor?: string }): Promise<Listed<TaskRow>> {
    const [day, id] = decodeCursor(filter.cursor, 2) ?? [null, null];
    // Each condition stands only where it is asked for, so that each list runs along its own index.
    const params: unknown[] = [filter.limit + 1];
    const where = ['t.done_at is null'];
    if (filter.ownerId) where.push(`t.owner_id = $${params.push(filter.ownerId)}`);
    if (day) where.push(`(${SORT}, t.id) > ($${params.push(day)}::date, $${params.push(id)}::uuid)`);
    const rows = await tx.query<TaskRow>(
      `${TASK} where ${where.join(' and ')} order by ${SORT}, t.id limit $1`,
      params,
    );
    return keysetPage(rows, filter.limit, (row) => [row.dueOn ?? '9999-12-31', row.id]);
  }

  /** One task with its life so far, or 404. */
  async one(tx: Tx, id: string): Promise<TaskRow & { timeZone: string; steps: TaskStep[] }> {
    const row = isId(id) ? await tx.one<TaskRow>(`${TASK} where t.id = $1`, [id]) : undefined;
    if (!row) throw taskNotFound();
    const zone = await tx.one<{ timeZone: string }>(
      'select time_zone as "timeZone" from department where id = $1',
      [row.departmentId],
    );
    const steps = await tx.query<TaskStep>(
      `select type, summary, actor_name as "actorName", recorded_at as "recordedAt" from domain_event
        where subject_type = 'task' and subject_id = $1 order by seq desc limit 50`,
      [id],
    );
    return { ...row, timeZone: zone?.timeZone ?? 'UTC', steps };
  }
}

const SORT = `coalesce(t.due_on, ${NO_DAY})`;
