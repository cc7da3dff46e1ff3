import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config/config.js';

/** `__Host-` binds the cookie to this host over https; over plain http browsers refuse the prefix. */
export function sessionCookieName(config: Config): string {
  return config.isHttps ? '__Host-session' : 'session';
}

export function readSessionCookie(request: FastifyRequest, config: Config): string | undefined {
  return request.cookies?.[sessionCookieName(config)];
}

export function setSessionCookie(reply: FastifyReply, config: Config, secret: string): void {
  reply.setCookie(sessionCookieName(config), secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: config.isHttps,
    maxAge: 90 * 86_400,
  });
}

export function clearSessionCookie(reply: FastifyReply, config: Config): void {
  reply.clearCookie(sessionCookieName(config), { path: '/', secure: config.isHttps });
}
