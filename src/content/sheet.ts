import { type Part, type Hunk, type Segment, segmentsOf, segmentsToHtml } from './rules/redline.js';
import { beforeSaid, releaseHtml } from './rules/render-release.js';
import type { RenderedBlock } from '../templates/templates.queries.js';

/** One block of a text on screen: a sheet that may be locked, and cut into what stays and what changes. */
export interface SheetBlock {
  id: string;
  role: RenderedBlock['role'];
  kind: string;
  label: string;
  heading: boolean;
  lockReason: string | null;
  html: string;
}

export interface RedlinedBlock extends SheetBlock {
  segments: Segment[];
  hunks: (Hunk & { number: number })[];
  redlineHtml: string;
}

/** The blocks of a text as they will be released; empty ones are left out. */
export function sheetOf(blocks: readonly RenderedBlock[]): SheetBlock[] {
  return blocks.filter(({ text }) => text.trim() !== '').map(sheetBlock);
}

/** The blocks with the values an author fills in marked, where they stand word for word. */
export function fillInSheet(blocks: readonly RenderedBlock[], parts: readonly Part[]): SheetBlock[] {
  return blocks
    .filter(({ text }) => text.trim() !== '')
    .map((block) => {
      const marked = parts
        .filter(({ blockId, field, text }) => blockId === block.id && field !== null && text.length > 1)
        // In a quote with its speaker the last full stop reads as a comma.
        .reduce(
          (html, { text }) => markOnce(html, block.kind === 'quote' ? text.replace(/\.$/, '') : text),
          sheetBlock(block).html,
        );
      return { ...sheetBlock(block), html: marked };
    });
}

/**
 * A text with changes drawn into it. Changes of a value whose words do not stand in the text as typed (a date, a
 * time) are shown after the sentence they make.
 */
export function redlinedSheet(
  blocks: readonly RenderedBlock[],
  parts: readonly Part[],
  hunks: readonly Hunk[],
  labels: ReadonlyMap<string, string>,
): RedlinedBlock[] {
  const numbered = hunks.map((hunk, index) => ({ ...hunk, number: index + 1 }));
  const known = new Set(blocks.map(({ id }) => id));
  const shown = blocks.map((block) => {
    const own = numbered.filter(({ blockId }) => blockId === block.id);
    const segments = framed(block, segmentsOfBlock(block, parts, own, labels));
    return {
      ...sheetBlock(block),
      segments,
      hunks: own,
      redlineHtml: redlineHtml(block, segments, own.length > 0),
    };
  });
  const elsewhere = numbered.filter(({ blockId }) => !known.has(blockId));
  return [
    ...shown.filter(({ html, hunks: own }) => html !== '' || own.length > 0),
    ...elsewhere.map((hunk) => {
      const label = labels.get(hunk.field ?? hunk.blockId) ?? 'Another field';
      const segments: Segment[] = [
        { kind: 'same', text: `${label}: ` },
        { kind: 'change', hunk },
      ];
      const html = `<p>${segmentsToHtml(segments)}</p>`;
      return {
        id: hunk.id,
        role: 'fill_in' as const,
        kind: 'paragraph',
        label,
        heading: false,
        lockReason: null,
        html,
        segments,
        hunks: [hunk],
        redlineHtml: html,
      };
    }),
  ];
}

function sheetBlock(block: RenderedBlock): SheetBlock {
  return {
    id: block.id,
    role: block.role,
    kind: block.kind,
    label: block.label,
    heading: block.kind === 'headline',
    lockReason: block.role === 'locked' ? lockReason(block) : null,
    html: releaseHtml([block]),
  };
}

function lockReason({ kind, label }: RenderedBlock): string {
  return kind === 'disclosure'
    ? 'the disclosure, made from the terms in force'
    : label.charAt(0).toLowerCase() + label.slice(1);
}

function segmentsOfBlock(
  block: RenderedBlock,
  parts: readonly Part[],
  hunks: readonly Hunk[],
  labels: ReadonlyMap<string, string>,
): Segment[] {
  const own = parts.filter(
    (part) => part.blockId === block.id && hunks.some(({ field }) => field === part.field),
  );
  if (own.length === 0) return [{ kind: 'same', text: block.text }];
  const free = own.find(({ field }) => field === null);
  if (free) return segmentsOf(free, hunks);
  const placed = own
    .map((part) => ({ part, at: onlyPlace(block.text, part.text) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at);
  const segments: Segment[] = [];
  let at = 0;
  for (const { part, at: start } of placed) {
    if (start < at) continue;
    segments.push({ kind: 'same', text: block.text.slice(at, start) }, ...segmentsOf(part, hunks));
    at = start + part.text.length;
  }
  segments.push({ kind: 'same', text: block.text.slice(at) });
  for (const part of own.filter((one) => !placed.some(({ part: other }) => other === one))) {
    segments.push(
      { kind: 'same', text: ` ${labels.get(part.field ?? '') ?? part.field}: ` },
      ...segmentsOf(part, hunks),
    );
  }
  return segments.filter((segment) => segment.kind === 'change' || segment.text !== '');
}

/** Quotation marks and the speaker are the layout's, not the text's. They read as in the release. */
function framed(block: RenderedBlock, segments: Segment[]): Segment[] {
  if (block.kind !== 'quote' || block.text === '') return segments;
  const open: Segment = { kind: 'same', text: '“' };
  if (!block.attribution) return [open, ...segments, { kind: 'same', text: '”' }];
  const last = segments.at(-1);
  const spoken = last ? [...segments.slice(0, -1), endingBeforeSaid(last)] : [];
  return [open, ...spoken, { kind: 'same', text: `” said ${block.attribution}.` }];
}

/** For showing only: the hunk keeps its id, and what is accepted are the words as typed. */
function endingBeforeSaid(segment: Segment): Segment {
  if (segment.kind === 'same') return { kind: 'same', text: beforeSaid(segment.text) };
  const shown = (words: string): string => (words === '' ? '' : beforeSaid(words));
  const { deleted, inserted } = segment.hunk;
  return { kind: 'change', hunk: { ...segment.hunk, deleted: shown(deleted), inserted: shown(inserted) } };
}

function redlineHtml(block: RenderedBlock, segments: Segment[], changed: boolean): string {
  if (!changed) return releaseHtml([block]);
  // A space on screen between what goes and what comes; the text itself has none.
  const html = segmentsToHtml(segments).replaceAll('</del><ins', '</del> <ins');
  if (block.kind === 'headline') return `<h1>${html}</h1>`;
  return block.kind === 'quote' ? `<blockquote><p>${html}</p></blockquote>` : `<p>${html}</p>`;
}

function onlyPlace(text: string, words: string): number {
  const at = words === '' ? -1 : text.indexOf(words);
  return at >= 0 && text.indexOf(words, at + 1) < 0 ? at : -1;
}

function markOnce(html: string, words: string): string {
  const escaped = words
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replaceAll('\n', '<br>');
  const at = onlyPlace(html, escaped);
  if (at < 0) return html;
  return `${html.slice(0, at)}<span class="fill-in">${escaped}</span>${html.slice(at + escaped.length)}`;
}
