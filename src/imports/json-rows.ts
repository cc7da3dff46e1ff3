import type { CsvRow } from './csv-rows.js';
import { jsonNoList } from './imports.errors.js';

type Plain = string | number | boolean | null;
type Item = { path: string[]; values: Record<string, Plain> };

const MOST_LEVELS = 4;
const STATE = /^[A-Z]{2}$/;
const ORI = /^[A-Z0-9]{9}$/i;

/**
 * A list that came as JSON, as rows with a header: an array of objects, or objects by key inside objects, as the FBI publishes its
 * agencies (state, then ORI). What an object was filed under becomes columns of its own. Lines count the objects, the header being 1.
 */
export function* jsonRows(text: string): Generator<CsvRow> {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    throw jsonNoList('it is not JSON, or is cut off');
  }
  const items: Item[] = [];
  collect(root, [], items);
  const [first] = items;
  if (!first) throw jsonNoList('there are no objects in it');
  const names = new Set<string>();
  for (const { values } of items) for (const name of Object.keys(values)) names.add(name);
  const columns = [...names];
  const filed = first.path.map((_, level) => filedUnder(items, level, columns));
  yield { line: 1, cells: [...filed, ...columns] };
  for (const [index, { path, values }] of items.entries()) {
    const cells = columns.map((name) => String(values[name] ?? ''));
    yield { line: index + 2, cells: [...filed.map((_, level) => path[level] ?? ''), ...cells] };
  }
}

function collect(node: unknown, path: string[], items: Item[]): void {
  if (Array.isArray(node)) {
    for (const child of node) collect(child, path, items);
  } else if (isObject(node)) {
    if (Object.values(node).every((value) => !isObject(value) && !Array.isArray(value))) {
      if (Object.keys(node).length > 0) items.push({ path, values: node as Record<string, Plain> });
    } else if (path.length < MOST_LEVELS) {
      for (const [key, child] of Object.entries(node)) {
        if (isObject(child) || Array.isArray(child))
          collect(child, Array.isArray(node) ? path : [...path, key], items);
      }
    }
  }
}

/** What the keys of a level are: states and ORIs are known by their look. */
function filedUnder(items: Item[], level: number, taken: string[]): string {
  const keys = items.map(({ path }) => path[level] ?? '');
  const name = keys.every((key) => STATE.test(key))
    ? 'state'
    : keys.every((key) => ORI.test(key))
      ? 'ori'
      : '';
  return name !== '' && !taken.includes(name) ? name : `key_${level + 1}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
