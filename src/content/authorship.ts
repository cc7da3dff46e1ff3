import { type Part, redline } from './rules/redline.js';

/** Who wrote a stretch of words: the template, the department, or the vendor (its reps and reviewers). */
export type Hand = 'template' | 'department' | 'vendor';

/** For each part, its text as stretches in order: who wrote how many UTF-16 units. */
export type Wrote = Record<string, [Hand, number][]>;

export interface Share {
  hand: Hand;
  words: number;
  /** Whole percent; the three add up to 100 where there are words. */
  percent: number;
}

const HANDS: readonly Hand[] = ['template', 'department', 'vendor'];

/** The key of a part in `Wrote`. */
export function partKey(part: { blockId: string; field: string | null }): string {
  return part.field === null ? `block:${part.blockId}` : `field:${part.field}`;
}

/** A text nobody has touched: every part is the template's. */
export function untouched(parts: readonly Part[]): Wrote {
  return Object.fromEntries(
    parts.map((part) => [partKey(part), part.text ? [['template', part.text.length]] : []]),
  );
}

/** Carries authorship over an edit: what stays keeps its hand, what is new is the editor's. */
export function rewrite(wrote: Wrote, before: readonly Part[], after: readonly Part[], by: Hand): Wrote {
  const hunks = redline(before, after);
  return Object.fromEntries(
    after.map((part) => {
      const key = partKey(part);
      const own = hunks.filter((hunk) => partKey(hunk) === key);
      const runs: [Hand, number][] = [];
      let at = 0;
      for (const hunk of own) {
        take(wrote[key] ?? [], at, hunk.from).forEach((run) => push(runs, run));
        push(runs, [by, hunk.inserted.length]);
        at = hunk.to;
      }
      const old = before.find((one) => partKey(one) === key);
      take(wrote[key] ?? [], at, old?.text.length ?? 0).forEach((run) => push(runs, run));
      return [key, runs];
    }),
  );
}

/**
 * Shares of the words of a rendered text. A block's words count for the template unless they come from a part: a free
 * block as a whole, a value where its words stand in the block. A word belongs to the hand that wrote its first letter.
 */
export function sharesOf(
  blocks: readonly { id: string; role: string; text: string }[],
  parts: readonly Part[],
  wrote: Wrote,
): Share[] {
  const count: Record<Hand, number> = { template: 0, department: 0, vendor: 0 };
  for (const block of blocks) {
    const hands = handsOf(
      block,
      parts.filter(({ blockId }) => blockId === block.id),
      wrote,
    );
    for (const word of block.text.matchAll(/[\p{L}\p{N}][^\s]*/gu))
      count[hands[word.index] ?? 'template'] += 1;
  }
  return percentages(count);
}

function handsOf(
  block: { role: string; text: string },
  parts: readonly Part[],
  wrote: Wrote,
): (Hand | undefined)[] {
  const hands: (Hand | undefined)[] = [];
  if (block.role === 'locked') return hands;
  for (const part of parts) {
    const start = part.field === null ? 0 : block.text.indexOf(part.text);
    if (part.text === '' || start < 0) continue;
    let at = start;
    for (const [hand, length] of wrote[partKey(part)] ?? []) {
      for (const end = at + length; at < end; at++) hands[at] = hand;
    }
  }
  return hands;
}

function percentages(count: Record<Hand, number>): Share[] {
  const total = HANDS.reduce((sum, hand) => sum + count[hand], 0);
  const exact = HANDS.map((hand) => ({
    hand,
    words: count[hand],
    share: total ? (count[hand] * 100) / total : 0,
  }));
  let left = total ? 100 - exact.reduce((sum, { share }) => sum + Math.floor(share), 0) : 0;
  // The largest remainders get the percent that rounding down left over.
  const raised = new Set(
    [...exact]
      .sort((a, b) => (b.share % 1) - (a.share % 1))
      .filter(() => left-- > 0)
      .map(({ hand }) => hand),
  );
  return exact.map(({ hand, words, share }) => ({
    hand,
    words,
    percent: Math.floor(share) + (raised.has(hand) ? 1 : 0),
  }));
}

function take(runs: readonly [Hand, number][], from: number, to: number): [Hand, number][] {
  const taken: [Hand, number][] = [];
  let at = 0;
  for (const [hand, length] of runs) {
    const cut = Math.min(at + length, to) - Math.max(at, from);
    if (cut > 0) taken.push([hand, cut]);
    at += length;
  }
  return taken;
}

function push(runs: [Hand, number][], [hand, length]: [Hand, number]): void {
  if (length === 0) return;
  const last = runs.at(-1);
  if (last && last[0] === hand) last[1] += length;
  else runs.push([hand, length]);
}
