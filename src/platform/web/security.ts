import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const CSP = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "object-src 'none'",
].join('; ');
/** The API's own page (Swagger UI) sets style attributes; nowhere else are they allowed. */
const DOCS_CSP = CSP.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

/** What an answer to a program carries that is sent past the headers below: it is what it says, and nothing else. */
export const JSON_HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'x-content-type-options': 'nosniff',
} as const;

/** Headers every answer carries. No inline script anywhere. */
export function setSecurityHeaders(app: NestFastifyApplication, https: boolean): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async (request, reply) => {
      reply.header('content-security-policy', request.url.startsWith('/api/docs') ? DOCS_CSP : CSP);
      reply.header('x-content-type-options', 'nosniff');
      reply.header('referrer-policy', 'same-origin');
      reply.header('x-frame-options', 'DENY');
      reply.header('permissions-policy', 'camera=(), microphone=(), geolocation=()');
      reply.header('cross-origin-opener-policy', 'same-origin');
      if (https) reply.header('strict-transport-security', 'max-age=31536000');
    });
}
