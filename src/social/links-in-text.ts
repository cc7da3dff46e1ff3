import { topLevelDomains } from './network-rules.js';

/** A link as a network finds it in a text: UTF-16 positions, from the first up to, not including, the second. */
export interface FoundLink {
  from: number;
  to: number;
}

const PATH_SIGNS = String.raw`a-z0-9!*';:=+,.$/%#\[\]\-_~@|&\u00c0-\u024f\u0400-\u04ff`;
const CANDIDATE = new RegExp(
  String.raw`(?<![a-z0-9@＠$#＃])(https?://)?((?:[\p{L}\p{N}](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}])?\.)+(?:xn--[a-z0-9-]{1,59}|\p{L}{2,63}))(?![\p{L}\p{N}@＠+-])(?::(\d+))?((?:/(?:[${PATH_SIGNS}]|\([${PATH_SIGNS}]+\))*)?)((?:\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*)?)`,
  'giu',
);
const PATH_END = /[^a-z0-9=_#/+)\-\u00c0-\u024f\u0400-\u04ff]+$/iu;
const QUERY_END = /[^a-z0-9\-_&=#/]+$/iu;

/**
 * The links X finds in a text (Mastodon those with a scheme only): the last label has to be a top-level domain, what ends a sentence
 * does not belong to the link, and a bare name of two labels under a country's domain is none without a path. Pure.
 * After the rules published as twitter-text.
 */
export function linksIn(text: string, { schemeNeeded = false } = {}): FoundLink[] {
  const found: FoundLink[] = [];
  for (const match of text.matchAll(CANDIDATE)) {
    const [, scheme = '', host = '', port, path = '', query = ''] = match;
    if (scheme === '' && (schemeNeeded || /[-_./]$/.test(text.slice(0, match.index)))) continue;
    if (scheme === '' && !/^[\x20-\x7e]+$/.test(host)) continue;
    const name = longestName(host);
    if (name === null) continue;
    const whole = name.length === host.length;
    const tail = whole ? (port ? `:${port}` : '') + ended(path, query) : '';
    if (scheme === '' && tail === '' && isBareCountryName(name)) continue;
    const to = match.index + scheme.length + name.length + tail.length;
    found.push({ from: match.index, to });
  }
  return found;
}

function longestName(host: string): string | null {
  const labels = host.split('.');
  for (let count = labels.length; count >= 2; count -= 1) {
    if (topLevelDomains().has(labels[count - 1]?.toLowerCase() ?? ''))
      return labels.slice(0, count).join('.');
  }
  return null;
}

function isBareCountryName(name: string): boolean {
  const [, last = '', more] = name.toLowerCase().split('.');
  return more === undefined && last.length === 2 && last !== 'co' && last !== 'tv';
}

function ended(path: string, query: string): string {
  const asked = query.length > 1 ? query.replace(QUERY_END, '') : '';
  if (asked.length > 1) return path + asked;
  return path.replace(PATH_END, '');
}
