import { placeOf } from '../departments/departments.queries.js';
import { stateWord } from '../platform/web/views/helpers/states.js';
import type { CsvCell } from '../platform/web/csv-stream.js';
import type { CellKind, ListColumn } from './list-definition.js';

interface Title {
  text: string;
  href: string;
  note?: string | null;
  city?: string | null;
  county?: string | null;
  state?: string;
  kind?: string;
}

interface NextStep {
  text: string;
  day: string | null;
}

interface Standing {
  life: string;
  state: string;
}

/** A cell as the table's template draws it: `is` names the way, the rest is what it draws. */
export interface DrawnCell {
  is: string;
  label: string;
  value: unknown;
  note?: string | null;
  href?: string;
  day?: string | null;
  life?: string;
  /** A figure with its separators. */
  words?: string;
}

const FIGURE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 10 });

/** A value of a row in the shape its template draws. */
export function drawn(column: ListColumn, value: unknown): DrawnCell {
  const { label, kind } = column;
  if (value === null || value === undefined) return { is: 'none', label, value: null };
  if (typeof kind === 'object')
    return 'life' in kind
      ? { is: 'state', label, value, life: kind.life }
      : { is: 'text', label, value: kind.words[String(value)] ?? value };
  switch (kind) {
    case 'title': {
      const { text, href, note, ...place } = value as Title;
      const placed = place.state ? placeOf({ ...place, state: place.state }) : null;
      return { is: 'title', label, value: text, href, note: note ?? placed };
    }
    case 'next-step': {
      const { text, day } = value as NextStep;
      return { is: 'next-step', label, value: text, day };
    }
    case 'standing': {
      const { life, state } = value as Standing;
      return { is: 'state', label, value: state, life };
    }
    case 'number':
      return { is: kind, label, value, words: FIGURE.format(Number(value)).replace('-', '−') };
    default:
      return { is: kind, label, value };
  }
}

/** The same value as a file or a program has it: words as on the page, numbers plain, days and instants in ISO 8601. */
export function plain(kind: CellKind, value: unknown): CsvCell {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (typeof kind === 'object')
    return 'life' in kind
      ? stateWord(kind.life, String(value))
      : (kind.words[String(value)] ?? String(value));
  switch (kind) {
    case 'title':
      return (value as Title).text;
    case 'next-step': {
      const { text, day } = value as NextStep;
      return day ? `${day} ${text}` : text;
    }
    case 'standing': {
      const { life, state } = value as Standing;
      return stateWord(life, state);
    }
    default:
      return typeof value === 'number' ? value : String(value);
  }
}

/** Whether a column's cells stand at the right. */
export function isNumeric(kind: CellKind): boolean {
  return kind === 'number' || kind === 'warn-days';
}
