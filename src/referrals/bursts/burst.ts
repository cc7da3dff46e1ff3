/** More than `installs` within `minutes` is a burst. */
export interface BurstFigures {
  installs: number;
  minutes: number;
}

/** Instants in milliseconds, both included. */
export interface Span {
  from: number;
  to: number;
}

export interface Stretch extends Span {
  installs: number;
}

/**
 * The stretches in which installs came too fast. A stretch begins and ends with an install, and every install in it is among more than
 * `installs` of which the first and the last are no more than `minutes` apart; two such that share an install are one. `times` are
 * instants in ascending order. What a person has `decided` about is left out, and parts what stands before it from what comes after.
 */
export function stretchesOf(
  times: readonly number[],
  rule: BurstFigures,
  decided: readonly Span[] = [],
): Stretch[] {
  return partedBy(times, decided).flatMap((part) => stretchesIn(part, rule));
}

function stretchesIn(times: readonly number[], { installs, minutes }: BurstFigures): Stretch[] {
  const found: { first: number; last: number }[] = [];
  let last = 0;
  for (let first = 0; first < times.length; first++) {
    while (last + 1 < times.length && times[last + 1]! - times[first]! <= minutes * 60_000) last++;
    if (last - first + 1 <= installs) continue;
    const before = found.at(-1);
    if (before && first <= before.last) before.last = last;
    else found.push({ first, last });
  }
  return found.map((at) => ({
    from: times[at.first]!,
    to: times[at.last]!,
    installs: at.last - at.first + 1,
  }));
}

/** Times in runs that no decided span lies in or between. */
function partedBy(times: readonly number[], decided: readonly Span[]): number[][] {
  const parts: number[][] = [];
  let before: number | undefined;
  for (const time of times) {
    if (decided.some(({ from, to }) => from <= time && time <= to)) continue;
    const parted = before === undefined || decided.some(({ from, to }) => before! < from && to < time);
    if (parted) parts.push([]);
    parts.at(-1)!.push(time);
    before = time;
  }
  return parts;
}

/** The spans in which an install could have made a burst with others: as far as the rule reaches on both sides, joined where they meet. */
export function reachOf(times: readonly number[], { minutes }: BurstFigures): Span[] {
  const spans: Span[] = [];
  for (const time of [...times].sort((a, b) => a - b)) {
    const [from, to] = [time - minutes * 60_000, time + minutes * 60_000];
    const before = spans.at(-1);
    if (before && from <= before.to) before.to = to;
    else spans.push({ from, to });
  }
  return spans;
}
