export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

export const DELIMITER_LABELS: Record<Delimiter, string> = {
  ',': 'Comma',
  ';': 'Semicolon',
  '\t': 'Tab',
  '|': 'Vertical bar',
};

const LINES = 20;

/** What stands between the cells: the mark that cuts the first lines into the same number of cells, and into the most. */
export function detectDelimiter(text: string): Delimiter {
  let best: Delimiter = ',';
  let most = 0;
  for (const mark of DELIMITERS) {
    const counts = countPerLine(text, mark);
    const [first = 0] = counts;
    if (first === 0) continue;
    const same = counts.filter((count) => count === first).length / counts.length;
    const score = same * 100 + Math.min(first, 99);
    if (same >= 0.8 && score > most) [best, most] = [mark, score];
  }
  return best;
}

/** How often a mark stands outside quotes on each of the first lines. */
function countPerLine(text: string, mark: string): number[] {
  const counts: number[] = [];
  let count = 0;
  let quoted = false;
  let empty = true;
  for (const letter of text) {
    if (letter === '"') quoted = !quoted;
    if (letter === '\n' && !quoted) {
      if (!empty) counts.push(count);
      if (counts.length === LINES) return counts;
      [count, empty] = [0, true];
      continue;
    }
    if (letter === mark && !quoted) count++;
    if (letter !== '\r') empty = false;
  }
  if (!empty) counts.push(count);
  return counts;
}
