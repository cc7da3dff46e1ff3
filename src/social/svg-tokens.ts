import { masterRefused } from './social.errors.js';

/** A tag of an SVG as written: positions in UTF-16 units, its attributes with their entities resolved. */
export interface Tag {
  kind: 'open' | 'close' | 'empty';
  name: string;
  attributes: ReadonlyMap<string, string>;
  from: number;
  to: number;
}

const NAME = /^[A-Za-z][\w:.-]*$/;
const ATTRIBUTE = /\s+([^\s=/>"'<]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/gy;
const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * The tags of a small, plain SVG and the text between them. Throws 422 `svg_not_plain` for what a drawing does not need and a parser
 * may trip over: document types, entities of its own, instructions, CDATA, tags that do not close. Pure.
 */
export function tokensOf(svg: string): { tags: Tag[]; texts: { text: string; within: Tag | null }[] } {
  const tags: Tag[] = [];
  const texts: { text: string; within: Tag | null }[] = [];
  const open: Tag[] = [];
  let at = svg.startsWith('\ufeff') ? 1 : 0;
  while (at < svg.length) {
    const next = svg.indexOf('<', at);
    const end = next < 0 ? svg.length : next;
    if (end > at) texts.push({ text: decoded(svg.slice(at, end)), within: open.at(-1) ?? null });
    if (next < 0) break;
    if (svg.startsWith('<!--', next)) {
      const close = svg.indexOf('-->', next + 4);
      if (close < 0) throw notPlain('A comment does not end.');
      at = close + 3;
      continue;
    }
    if (svg.startsWith('<?xml', next) && tags.length === 0) {
      const close = svg.indexOf('?>', next);
      if (close < 0) throw notPlain('The first line does not end.');
      at = close + 2;
      continue;
    }
    if (/^<[!?]/.test(svg.slice(next, next + 2)))
      throw notPlain('It holds a document type, an instruction or CDATA. Save it as plain SVG.');
    const tag = tagAt(svg, next);
    tags.push(tag);
    if (tag.kind === 'open') open.push(tag);
    if (tag.kind === 'close' && open.pop()?.name !== tag.name)
      throw notPlain(`The tag ${tag.name} closes what is not open.`);
    at = tag.to;
  }
  if (open.length > 0) throw notPlain(`The tag ${open.at(-1)?.name ?? ''} is not closed.`);
  return { tags, texts };
}

/** Text as it stands in XML. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function tagAt(svg: string, from: number): Tag {
  const close = svg[from + 1] === '/';
  const nameFrom = from + (close ? 2 : 1);
  const name = /^[^\s/>]+/.exec(svg.slice(nameFrom, nameFrom + 80))?.[0] ?? '';
  if (!NAME.test(name)) throw notPlain('A tag has no proper name.');
  const attributes = new Map<string, string>();
  ATTRIBUTE.lastIndex = nameFrom + name.length;
  let at = ATTRIBUTE.lastIndex;
  for (let match = ATTRIBUTE.exec(svg); match; match = ATTRIBUTE.exec(svg)) {
    const [, key = '', double, single] = match;
    if (!NAME.test(key) || attributes.has(key))
      throw notPlain(`The tag ${name} has an attribute that is not proper.`);
    attributes.set(key, decoded(double ?? single ?? ''));
    at = ATTRIBUTE.lastIndex;
  }
  const rest = /^\s*(\/?)>/.exec(svg.slice(at, at + 200));
  if (!rest || (close && (attributes.size > 0 || rest[1] !== '')))
    throw notPlain(`The tag ${name} cannot be read.`);
  return {
    kind: close ? 'close' : rest[1] === '/' ? 'empty' : 'open',
    name,
    attributes,
    from,
    to: at + rest[0].length,
  };
}

function decoded(text: string): string {
  return text.replace(/&([^;\s]{0,10});?/g, (whole, name: string) => {
    const code = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name);
    const known = code
      ? character(Number.parseInt(code[1] ?? code[2] ?? '', code[1] ? 16 : 10))
      : ENTITIES[name];
    if (known === undefined || !whole.endsWith(';')) throw notPlain('It holds an entity of its own.');
    return known;
  });
}

function character(code: number): string | undefined {
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    ? String.fromCodePoint(code)
    : undefined;
}

function notPlain(message: string) {
  return masterRefused('svg_not_plain', `${message}`);
}
