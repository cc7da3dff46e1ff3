import { shownText } from './export-blocks.js';
import { type Hunk, type Part, redline, type Segment, segmentsOf } from './rules/redline.js';
import type { ReleaseBlock } from './rules/render-release.js';
import { redlinedSheet } from './sheet.js';
import type { RenderedBlock } from '../templates/templates.queries.js';

/** A block of a text with what was taken out of it and put in, in the order they are read. */
export interface TrackedBlock {
  kind: string;
  segments: Segment[];
}

/** Two texts to be compared, with the changes between them as the pages show them. */
export interface Compared {
  before: readonly RenderedBlock[];
  after: readonly RenderedBlock[];
  parts: readonly Part[];
  hunks: readonly Hunk[];
}

/**
 * The changes from one text to another, block by block. Taking all of them gives the later text as it reads, refusing all of them
 * the earlier; where the page's own changes do that they are the same ones, word for word. Where they do not (a date that is set in
 * words, a fact that changed with the record) the block is compared as it reads. Pure.
 */
export function trackedBlocks({ before, after, parts, hunks }: Compared): TrackedBlock[] {
  const later = new Map(after.map((block) => [block.id, block]));
  const shown = new Map(
    redlinedSheet(before, parts, hunks, new Map()).map((block) => [block.id, block.segments]),
  );
  const known = new Set(before.map(({ id }) => id));
  const blocks = before.map((block) => tracked(block, later.get(block.id), shown.get(block.id)));
  const added = after
    .filter(({ id }) => !known.has(id))
    .map((block) => tracked({ ...block, text: '' }, block, undefined));
  return [...blocks, ...added].filter(({ segments }) => segments.length > 0);
}

/** What a block reads as with all its changes in, or with none. Pure. */
export function readAs(segments: readonly Segment[], which: 'deleted' | 'inserted'): string {
  return segments.map((segment) => (segment.kind === 'same' ? segment.text : segment.hunk[which])).join('');
}

function tracked(
  block: ReleaseBlock,
  after: ReleaseBlock | undefined,
  shown: Segment[] | undefined,
): TrackedBlock {
  const { kind } = after ?? block;
  const [from, to] = [shownText(block), after ? shownText(after) : ''];
  if (shown && readAs(shown, 'deleted') === from && readAs(shown, 'inserted') === to)
    return { kind, segments: shown };
  const part = { blockId: block.id, field: null, text: from };
  return { kind, segments: segmentsOf(part, redline([part], [{ ...part, text: to }])) };
}
