/**
 * Tabler's stylesheet is 630 KB, of which the pages use a small part. This keeps the rules whose classes occur as
 * words in our templates, helpers or client code, and the custom properties something still reads.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const WORD = /[a-zA-Z][\w-]*/g;

/** Every word in the files that can put a class on a page. */
function usedWords(root) {
  const words = new Set();
  for (const [folder, ending] of [
    ['templates', '.hbs'],
    ['src/client', '.ts'],
    ['src/platform/web', '.ts'],
  ]) {
    let files = [];
    try {
      files = readdirSync(join(root, folder), { recursive: true });
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
    for (const file of files.filter((name) => name.endsWith(ending))) {
      for (const word of readFileSync(join(root, folder, file), 'utf8').match(WORD) ?? []) words.add(word);
    }
  }
  return words;
}

/** Splits CSS into `{ head, body }` blocks and plain statements at one level. */
function blocks(css) {
  const found = [];
  let at = 0;
  while (at < css.length) {
    const open = css.indexOf('{', at);
    const end = css.indexOf(';', at);
    if (open === -1) break;
    if (end !== -1 && end < open) {
      found.push({ head: css.slice(at, end).trim(), body: null });
      at = end + 1;
      continue;
    }
    let depth = 1;
    let close = open + 1;
    for (; depth > 0 && close < css.length; close++) {
      if (css[close] === '{') depth++;
      else if (css[close] === '}') depth--;
    }
    found.push({ head: css.slice(at, open).trim(), body: css.slice(open + 1, close - 1) });
    at = close;
  }
  return found;
}

function splitSelectors(head) {
  const parts = [''];
  let depth = 0;
  for (const char of head) {
    if (char === '(' || char === '[') depth++;
    if (char === ')' || char === ']') depth--;
    if (char === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += char;
  }
  return parts.map((part) => part.trim()).filter(Boolean);
}

function selectorIsUsed(selector, words) {
  const bare = selector.replace(/\\(.)/g, '$1').replace(/:(not|is|where)\([^)]*\)/g, '');
  return [...bare.matchAll(/\.([a-zA-Z][\w-]*)/g)].every(([, name]) => words.has(name));
}

function keepUsed(css, words) {
  return blocks(css)
    .map(({ head, body }) => {
      if (body === null) return '';
      if (/^@(media|supports|layer|container)/.test(head)) {
        const inner = keepUsed(body, words);
        return inner && `${head}{${inner}}`;
      }
      if (head.startsWith('@')) return `${head}{${body}}`;
      const selectors = splitSelectors(head).filter((selector) => selectorIsUsed(selector, words));
      return selectors.length ? `${selectors.join(',')}{${body}}` : '';
    })
    .join('\n');
}

/** Keyframes nothing runs and custom properties nothing reads. */
function dropUnread(css) {
  const kept = css.replace(/@keyframes ([\w-]+)\{(?:[^{}]*\{[^{}]*\})*\s*\}/g, (rule, name) =>
    new RegExp(`animation[^;{}]*\\b${name}\\b`).test(css) ? rule : '',
  );
  const read = new Set([...kept.matchAll(/var\(\s*(--[\w-]+)/g)].map(([, name]) => name));
  return kept.replace(/(^|[;{\n])\s*(--[\w-]+)\s*:[^;{}]*;?/g, (declaration, before, name) =>
    read.has(name) ? declaration : before,
  );
}

/** Returns the part of Tabler's CSS that the pages under `root` can use. */
export function trimTabler(css, root) {
  const plain = css.replace(/\/\*[\s\S]*?\*\//g, '').replace(/@charset[^;]*;/, '');
  let trimmed = keepUsed(plain, usedWords(root));
  for (let before = Infinity; trimmed.length < before;) {
    before = trimmed.length;
    trimmed = dropUnread(trimmed);
  }
  return `/*! Tabler (MIT), trimmed to what is used */\n${trimmed}`;
}
