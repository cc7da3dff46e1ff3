import type { FastifyRequest } from 'fastify';
import { DomainError } from '../errors.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses unsafe requests that another site made a browser send with our cookie. Sec-Fetch-Site where the browser
 * sends it, else Origin; a client without either is no browser and carries no ambient cookie of value.
 * Throws `cross_site` (403).
 */
export function checkOrigin(request: FastifyRequest, publicUrl: string): void {
  if (SAFE.has(request.method)) return;
  const site = request.headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'none') return;
  const origin = request.headers.origin;
  if (site === undefined && origin === undefined) return;
  if (site === undefined || site === 'same-site') {
    const own = new URL(publicUrl).host;
    const host = origin ? hostOf(origin) : null;
    if (host !== null && (host === own || host === request.headers.host)) return;
  }
  throw new DomainError(
    'forbidden',
    'cross_site',
    'This request came from another site. Open the page here and try again.',
  );
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}
