import type { Part } from './redline.js';

type DraftValues = Record<string, string | number | null>;
type DraftBody = Record<string, string>;

/** What is asked of a template version to cut a draft into parts: its fields, and its blocks with the fields they use. */
export interface PartedVersion {
  fields: readonly { name: string; type: string }[];
  blocks: readonly { id: string; role: string; fields: readonly string[] }[];
}

const WORDS = new Set(['text', 'long_text']);

/**
 * Everything of a draft that its author may change, as parts for a redline, in the order of the template: the words
 * of free blocks, and each value under the first block that uses it. Facts are not parts. `body` has to hold the
 * words of every free block (a new draft is given the template's). Dates, links and numbers are `whole`.
 */
export function partsOf(version: PartedVersion, body: DraftBody, values: DraftValues): Part[] {
  const fields = new Map(version.fields.map((field) => [field.name, field]));
  const seen = new Set<string>();
  const parts: Part[] = [];
  const value = (blockId: string, name: string): void => {
    const field = fields.get(name);
    if (!field || field.type === 'fact' || seen.has(name)) return;
    seen.add(name);
    const text = String(own(values, name) ?? '');
    parts.push({ blockId, field: name, text, ...(WORDS.has(field.type) ? {} : { whole: true }) });
  };
  for (const block of version.blocks) {
    for (const name of block.fields) value(block.id, name);
    if (block.role === 'free')
      parts.push({ blockId: block.id, field: null, text: own(body, block.id) ?? '' });
  }
  for (const { name } of version.fields) value('values', name);
  return parts;
}

/** The body and values of a draft once its parts have new texts. A value keeps its type where its text did not change; empty is null. */
export function withParts(
  parts: readonly Part[],
  body: DraftBody,
  values: DraftValues,
  fields: PartedVersion['fields'],
): { body: DraftBody; values: DraftValues } {
  const money = new Set(fields.filter(({ type }) => type === 'money').map(({ name }) => name));
  const next = { body: { ...body }, values: { ...values } };
  for (const { blockId, field, text } of parts) {
    if (field === null) next.body[blockId] = text;
    else if (String(own(values, field) ?? '') !== text) {
      next.values[field] = text === '' ? null : money.has(field) && /^\d+$/.test(text) ? Number(text) : text;
    }
  }
  return next;
}

function own<V>(record: Record<string, V>, name: string): V | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
