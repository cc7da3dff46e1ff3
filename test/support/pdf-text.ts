import { objectsOf, type PdfObject } from './pdf-objects.js';

/**
 * The text of a PDF as its readers hear it: the strings its pages show, in their order, put into letters by the fonts' own tables
 * (ToUnicode), with one space between strings that follow one another. Enough for documents whose fonts are embedded by glyph.
 */
export function pdfText(pdf: Buffer): string {
  const objects = objectsOf(pdf);
  const pages = [...objects.values()].filter(({ head }) => /\/Type \/Page\b(?!s)/.test(head));
  const text = pages.flatMap(({ head }) => shownBy(head, objects)).join(' ');
  return text.replace(/\s+/g, ' ').trim();
}

/** A string in parentheses. Pairs of them may stand in it as they are (PDF 32000-1, 7.3.4.2): one in another, as deep as it goes here. */
const INSIDE = [1, 2, 3, 4].reduce(
  (inside) => String.raw`(?:\\[\s\S]|[^\\()]|\(${inside}\))*`,
  String.raw`(?:\\[\s\S]|[^\\()])*`,
);
const STRING = String.raw`\(${INSIDE}\)`;
const SHOWN = new RegExp(String.raw`\/(\w+) [\d.]+ Tf|\[((?:${STRING}|[^\]()])*)\] TJ|(${STRING}) Tj`, 'g');
const PARTS = new RegExp(String.raw`\((${INSIDE})\)|<([0-9A-Fa-f]+)>`, 'g');

function shownBy(page: string, objects: Map<number, PdfObject>): string[] {
  const fontList = /\/Font <<([\s\S]*?)>>/.exec(page)?.[1] ?? '';
  const fonts = new Map<string, Map<number, string>>();
  for (const [, name = '', number] of fontList.matchAll(/\/(\w+) (\d+) 0 R/g)) {
    const table = /\/ToUnicode (\d+) 0 R/.exec(objects.get(Number(number))?.head ?? '')?.[1];
    fonts.set(name, lettersOf(objects.get(Number(table))?.stream ?? ''));
  }
  const content = objects.get(Number(/\/Contents (\d+) 0 R/.exec(page)?.[1]))?.stream ?? '';
  const shown: string[] = [];
  let letters = new Map<number, string>();
  for (const [, font, strings, single] of content.matchAll(SHOWN)) {
    if (font) letters = fonts.get(font) ?? new Map<number, string>();
    const parts = (strings ?? single ?? '').matchAll(PARTS);
    if (!font)
      shown.push([...parts].map(([, plain, hex]) => inLetters(bytesOf(plain, hex), letters)).join(''));
  }
  return shown;
}

/** What each glyph stands for, from a ToUnicode table's single characters. */
function lettersOf(table: string): Map<number, string> {
  const letters = new Map<number, string>();
  for (const [, block = ''] of table.matchAll(/beginbfchar([\s\S]*?)endbfchar/g))
    for (const [, glyph = '', text = ''] of block.matchAll(/<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g))
      letters.set(Number.parseInt(glyph, 16), Buffer.from(text, 'hex').swap16().toString('utf16le'));
  return letters;
}

const ESCAPED: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

function bytesOf(plain: string | undefined, hex: string | undefined): Buffer {
  if (hex !== undefined) return Buffer.from(hex, 'hex');
  const text = (plain ?? '').replace(/\\([0-7]{1,3}|[\s\S])/g, (_, code: string) =>
    /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (ESCAPED[code] ?? code),
  );
  return Buffer.from(text, 'latin1');
}

function inLetters(bytes: Buffer, letters: Map<number, string>): string {
  let text = '';
  for (let at = 0; at + 1 < bytes.length; at += 2) text += letters.get(bytes.readUInt16BE(at)) ?? '';
  return text;
}
