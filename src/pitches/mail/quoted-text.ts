const HEADLINES = [/^on .{1,200} wrote:$/i, /^-{2,} ?original message ?-{2,}$/i, /^_{10,}$/, /^from: .+$/i];

/**
 * Parts what a person wrote from what their mail program quoted below it, so that an answer can be read first. When
 * nothing stands above the quotation (an answer between the lines), all of it is the answer.
 */
export function splitQuoted(text: string): { answer: string; quoted: string } {
  const lines = text.split('\n');
  const tail = tailOf(lines);
  const head = lines.findIndex((line, index) => isHeadline(line.trim(), lines[index + 1]));
  const at = head < 0 ? tail : tail < 0 ? head : Math.min(head, tail);
  const answer = at < 0 ? text : lines.slice(0, at).join('\n').trim();
  if (at < 0 || answer === '') return { answer: text.trim(), quoted: '' };
  const quoted = lines.slice(at);
  const between = quoted.slice(1).some((line) => line.trim() !== '' && !/^\s*>/.test(line));
  // Lines of their own among quoted ones are part of the answer.
  if (between && quoted.some((line) => /^\s*>/.test(line))) return { answer: text.trim(), quoted: '' };
  return { answer, quoted: quoted.join('\n').trim() };
}

/** Where the quoted lines at the end begin; -1 when it does not end in any. */
function tailOf(lines: readonly string[]): number {
  let at = -1;
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index]?.trim() ?? '';
    if (line.startsWith('>')) at = index;
    else if (line !== '') break;
  }
  return at;
}

function isHeadline(line: string, next: string | undefined): boolean {
  if (!HEADLINES.some((headline) => headline.test(line))) return false;
  // "From:" is a quotation's head only with other header lines below it.
  return !/^from: /i.test(line) || /^(sent|date|to|subject): /i.test(next?.trim() ?? '');
}
