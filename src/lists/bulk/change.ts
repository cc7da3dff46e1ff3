import { isLocalDate } from '../../platform/local-time.js';
import { changeIncomplete } from '../lists.errors.js';

export type BulkSubject = 'departments' | 'pitches';

/** What is to become of each chosen row. */
export type Change =
  | { kind: 'owner'; ownerId: string }
  | { kind: 'stage'; to: string; note?: string }
  | { kind: 'close'; to: 'declined' | 'dormant'; reason: string; reasonCode?: string }
  | { kind: 'task'; title: string; dueOn?: string; ownerId?: string }
  | { kind: 'custom'; key: string; value: string | number | null; asText: boolean }
  | { kind: 'department_kind'; value: string }
  | { kind: 'time_zone'; value: string };

const OF: Record<BulkSubject, readonly Change['kind'][]> = {
  pitches: ['owner', 'stage', 'close', 'task', 'custom'],
  departments: ['department_kind', 'time_zone', 'custom'],
};

/** A change as it is asked for; which fields count depends on `kind`. */
export interface AskedChange {
  kind: string;
  ownerId?: string;
  to?: string;
  note?: string;
  reason?: string;
  reasonCode?: string;
  title?: string;
  dueOn?: string;
  key?: string;
  value?: unknown;
}

/**
 * Reads a change for a subject. Throws `change_incomplete` (422) naming the field that is missing; whether a row can take it is
 * for the rooms to say.
 */
export function readChange(subject: BulkSubject, asked: AskedChange, asText: boolean): Change {
  const kind = OF[subject].find((one) => one === asked.kind);
  if (!kind) throw changeIncomplete('kind', `is one of: ${OF[subject].join(', ')}`);
  const { note, reason, reasonCode, ownerId, value } = asked;
  switch (kind) {
    case 'owner':
      return { kind, ownerId: needed('ownerId', ownerId, 'Choose who it goes to.') };
    case 'stage':
      return { kind, to: needed('to', asked.to, 'Choose a stage.'), ...(note ? { note } : {}) };
    case 'close': {
      if (asked.to !== 'declined' && asked.to !== 'dormant')
        throw changeIncomplete('to', 'is declined or dormant');
      const words = needed('reason', reason, 'Say why.');
      return { kind, to: asked.to, reason: words, ...(reasonCode ? { reasonCode } : {}) };
    }
    case 'task': {
      const { dueOn } = asked;
      if (dueOn && !isLocalDate(dueOn)) throw changeIncomplete('dueOn', 'is a day written YYYY-MM-DD');
      const title = needed('title', asked.title, 'Say what there is to do.');
      return { kind, title, ...(dueOn ? { dueOn } : {}), ...(ownerId ? { ownerId } : {}) };
    }
    case 'custom': {
      const key = needed('key', asked.key, 'Choose a field.');
      const plain = value === undefined || value === '' ? null : value;
      if (plain !== null && typeof plain !== 'string' && typeof plain !== 'number')
        throw changeIncomplete('value', 'is a text, a number or null');
      return { kind, key, value: plain, asText };
    }
    default:
      return { kind, value: needed('value', typeof value === 'string' ? value : undefined, 'Choose one.') };
  }
}

function needed(field: string, value: string | undefined, message: string): string {
  const text = value?.trim();
  if (!text) throw changeIncomplete(field, message);
  return text;
}
