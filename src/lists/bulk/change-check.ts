import { ChangeDepartmentDto } from '../../departments/departments.dto.js';
import { MovePitchDto } from '../../pitches/pitches.dto.js';
import { AddTaskDto } from '../../pitches/tasks/tasks.dto.js';
import { parseJson } from '../../platform/web/form.js';
import type { Change } from './change.js';

/**
 * Refuses a change no row could take: a stage that does not exist, a day that is none. Throws InvalidInput with the fields, as
 * the use case itself would.
 */
export async function checkChange(change: Change): Promise<void> {
  switch (change.kind) {
    case 'stage':
      await parseJson(MovePitchDto, given({ to: change.to, note: change.note }));
      return;
    case 'close':
      await parseJson(
        MovePitchDto,
        given({ to: change.to, reason: change.reason, reasonCode: change.reasonCode }),
      );
      return;
    case 'task':
      await parseJson(
        AddTaskDto,
        given({ title: change.title, dueOn: change.dueOn, ownerId: change.ownerId }),
      );
      return;
    case 'department_kind':
      await parseJson(ChangeDepartmentDto, { kind: change.value });
      return;
    case 'time_zone':
      await parseJson(ChangeDepartmentDto, { timeZone: change.value });
      return;
    default:
      return;
  }
}

function given(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
