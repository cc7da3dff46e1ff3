/**
 * How many devices a partnership has earned. Pure: the same counts give the same answer in whatever order the
 * downloads arrived. Source: product.md, "Terms" (each version earns floor((carry + its qualifying) ÷ its
 * threshold), the remainder carries on as downloads, devices over a cap are lost).
 */

/** The part of a terms version the rule needs. Money in cents, `fromDate` a local date. */
export interface EarningTerms {
  id: string;
  fromDate: string;
  form: 'device' | 'credit';
  downloadsPerDevice: number | null;
  creditCents: number | null;
  deviceFmvCents: number;
  capDevices: number | null;
  capPer: 'year' | 'term' | null;
}

/** Qualifying downloads under one terms version in one calendar year of the department's zone. */
export interface QualifyingCount {
  termsVersionId: string;
  year: number;
  qualifying: number;
}

export interface EarnedUnder {
  termsVersionId: string;
  devices: number;
}

/** Devices a cap took away, with the reason a page can show. */
export interface LostToCap {
  termsVersionId: string;
  devices: number;
  reason: string;
}

export interface Earned {
  qualifying: number;
  /** Devices after caps. */
  earned: number;
  /** Downloads already counted toward the next device. */
  remainder: number;
  /** Devices in the order they were earned, run by run. */
  runs: EarnedUnder[];
  lost: LostToCap[];
}

/**
 * Downloads one device takes. Credit per download against the device's price is the same rule under another
 * name: the device is paid for by the download that makes the credit reach its price.
 * @throws RangeError when the terms name no positive threshold
 */
export function thresholdOf(terms: EarningTerms): number {
  const threshold =
    terms.form === 'credit'
      ? Math.ceil(terms.deviceFmvCents / (terms.creditCents ?? 0))
      : (terms.downloadsPerDevice ?? 0);
  if (!Number.isSafeInteger(threshold) || threshold < 1) {
    throw new RangeError(`terms ${terms.id} name no threshold of at least one download`);
  }
  return threshold;
}

/**
 * Works the rule through the versions in the order given (by version number). A cap belongs to the terms that
 * name it and counts the devices earned under those terms, per calendar year or over their whole life.
 */
export function earn(terms: readonly EarningTerms[], counts: readonly QualifyingCount[]): Earned {
  const result: Earned = { qualifying: 0, earned: 0, remainder: 0, runs: [], lost: [] };
  for (const version of terms) {
    const threshold = thresholdOf(version);
    const byYear = yearsOf(version, counts);
    const given = new Map<string, number>();
    for (const [year, qualifying] of byYear) {
      const reached = result.remainder + qualifying;
      const due = Math.floor(reached / threshold);
      result.qualifying += qualifying;
      result.remainder = reached % threshold;
      const period = version.capPer === 'year' ? String(year) : 'term';
      const before = given.get(period) ?? 0;
      const room = version.capDevices === null ? due : Math.max(0, version.capDevices - before);
      const kept = Math.min(due, room);
      given.set(period, before + kept);
      result.earned += kept;
      if (kept > 0) addRun(result.runs, version.id, kept);
      if (due > kept) {
        result.lost.push({
          termsVersionId: version.id,
          devices: due - kept,
          reason: capReason(version, year),
        });
      }
    }
  }
  return result;
}

/** The terms version under which the n-th device (1, 2, 3 …) was earned; undefined beyond what was earned. */
export function termsOfOrdinal(earned: Earned, ordinal: number): string | undefined {
  let upTo = 0;
  for (const run of earned.runs) {
    upTo += run.devices;
    if (ordinal <= upTo) return run.termsVersionId;
  }
  return undefined;
}

/**
 * Spreads a version's total over years when only the total is known: whatever changed since the last time
 * belongs to the year of the decision; what is taken away comes from the newest years first.
 */
export function spreadOverYears(
  known: readonly QualifyingCount[],
  termsVersionId: string,
  total: number,
  year: number,
): QualifyingCount[] {
  const mine = known.filter((c) => c.termsVersionId === termsVersionId).map((c) => ({ ...c }));
  mine.sort((a, b) => a.year - b.year);
  let change = total - mine.reduce((sum, c) => sum + c.qualifying, 0);
  if (change > 0) {
    const present = mine.find((c) => c.year === year);
    if (present) present.qualifying += change;
    else mine.push({ termsVersionId, year, qualifying: change });
  }
  for (let i = mine.length - 1; i >= 0 && change < 0; i--) {
    const count = mine[i]!;
    const taken = Math.min(count.qualifying, -change);
    count.qualifying -= taken;
    change += taken;
  }
  return mine.filter((c) => c.qualifying > 0).sort((a, b) => a.year - b.year);
}

function yearsOf(version: EarningTerms, counts: readonly QualifyingCount[]): [number, number][] {
  const years = new Map<number, number>();
  for (const c of counts) {
    if (c.termsVersionId === version.id) years.set(c.year, (years.get(c.year) ?? 0) + c.qualifying);
  }
  // Carried downloads alone can reach a lower threshold, so a version without downloads still has its turn.
  if (years.size === 0) years.set(Number(version.fromDate.slice(0, 4)), 0);
  return [...years].sort(([a], [b]) => a - b);
}

function addRun(runs: EarnedUnder[], termsVersionId: string, devices: number): void {
  const last = runs.at(-1);
  if (last?.termsVersionId === termsVersionId) last.devices += devices;
  else runs.push({ termsVersionId, devices });
}

function capReason(version: EarningTerms, year: number): string {
  const devices = `${version.capDevices} ${version.capDevices === 1 ? 'device' : 'devices'}`;
  return version.capPer === 'year'
    ? `Over the cap of ${devices} a year, in ${year}`
    : `Over the cap of ${devices} under these terms`;
}
