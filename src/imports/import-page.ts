import type { ImportKind, Values } from '../departments/intake.dto.js';
import type { Mapping } from './columns.js';
import { DAY_ORDER_LABELS } from './day-format.js';
import { DELIMITER_LABELS } from './delimiter.js';
import type { ExampleRow, ImportDetail, ImportSummary } from './imports.queries.js';
import { KIND_WORDS } from './kind-words.js';
import { ENCODING_LABELS } from './text-encoding.js';

const STEPS = ['File', 'Columns', 'Check', 'Settle', 'Apply'] as const;

/** What a page of the wizard says of where one is. */
export function steps(item: ImportSummary | null, here: (typeof STEPS)[number]) {
  const at = STEPS.indexOf(here);
  const base = item ? `/imports/${item.id}` : '';
  const open = item?.state === 'previewed';
  const hrefs: Record<string, string | null> = {
    Columns: open || item?.state === 'uploaded' ? `${base}/columns` : null,
    Check: open ? base : null,
    Settle: open && item.counts.doubtful > 0 ? `${base}/settling` : null,
  };
  return STEPS.map((label, index) => ({
    label,
    here: index === at,
    done: index < at,
    href: index === at ? null : (hrefs[label] ?? null),
  }));
}

/** An import as its pages name it. */
export function line(item: ImportSummary) {
  const { id, kind, source, state, createdAt, appliedAt, counts, requestedByName: byName } = item;
  return {
    id,
    kind,
    kindLabel: KIND_WORDS[kind].label,
    source,
    state,
    createdAt,
    appliedAt,
    counts,
    byName,
    fileName: item.fileName ?? source,
    nothingDone: state === 'expired' && item.progress.done === 0,
  };
}

/** What it means that an import was put away. */
export function putAwayWords({ state, appliedAt, progress }: ImportSummary): string {
  if (state !== 'expired')
    return 'Its rows are gone, so it can no longer be undone. What it created and changed stays.';
  if (appliedAt !== null)
    return 'Undoing it stopped halfway and nobody went on. Its rows are gone; what was not undone stays.';
  if (progress.done > 0)
    return 'Applying it stopped halfway and nobody went on. What was written stays; send the file again for the rest.';
  return 'Nobody went on with this list, so its rows and its file are gone. Send the file again to import it.';
}

/** How the file was read, in words. */
export function readAs({ settings }: ImportDetail, dated: boolean): string[] {
  const written =
    settings.type === 'json'
      ? ['JSON']
      : [
          ENCODING_LABELS[settings.encoding],
          `cells between ${DELIMITER_LABELS[settings.delimiter].toLowerCase()}s`,
        ];
  return dated ? [...written, `days as ${DAY_ORDER_LABELS[settings.dayOrder].toLowerCase()}`] : written;
}

/** The columns that are read, as the page lists them. */
export function columnsOf(mapping: Mapping, labels: Map<string, string>) {
  return Object.entries(mapping).map(([field, column]) => ({
    column,
    label: labels.get(field) ?? labelOf(field, labels),
  }));
}

/** A row as an example: what it is called, what it says of custom fields, and each change with before and after. */
export function exampleOf(kind: ImportKind, row: ExampleRow, labels: Map<string, string>) {
  const { said, place, before, after } = row;
  const department = row.departmentName ?? place.name ?? place.ori ?? '';
  const where = [place.county, row.departmentState ?? place.state].filter(Boolean).join(', ');
  const { title, note } = titleOf(kind, said, department, where);
  const changes = Object.entries(after ?? {})
    .filter(([field]) => !HIDDEN.has(field))
    .map(([field, to]) => ({ field: labelOf(field, labels), from: textOf(before?.[field]), to: textOf(to) }));
  const custom = ownValues(said, labels).map(([label, value]) => `${label}: ${value}`);
  return { line: row.line, title, note: [note, ...custom].filter(Boolean).join(' · '), changes };
}

/** What a row says of custom fields, by label, in the order of the fields. */
function ownValues(said: Values, labels: Map<string, string>): [label: string, value: string | number][] {
  const order = [...labels.keys()];
  return Object.entries(said['custom'] ?? {})
    .map(([key, value]) => ({ key: `custom.${key}`, value: value as string | number }))
    .sort((one, other) => order.indexOf(one.key) - order.indexOf(other.key))
    .map(({ key, value }) => [labelOf(key, labels), value]);
}

/** Fields that follow another one, or name rows by id. */
const HIDDEN = new Set(['search_name', 'stays', 'time_zone_source', 'owner_id']);

function titleOf(kind: ImportKind, said: Values, department: string, where: string) {
  const of = (key: string) => String(said[key] ?? '');
  if (kind === 'departments')
    return { title: of('name'), note: [where, of('ori')].filter(Boolean).join(' · ') };
  if (kind === 'contacts')
    return { title: of('name'), note: [of('email'), department].filter(Boolean).join(' · ') };
  if (kind === 'pitches')
    return { title: department, note: [wordOf(of('stage')), of('owner')].filter(Boolean).join(' · ') };
  return {
    title: of('subject') || wordOf(of('kind')),
    note: [of('occurred_on'), department].filter(Boolean).join(' · '),
  };
}

/** A field's label; of a field that was retired since, and of a column, the word its key is. */
function labelOf(key: string, labels: Map<string, string>): string {
  return (key.startsWith('custom.') ? labels.get(key) : undefined) ?? wordOf(key.replace(/^custom\./, ''));
}

function wordOf(key: string): string {
  const words = key.replaceAll('_', ' ');
  return words === 'ori' ? 'ORI' : words.charAt(0).toUpperCase() + words.slice(1);
}

function textOf(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}
