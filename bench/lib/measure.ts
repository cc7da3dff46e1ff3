/** Milliseconds of many tries, in ascending order on asking. */
export class Times {
  private readonly taken: number[] = [];

  async of(work: () => Promise<unknown>): Promise<void> {
    const from = performance.now();
    await work();
    this.taken.push(performance.now() - from);
  }

  /** The value below which this part of the tries lies, e.g. 0.95. */
  at(part: number): number {
    const sorted = [...this.taken].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
  }

  get p50(): number {
    return this.at(0.5);
  }

  get p95(): number {
    return this.at(0.95);
  }
}

/**
 * Tries each way in turn, first without counting: what disturbs the machine disturbs all of them alike. Each way gets
 * the number of the try. `spell` is how many tries a way has before the next one's turn: servers that would never share a
 * machine should not throw each other out of its caches between any two answers.
 */
export async function inTurn(
  ways: ((round: number) => Promise<unknown>)[],
  rounds: { warmUp: number; counted: number; spell?: number },
): Promise<Times[]> {
  const { warmUp, counted, spell = 1 } = rounds;
  const times = ways.map(() => new Times());
  for (let round = 0; round < warmUp; round++) for (const way of ways) await way(round);
  for (let from = warmUp; from < warmUp + counted; from += spell) {
    const upTo = Math.min(from + spell, warmUp + counted);
    for (const [place, way] of ways.entries()) {
      for (let round = from; round < upTo; round++) await times[place]?.of(() => way(round));
    }
  }
  return times;
}

export function ms(value: number): string {
  return `${value.toFixed(1)} ms`.padStart(9);
}
