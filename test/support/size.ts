import { randomInt } from 'node:crypto';

/** Whether `npm run faults` asked for everything. */
const FULL = process.env['LIAISON_FAULTS'] === 'full';

/** How much a spec does: a little within `npm test`, the whole of it within `npm run faults`. */
export function size(short: number, full: number): number {
  return FULL ? full : short;
}

/** Settings of fast-check: how many runs, and the seed of LIAISON_SEED where one was given. */
export function runs(short: number, full: number): { numRuns: number; seed?: number } {
  const seed = process.env['LIAISON_SEED'];
  return { numRuns: size(short, full), ...(seed ? { seed: Number(seed) } : {}) };
}

/** The seed of this run, printed so that LIAISON_SEED can repeat it. */
export function printedSeed(what: string): number {
  const seed = Number(process.env['LIAISON_SEED'] || randomInt(1, 2 ** 31));
  process.stderr.write(`${what}: seed ${seed} (repeat with LIAISON_SEED=${seed})\n`);
  return seed;
}
