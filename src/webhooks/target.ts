import { lookup as resolve } from 'node:dns/promises';
import { isIP } from 'node:net';
import { addressKind } from './address-kind.js';

/** A name that has not been found by then is not found. Milliseconds. */
const PATIENCE_MS = 5_000;

/** Where a message goes: the URL, and the addresses its name had when they were checked. A connection is made to these and no others. */
export interface Target {
  url: URL;
  addresses: { address: string; family: 4 | 6 }[];
}

/** All addresses of a name; rejects when it has none. */
export type Resolve = (name: string) => Promise<string[]>;

/** The URL names a place no message may go to. `code` is for programs, the message for a reader; neither repeats the URL. */
export class TargetRefused extends Error {
  constructor(
    readonly code:
      'url_invalid' | 'url_not_https' | 'url_has_credentials' | 'url_unknown_host' | 'url_private',
    message: string,
  ) {
    super(message);
  }
}

/**
 * Reads a URL and resolves its name, once. All of its addresses have to be outside of networks of one's own; `allowPrivate` lets
 * loopback and private ones through, and loopback without https. Throws TargetRefused.
 */
export async function findTarget(
  text: string,
  { allowPrivate, resolve = resolveName }: { allowPrivate: boolean; resolve?: Resolve },
): Promise<Target> {
  const url = readUrl(text);
  // Without https anybody on the way can read and change a message, and so it is for this machine alone.
  if (url.protocol === 'http:' && !allowPrivate) throw notHttps();
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const found = isIP(host) ? [host] : await resolve(host).catch(() => []);
  if (found.length === 0)
    throw new TargetRefused('url_unknown_host', 'The name of this host cannot be found. Check its spelling.');
  const kinds = found.map(addressKind);
  const allowed = allowPrivate ? ['public', 'private', 'loopback'] : ['public'];
  if (!kinds.every((kind) => allowed.includes(kind)))
    throw new TargetRefused(
      'url_private',
      'This leads to a private or reserved address. Give one that is reached over the internet.',
    );
  if (url.protocol === 'http:' && !kinds.every((kind) => kind === 'loopback')) throw notHttps();
  return {
    url,
    addresses: found.map((address) => ({ address, family: isIP(address) === 6 ? 6 : 4 })),
  };
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['https:', 'http:'].includes(url.protocol))
    throw new TargetRefused('url_invalid', 'Give a complete address such as https://receiver.example/hooks.');
  if (url.username || url.password)
    throw new TargetRefused(
      'url_has_credentials',
      'Leave user and password out of the address. The signature tells the receiver who sends.',
    );
  return url;
}

function notHttps(): TargetRefused {
  return new TargetRefused('url_not_https', 'Give an address that begins with https://.');
}

async function resolveName(name: string): Promise<string[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Not resolved in time.')), PATIENCE_MS);
  });
  try {
    return (await Promise.race([resolve(name, { all: true }), late])).map(({ address }) => address);
  } finally {
    clearTimeout(timer);
  }
}
