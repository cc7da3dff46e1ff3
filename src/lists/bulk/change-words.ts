import { stateWord } from '../../platform/web/views/helpers/states.js';
import type { Choice } from '../list-definition.js';
import type { Change } from './change.js';

interface Known {
  owners: Choice[];
  kinds: Choice[];
  fields: (Choice & { name: string })[];
}

/** A change as one sentence: "Move to pitched", "Tier becomes A". */
export function changeInWords(change: Change, known: Known): string {
  const owner = (id: string) => known.owners.find(({ value }) => value === id)?.label ?? 'a colleague';
  switch (change.kind) {
    case 'owner':
      return `Owner becomes ${owner(change.ownerId)}`;
    case 'stage':
      return `Move to ${stateWord('pitch', change.to).toLowerCase()}`;
    case 'close':
      return `Close as ${change.to}: ${change.reason}`;
    case 'task': {
      const when = change.dueOn ? `, due ${change.dueOn}` : '';
      return `Add a task${change.ownerId ? ` for ${owner(change.ownerId)}` : ''}: ${change.title}${when}`;
    }
    case 'custom': {
      const field = known.fields.find(({ value }) => value === change.key)?.name ?? change.key;
      return change.value === null ? `${field} is cleared` : `${field} becomes ${change.value}`;
    }
    case 'department_kind':
      return `Kind becomes ${(known.kinds.find(({ value }) => value === change.value)?.label ?? change.value).toLowerCase()}`;
    case 'time_zone':
      return `Time zone becomes ${change.value}, confirmed`;
  }
}
