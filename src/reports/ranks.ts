/** What stands above a page of a ranking: how many rows, and how many of them have more than the first row of the page. */
export interface Above {
  rows: number;
  withMore: number;
}

/**
 * Ranks of a page of counts in descending order: those with the same count share a rank, and the next is as far down as if they did
 * not (1, 2, 2, 4), over pages as well.
 */
export function ranksOf(counts: readonly number[], above: Above): number[] {
  const ranks: number[] = [];
  for (const [at, count] of counts.entries()) {
    if (at === 0) ranks.push(above.withMore + 1);
    else ranks.push(count === counts[at - 1] ? ranks[at - 1]! : above.rows + at + 1);
  }
  return ranks;
}
