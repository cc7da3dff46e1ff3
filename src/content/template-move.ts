import { type Facts, fillFacts, renderBlocks, type TemplateVersion } from '../templates/templates.queries.js';
import { redline, segmentsOf, segmentsToHtml } from './rules/redline.js';
import { serialiseBody, serialiseValues } from './rules/serialise.js';
import { startingWords, type TextVersion, type Words } from './text.js';

/** One thing another version of a template says or asks differently. */
export interface TemplateChange {
  what: string;
  /** The old words struck out and the new ones marked, as HTML; null where only a word about it is needed. */
  html: string | null;
}

type Version = TextVersion & Pick<TemplateVersion, 'version'>;

/**
 * The words of a draft under another version of its template: each value and each free block stays where the new version has
 * one of that name that can take it, except a free block nobody has touched, which begins with the new version's words.
 */
export function carriedWords(from: TextVersion, base: Words, to: TextVersion, facts: Facts): Words {
  const names = to.fields.map(({ name }) => name);
  const fitting = Object.fromEntries(
    to.fields
      .filter((field) => field.type !== 'fact' && from.fields.some((old) => sameKind(old, field)))
      .map(({ name }) => [name, base.values[name] ?? null]),
  );
  const values = serialiseValues(
    names,
    fillFacts(to.fields, { ...startingWords(to, facts).values, ...fitting }, facts),
  );
  const before = startingOf(from, base.values);
  const fresh = startingOf(to, values);
  const body = Object.fromEntries(
    Object.entries(fresh).map(([id, words]) => {
      const old = base.body[id];
      return [id, old === undefined || old === before[id] ? words : old];
    }),
  );
  return { values, body: serialiseBody(body) };
}

/** What changed from one version to another: what is asked, and the template's own words with the draft's values set in. */
export function templateChanges(from: Version, to: Version, base: Words): TemplateChange[] {
  const asked = (version: Version) => version.fields.filter(({ type }) => type !== 'fact');
  const added = asked(to).filter(({ name }) => !from.fields.some((old) => old.name === name));
  const gone = asked(from).filter(({ name }) => !to.fields.some((field) => field.name === name));
  const stricter = asked(to).filter((field) => {
    const old = from.fields.find(({ name }) => name === field.name);
    return (
      old && (old.required !== field.required || old.maxLength !== field.maxLength || old.type !== field.type)
    );
  });
  return [
    ...added.map(({ label, required }) => ({
      what: `Asks for ${label}${required ? '' : ', which may stay empty'}`,
      html: null,
    })),
    ...gone.map(({ label }) => ({ what: `No longer asks for ${label}`, html: null })),
    ...stricter.map(({ label, required, maxLength }) => ({
      what: `${label}: ${required ? 'has to be filled in' : 'may stay empty'}${maxLength ? `, at most ${maxLength} characters` : ''}`,
      html: null,
    })),
    ...wording(from, to, base),
  ];
}

function wording(from: Version, to: Version, base: Words): TemplateChange[] {
  const shown = (version: Version) =>
    renderBlocks(
      version,
      serialiseValues(
        version.fields.map(({ name }) => name),
        base.values,
      ),
      {},
    ).blocks;
  const before = shown(from);
  const after = shown(to);
  const ids = [...after.map(({ id }) => id), ...before.map(({ id }) => id)];
  return [...new Set(ids)].flatMap((id) => {
    const was = before.find((block) => block.id === id);
    const is = after.find((block) => block.id === id);
    if (was?.text === is?.text && was?.role === is?.role) return [];
    const part = { blockId: id, field: null, text: was?.text ?? '' };
    const hunks = redline([part], [{ ...part, text: is?.text ?? '' }]);
    const role =
      was && is && was.role !== is.role ? `, now ${is.role === 'fill_in' ? 'a fill-in' : is.role}` : '';
    return [
      {
        what: `${(is ?? was)?.label ?? id}${role}`,
        html: `<p>${segmentsToHtml(segmentsOf(part, hunks))}</p>`,
      },
    ];
  });
}

function startingOf(version: TextVersion, values: Words['values']): Record<string, string> {
  const { blocks } = renderBlocks(version, values, {});
  const free = version.blocks.filter(({ role }) => role === 'free');
  return serialiseBody(
    Object.fromEntries(free.map(({ id }) => [id, blocks.find((block) => block.id === id)?.text ?? ''])),
  );
}

function sameKind(old: TextVersion['fields'][number], field: TextVersion['fields'][number]): boolean {
  if (old.name !== field.name) return false;
  const words = ['text', 'long_text'];
  return old.type === field.type || (words.includes(old.type) && field.type === 'long_text');
}
