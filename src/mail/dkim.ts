import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto';

/** Whose signature it is (RFC 6376): the key is published at `<selector>._domainkey.<domain>`. */
export interface DkimKey {
  domain: string;
  selector: string;
  key: KeyObject;
}

/**
 * The headers a signature covers. Those named twice are signed as standing there once and no second time (RFC 6376
 * 5.4.2), and those a mail does not have are signed as absent: nobody on the way can add an address to answer to, or a
 * way to unsubscribe that is not ours. Date and Message-ID are left out, because relays such as Amazon's replace them.
 */
const SIGNED = [
  'from',
  'from',
  'to',
  'subject',
  'subject',
  'reply-to',
  'reply-to',
  'in-reply-to',
  'references',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
  'auto-submitted',
  'list-unsubscribe',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'list-unsubscribe-post',
];

/**
 * The DKIM-Signature header of a raw message (relaxed/relaxed), CRLF at its end, to be put before it. RSA keys sign
 * with rsa-sha256, Ed25519 keys with ed25519-sha256 (RFC 8463). `now` is the time in it. The message has CRLF line ends.
 */
export async function dkimSignature(
  raw: Buffer,
  { domain, selector, key }: DkimKey,
  now: Date,
): Promise<string> {
  const end = raw.indexOf('\r\n\r\n');
  const head = raw.subarray(0, end < 0 ? raw.length : end + 2).toString('latin1');
  const body = end < 0 ? Buffer.alloc(0) : raw.subarray(end + 4);
  const isRsa = key.asymmetricKeyType === 'rsa';
  const bodyHash = createHash('sha256')
    .update(relaxedBody(body.toString('latin1')), 'latin1')
    .digest('base64');
  const fields = [
    `v=1; a=${isRsa ? 'rsa-sha256' : 'ed25519-sha256'}; c=relaxed/relaxed; d=${domain}; s=${selector};`,
    ` t=${Math.floor(now.getTime() / 1_000)};`,
    ` h=${SIGNED.join(':')};`,
    ` bh=${bodyHash};`,
    ' b=',
  ];
  const unsigned = `DKIM-Signature: ${fields.join('\r\n')}`;
  const data = `${signedHeaders(head)}${relaxedHeader(unsigned)}`;
  const signature = await signed(data, key, isRsa);
  return `${unsigned}${signature.match(/.{1,72}/g)!.join('\r\n  ')}\r\n`;
}

/** What has to stand in the zone at `<selector>._domainkey.<domain>` as TXT. */
export function dkimRecord(key: KeyObject): string {
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' });
  // Of an Ed25519 key the record holds the 32 bytes alone, without the wrapping that names the algorithm.
  return key.asymmetricKeyType === 'rsa'
    ? `v=DKIM1; k=rsa; p=${der.toString('base64')}`
    : `v=DKIM1; k=ed25519; p=${der.subarray(-32).toString('base64')}`;
}

/** In the order of the list, of several headers of a name the lowest first. What is not there adds nothing. */
function signedHeaders(head: string): string {
  const byName = new Map<string, string[]>();
  for (const header of head.split(/\r\n(?![ \t])/).filter(Boolean)) {
    const name = header.slice(0, header.indexOf(':')).trim().toLowerCase();
    byName.set(name, [...(byName.get(name) ?? []), header]);
  }
  return SIGNED.map((name) => byName.get(name)?.pop())
    .filter((header) => header !== undefined)
    .map((header) => `${relaxedHeader(header)}\r\n`)
    .join('');
}

function relaxedHeader(header: string): string {
  const colon = header.indexOf(':');
  const value = header
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim();
  return `${header.slice(0, colon).trim().toLowerCase()}:${value}`;
}

function relaxedBody(body: string): string {
  const relaxed = body
    .replace(/[ \t]+/g, ' ')
    .replace(/ (?=\r\n)/g, '')
    .replace(/ $/, '')
    .replace(/(?:\r\n)+$/, '');
  return relaxed === '' ? '' : `${relaxed}\r\n`;
}

/** On a thread of its own: a signature takes about a millisecond, and many mails leave at once. */
function signed(data: string, key: KeyObject, isRsa: boolean): Promise<string> {
  const bytes = Buffer.from(data, 'latin1');
  const input = isRsa ? bytes : createHash('sha256').update(bytes).digest();
  return new Promise((resolve, reject) => {
    sign(isRsa ? 'sha256' : null, input, key, (error, signature) =>
      error ? reject(error) : resolve(signature.toString('base64')),
    );
  });
}
