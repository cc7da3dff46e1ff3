import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Target } from './target.js';

/** From the first step of the connection to the end of what is read of the answer. Milliseconds. */
const PATIENCE_MS = 15_000;
const MOST_BYTES = 1_024;

/** What came of one attempt. `text` is the beginning of the body, at most 1 KB; durations are in milliseconds. */
export type Answer =
  | { answered: true; status: number; retryAfter: string | undefined; text: string; durationMs: number }
  | { answered: false; reason: string; durationMs: number };

const REASONS: Record<string, string> = {
  ABORT_ERR: 'No answer within 15 seconds.',
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The connection was cut off.',
  EHOSTUNREACH: 'The host cannot be reached.',
  ENETUNREACH: 'The network cannot be reached.',
  ETIMEDOUT: 'No connection came about.',
  CERT_HAS_EXPIRED: 'The certificate has expired.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The certificate is not trusted.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate belongs to another name.',
  SELF_SIGNED_CERT_IN_CHAIN: 'The certificate is not trusted.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'The certificate is not trusted.',
};

/** Posts a body to the checked addresses of a target and to no others; follows no redirect. Never rejects. */
export function post(
  { url, addresses }: Target,
  headers: Record<string, string>,
  body: string,
  patienceMs: number = PATIENCE_MS,
): Promise<Answer> {
  const began = performance.now();
  const durationMs = (): number => Math.round(performance.now() - began);
  return new Promise((resolve) => {
    let answering = false;
    const failed = (error: unknown): void => {
      if (!answering) resolve({ answered: false, reason: reasonOf(error), durationMs: durationMs() });
    };
    let request: ClientRequest;
    try {
      request = (url.protocol === 'https:' ? https : http).request(url, {
        method: 'POST',
        agent: false,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        lookup: checked(addresses),
        signal: AbortSignal.timeout(patienceMs),
      });
    } catch (error) {
      failed(error);
      return;
    }
    request.on('response', (response) => {
      // From here on the answer is known, even if its body breaks off.
      answering = true;
      void beginning(response, request).then((text) => {
        request.destroy();
        resolve({
          answered: true,
          status: response.statusCode ?? 0,
          retryAfter: response.headers['retry-after'],
          text,
          durationMs: durationMs(),
        });
      });
    });
    request.on('error', failed);
    request.on('close', () => failed({ code: 'ECONNRESET' }));
    request.end(body);
  });
}

/** Answers every question for an address with those that were checked, so that a name which changes its mind is not asked again. */
function checked(addresses: Target['addresses']): LookupFunction {
  return (_name, options, answer) => {
    const [first] = addresses;
    if (options.all) answer(null, addresses);
    else if (first) answer(null, first.address, first.family);
    else answer(new Error('No address was checked.'), '', 0);
  };
}

/** The first kilobyte of a body, or what there is of it when it breaks off. */
function beginning(response: IncomingMessage, request: ClientRequest): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const done = (): void => resolve(Buffer.concat(chunks).subarray(0, MOST_BYTES).toString('utf8'));
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= MOST_BYTES) done();
    });
    for (const end of ['end', 'error', 'close']) response.on(end, done);
    request.on('close', done);
  });
}

/** Why there was no answer; never the message of an error, which names addresses. */
function reasonOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  const plain = typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'UNKNOWN';
  return REASONS[plain] ?? `The connection failed (${plain}).`;
}
