import type { FastifyReply } from 'fastify';

/** A mail carries its styles on its tags, and nothing it says may run, load, send or lead the page elsewhere. */
const POLICY = [
  'sandbox allow-popups allow-popups-to-escape-sandbox',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "frame-ancestors 'self'",
].join('; ');

/** Answers a mail's HTML to be shown in a frame of our own pages; its links open beside them. */
export async function sendFrame(reply: FastifyReply, html: string): Promise<void> {
  await reply
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', POLICY)
    .header('x-frame-options', 'SAMEORIGIN')
    .header('cache-control', 'no-store')
    .send(html.replace('<head>', '<head><base target="_blank">'));
}
