import { createHash } from 'node:crypto';
import { diffWordsWithSpace } from 'diff';

/**
 * One text that can be changed on its own: a free block's words (`field` null) or a value's (`field` named, `blockId`
 * the block it stands in). `whole` texts (dates, links, numbers) change as one or not at all.
 */
export interface Part {
  blockId: string;
  field: string | null;
  text: string;
  whole?: boolean;
}

/** One change to answer. Positions are in UTF-16 units: `from`–`to` in the original, `newFrom`–`newTo` in the proposal. */
export interface Hunk {
  /** Made from block, field, position and content: the same two texts give the same ids for ever. */
  id: string;
  blockId: string;
  field: string | null;
  deleted: string;
  inserted: string;
  from: number;
  to: number;
  newFrom: number;
  newTo: number;
}

/** A stretch of a redline: words both texts share, or one hunk. */
export type Segment = { kind: 'same'; text: string } | { kind: 'change'; hunk: Hunk };

// Counted, not timed: the same two texts must give the same hunks on a slow machine.
const MAX_EDITS = 1_000;

/**
 * The changes from one set of parts to another, in the order of the original; parts are matched by block and field,
 * and one that only the proposal has comes last. Accepting all gives the proposal, refusing all the original.
 */
export function redline(original: readonly Part[], proposal: readonly Part[]): Hunk[] {
  const after = new Map(proposal.map((part) => [keyOf(part), part]));
  const hunks = original.flatMap((part) => hunksOf(part, after.get(keyOf(part))?.text ?? ''));
  const before = new Set(original.map(keyOf));
  const added = proposal.filter((part) => !before.has(keyOf(part)));
  return [...hunks, ...added.flatMap((part) => hunksOf({ ...part, text: '' }, part.text))];
}

/** The original's parts with the accepted hunks in and the others left out; unknown ids are ignored. */
export function applyHunks(
  original: readonly Part[],
  proposal: readonly Part[],
  acceptedIds: ReadonlySet<string>,
): Part[] {
  const hunks = redline(original, proposal).filter(({ id }) => acceptedIds.has(id));
  const before = new Set(original.map(keyOf));
  const added = proposal.filter((part) => !before.has(keyOf(part))).map((part) => ({ ...part, text: '' }));
  return [...original, ...added].map((part) => {
    const own = hunks.filter((hunk) => keyOf(hunk) === keyOf(part));
    let text = '';
    let at = 0;
    for (const hunk of own) {
      text += part.text.slice(at, hunk.from) + hunk.inserted;
      at = hunk.to;
    }
    return { ...part, text: text + part.text.slice(at) };
  });
}

/** One part's original text cut into shared words and hunks, for showing. `hunks` may hold other parts' too. */
export function segmentsOf(part: Part, hunks: readonly Hunk[]): Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  for (const hunk of hunks.filter((one) => keyOf(one) === keyOf(part))) {
    if (hunk.from > at) segments.push({ kind: 'same', text: part.text.slice(at, hunk.from) });
    segments.push({ kind: 'change', hunk });
    at = hunk.to;
  }
  if (at < part.text.length) segments.push({ kind: 'same', text: part.text.slice(at) });
  return segments;
}

/**
 * The segments of a whole rendered block, when the part's words stand in it exactly once: the sentence around them
 * is shared text. Null when they do not (then show the part alone).
 */
export function segmentsInBlock(blockText: string, part: Part, hunks: readonly Hunk[]): Segment[] | null {
  if (part.text === '') return null;
  const start = blockText.indexOf(part.text);
  if (start < 0 || blockText.indexOf(part.text, start + 1) >= 0) return null;
  const around = (text: string): Segment[] => (text === '' ? [] : [{ kind: 'same', text }]);
  return [
    ...around(blockText.slice(0, start)),
    ...segmentsOf(part, hunks),
    ...around(blockText.slice(start + part.text.length)),
  ];
}

/** Segments as HTML with `<del>` and `<ins>`; all text is escaped, line feeds become `<br>`. */
export function segmentsToHtml(segments: readonly Segment[]): string {
  return segments
    .map((segment) => {
      if (segment.kind === 'same') return escape(segment.text);
      const { id, deleted, inserted } = segment.hunk;
      const gone = deleted === '' ? '' : `<del data-hunk="${id}">${escape(deleted)}</del>`;
      const come = inserted === '' ? '' : `<ins data-hunk="${id}">${escape(inserted)}</ins>`;
      return gone + come;
    })
    .join('');
}

interface Change {
  from: number;
  to: number;
  newFrom: number;
  newTo: number;
}

function hunksOf(part: Part, after: string): Hunk[] {
  const before = part.text;
  if (before === after) return [];
  const changes = part.whole ? null : changesOf(before, after);
  const all = changes ?? [{ from: 0, to: before.length, newFrom: 0, newTo: after.length }];
  return all.map((change) => {
    const deleted = before.slice(change.from, change.to);
    const inserted = after.slice(change.newFrom, change.newTo);
    const key = JSON.stringify([part.blockId, part.field, change.from, change.newFrom, deleted, inserted]);
    const id = `h${createHash('sha256').update(key).digest('hex').slice(0, 20)}`;
    return { id, blockId: part.blockId, field: part.field, deleted, inserted, ...change };
  });
}

/** Null when the two texts have too little in common to compare word by word. */
function changesOf(before: string, after: string): Change[] | null {
  const pieces = diffWordsWithSpace(before, after, { maxEditLength: MAX_EDITS });
  if (!pieces) return null;
  const changes: Change[] = [];
  let at = 0;
  let newAt = 0;
  let open: Change | null = null;
  for (const piece of pieces) {
    const { length } = piece.value;
    if (!piece.added && !piece.removed) {
      at += length;
      newAt += length;
      continue;
    }
    const joins = open !== null && readsAsOne(before.slice(open.to, at));
    if (open === null || !joins) {
      open = { from: at, to: at, newFrom: newAt, newTo: newAt };
      changes.push(open);
    }
    if (piece.removed) at += length;
    else newAt += length;
    open.to = at;
    open.newTo = newAt;
  }
  return changes.map((change) => withoutSharedSpace(change, before, after));
}

/** A space that both sides of a replacement begin or end with is not part of what changed. */
function withoutSharedSpace(change: Change, before: string, after: string): Change {
  let { from, to, newFrom, newTo } = change;
  while (from < to && newFrom < newTo && before[from] === ' ' && after[newFrom] === ' ') {
    from += 1;
    newFrom += 1;
  }
  while (from < to && newFrom < newTo && before[to - 1] === ' ' && after[newTo - 1] === ' ') {
    to -= 1;
    newTo -= 1;
  }
  return { from, to, newFrom, newTo };
}

/** Two changes with at most one word and no end of a sentence between them are one change to a reader. */
function readsAsOne(between: string): boolean {
  return !/[.!?;:\n]/.test(between) && between.trim().split(/\s+/).length <= 1;
}

function keyOf(part: { blockId: string; field: string | null }): string {
  return JSON.stringify([part.blockId, part.field]);
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '<br>');
}
