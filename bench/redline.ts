import { diffWordsWithSpace } from 'diff';
import { type Part, redline } from '../src/content/rules/redline.js';

/**
 * The redline of a text of 1,500 words with an ordinary reviewer's changes (one word in twenty), beside a bare word diff of the
 * same two texts; and of the worst texts that can be sent: long, and with nothing or next to nothing in common. Promise: p95 at
 * most 20 ms for the first, no more than 250 ms for any.
 */
const WORDS = 1_500;
const RUNS = 200;
const P95_MS = 20;
const WORST_MS = 250;
/** The longest a free block or a value may be. */
const LONGEST = 50_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** A small generator with a seed (mulberry32), so that every run measures the same texts. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const VOCABULARY = Array.from({ length: 900 }, (_, n) => `w${n.toString(36)}`);

function words(count: number, dice: () => number): string[] {
  return Array.from({ length: count }, () => VOCABULARY[Math.floor(dice() * VOCABULARY.length)] as string);
}

function edited(text: readonly string[], dice: () => number): string[] {
  return text.flatMap((word) => {
    const throwOf = dice();
    if (throwOf < 0.02) return [];
    if (throwOf < 0.04) return [word, 'new', 'words'];
    return throwOf < 0.05 ? ['other'] : [word];
  });
}

const part = (text: string): Part => ({ blockId: 'opening', field: null, text });

/** Milliseconds of this process's own work, so that neighbours on the machine do not count. */
function took(work: () => unknown): number {
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1_000;
}

const p95 = (times: number[]): number =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)] as number;

const dice = random(1);
const ours: number[] = [];
const bare: number[] = [];
for (let run = 0; run < RUNS; run++) {
  const before = words(WORDS, dice);
  const [one, two] = [before.join(' '), edited(before, dice).join(' ')];
  bare.push(took(() => diffWordsWithSpace(one, two)));
  ours.push(took(() => redline([part(one)], [part(two)])));
}

const cut = (text: string): string => text.slice(0, LONGEST);
const WORST: [string, string, string][] = [
  ['nothing in common', cut(words(9_000, dice).join(' ')), cut(words(9_000, dice).join(' ').toUpperCase())],
  ['the same words in another order', cut(words(9_000, dice).join(' ')), cut(words(9_000, dice).join(' '))],
  ['one letter and its double', cut('a '.repeat(LONGEST)), cut('a a b '.repeat(LONGEST))],
  ['signs without spaces', cut('.,;:'.repeat(LONGEST)), cut(';:.,!'.repeat(LONGEST))],
  ['a text and none', cut(words(9_000, dice).join(' ')), ''],
];
const worst = WORST.map(([name, one, two]) => [name, took(() => redline([part(one)], [part(two)]))] as const);

say(`${WORDS} words, one in twenty changed: p95 ${p95(ours).toFixed(1)} ms (≤ ${P95_MS}), ${(p95(ours) / p95(bare)).toFixed(2)} times a bare word diff of ${p95(bare).toFixed(1)} ms`); // prettier-ignore
for (const [name, ms] of worst) say(`${name.padEnd(34)} ${ms.toFixed(0)} ms (≤ ${WORST_MS})`);
if (p95(ours) > P95_MS || worst.some(([, ms]) => ms > WORST_MS)) process.exitCode = 1;
