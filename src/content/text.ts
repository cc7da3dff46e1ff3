import type { FieldError } from '../platform/errors.js';
import {
  type Facts,
  fillFacts,
  type RenderedBlock,
  renderBlocks,
  startingBody,
  startingValues,
  type TemplateVersion,
} from '../templates/templates.queries.js';
import { invalidText, lockedBlockChanged } from './content.errors.js';
import { contentHash } from './rules/content-hash.js';
import { serialiseBody, serialiseText, serialiseValues } from './rules/serialise.js';

/** What the texts of a draft need to know of its template version. */
export type TextVersion = Pick<TemplateVersion, 'versionId' | 'kind' | 'fields' | 'blocks' | 'source'>;

export type TextBody = Record<string, string>;
export type TextValues = Record<string, string | number | null>;

/** The words of one text, in the server's own form. */
export interface Words {
  body: TextBody;
  values: TextValues;
}

/** A text with its exact blocks and its hash. */
export interface Composed extends Words {
  blocks: RenderedBlock[];
  /** Required fields that are still empty. */
  missing: string[];
  contentHash: string;
}

/** What an author or a reviewer sends; what is left out stays as it is. */
export interface Edit {
  body?: Record<string, string>;
  values?: Record<string, string | number | null>;
}

type Assets = { sha256: string; altText: string | null }[];

/** The words a new draft begins with. 422 `invalid_text` when a given value does not fit its field. */
export function startingWords(version: TextVersion, facts: Facts, given: TextValues = {}): Words {
  const names = version.fields.map(({ name }) => name);
  refuse(unknownFields(version, given));
  const values = serialiseValues(names, startingValues(version.fields, facts, serialiseValues(names, given)));
  return { values, body: serialiseBody(startingBody(version, values, facts)) };
}

/**
 * The words after an edit. With `facts`, fields of type `fact` follow the record; without, they stay as frozen. A
 * locked or fill-in block, or a fact, may be sent along unchanged; with other words it is 422 `locked_block_changed`.
 */
export function editedWords(
  version: TextVersion,
  base: Words & { blocks: RenderedBlock[] },
  edit: Edit,
  facts: Facts | null,
): Words {
  const { faults, ...words } = weighedWords(version, base, edit, facts);
  refuse(faults);
  return words;
}

/** The same without refusing: the words as they would be, and what keeps them from being saved. What is not known is left out. */
export function weighedWords(
  version: TextVersion,
  base: Words & { blocks: RenderedBlock[] },
  edit: Edit,
  facts: Facts | null,
): Words & { faults: FieldError[] } {
  const names = version.fields.map(({ name }) => name);
  const sent = serialiseBody(edit.body ?? {});
  const given = {
    ...wholeValues(version, base, sent),
    ...serialiseValues(Object.keys(edit.values ?? {}), edit.values ?? {}),
  };
  const unknown = unknownFields(version, given);
  const isFact = new Set(version.fields.filter(({ type }) => type === 'fact').map(({ name }) => name));
  const own = Object.fromEntries(Object.entries(given).filter(([name]) => !isFact.has(name)));
  const merged = serialiseValues(names, { ...base.values, ...cents(version, own) });
  const values = facts ? serialiseValues(names, fillFacts(version.fields, merged, facts)) : merged;
  const typedOver = Object.keys(given).filter(
    (name) => isFact.has(name) && given[name] !== base.values[name] && given[name] !== values[name],
  );
  const free = new Set(version.blocks.filter(({ role }) => role === 'free').map(({ id }) => id));
  const body = { ...base.body, ...Object.fromEntries(Object.entries(sent).filter(([id]) => free.has(id))) };
  const rendered = renderBlocks(version, values, {}, body);
  return {
    body,
    values,
    faults: [
      ...unknown,
      ...typedOver.map((name) => lockedFault(`values.${name}`)),
      ...changedBlocks(version, [...base.blocks, ...rendered.blocks], sent),
      ...rendered.errors,
    ],
  };
}

/**
 * A fill-in block that is one value and nothing else (a headline, a quote) may be edited as a block: its words are
 * that value's. Sent back as it was, it says nothing, so that a value given beside it counts.
 */
function wholeValues(
  version: TextVersion,
  base: Words & { blocks: RenderedBlock[] },
  sent: TextBody,
): TextValues {
  const found: TextValues = {};
  for (const [id, text] of Object.entries(sent)) {
    const block = base.blocks.find((one) => one.id === id && one.role === 'fill_in');
    if (!block || block.text === '' || text === block.text) continue;
    const fields = version.fields.filter(
      ({ name, type }) =>
        block.fields.includes(name) && type !== 'fact' && base.values[name] === serialiseText(block.text),
    );
    if (fields.length === 1 && fields[0]) found[fields[0].name] = text || null;
  }
  return found;
}

/**
 * Faults of blocks that are not the author's to write. A client may send the whole text back: a locked or fill-in
 * block as it was, or as it has become, is no change.
 */
function changedBlocks(version: TextVersion, known: RenderedBlock[], sent: TextBody): FieldError[] {
  return Object.entries(sent).flatMap(([id, text]) => {
    const declared = version.blocks.find((block) => block.id === id);
    if (!declared) {
      const field = `body.${id.slice(0, 60)}`;
      return [{ field, code: 'unknown_block', message: 'The template has no block of this name.' }];
    }
    if (declared.role === 'free') return [];
    const same = known.some((block) => block.id === id && serialiseText(block.text) === text);
    return same ? [] : [lockedFault(`body.${id}`)];
  });
}

/** The exact blocks of the words, and the hash that is approved and released. */
export function compose(version: TextVersion, partnershipId: string, words: Words, assets: Assets): Composed {
  const { blocks, missing } = renderBlocks(version, words.values, {}, words.body);
  const hash = contentHash({
    partnershipId,
    kind: version.kind,
    templateVersionId: version.versionId,
    ...words,
    assets,
  });
  return { ...words, blocks, missing, contentHash: hash };
}

/** The name of the field that carries the disclosure, if the template has one. */
export function disclosureField(version: TextVersion): string | undefined {
  return version.fields.find(({ type, fact }) => type === 'fact' && fact === 'disclosure')?.name;
}

/** A form sends money as digits; stored it is a number, so that the same amount is the same text. */
function cents(version: TextVersion, values: TextValues): TextValues {
  const money = new Set(version.fields.filter(({ type }) => type === 'money').map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      money.has(name) && typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : value,
    ]),
  );
}

function unknownFields(version: TextVersion, values: TextValues): FieldError[] {
  const known = new Set(version.fields.map(({ name }) => name));
  return Object.keys(values)
    .filter((name) => !known.has(name))
    .map((name) => ({
      field: `values.${name.slice(0, 60)}`,
      code: 'unknown_field',
      message: 'The template has no field of this name.',
    }));
}

function lockedFault(field: string): FieldError {
  return {
    field,
    code: 'locked_block_changed',
    message: 'This part is locked: its words come from the template and the record.',
  };
}

function refuse(faults: FieldError[]): void {
  // A name the template does not have is a mistake of the form, whatever else is wrong.
  const unknown = faults.filter(({ code }) => code === 'unknown_field');
  if (unknown.length) throw invalidText(unknown);
  if (faults.some(({ code }) => code === 'locked_block_changed')) throw lockedBlockChanged(faults);
  if (faults.length) throw invalidText(faults);
}
