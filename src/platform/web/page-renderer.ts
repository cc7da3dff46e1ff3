import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Config } from '../config/config.js';
import type { ActorRequest } from './access.js';
import { LayoutContext } from './layout-context.js';
import type { LayoutName, PageView, Redirect } from './page.js';
import { Views } from './views.js';

const FLASH = 'flash';

/** Renders pages inside their frame, with the notice left by the redirect before. */
@Injectable()
export class PageRenderer {
  constructor(
    private readonly views: Views,
    private readonly layouts: LayoutContext,
    private readonly config: Config,
  ) {}

  /** The page's HTML; sets status, type and the cookies that go with it. */
  async send(request: ActorRequest, reply: FastifyReply, view: PageView): Promise<string> {
    const layout = view.options.layout === undefined ? sideLayout(request) : view.options.layout;
    const frame = layout === null ? { now: new Date().toISOString() } : await this.layouts.build(request);
    const flash = request.cookies?.[FLASH];
    if (flash && layout !== null) reply.clearCookie(FLASH, { path: '/' });
    // GET answers that were asked for as part of a page must not be stored with someone's rights in them.
    if (request.actor) reply.header('cache-control', 'private, no-store');
    reply.type('text/html; charset=utf-8');
    // A page that answers a POST is a page, not something created.
    reply.status(view.options.status ?? 200);
    const data = { ...frame, notice: readFlash(flash), title: view.options.title, ...view.data };
    return this.views.render(view.template, data, { layout });
  }

  redirect(reply: FastifyReply, to: Redirect): string {
    if (to.notice) {
      const value = Buffer.from(to.notice).toString('base64url');
      reply.setCookie(FLASH, value, {
        path: '/',
        httpOnly: true,
        sameSite: 'lax',
        secure: this.config.isHttps,
        maxAge: 60,
      });
    }
    reply.status(303).header('location', to.url);
    return '';
  }
}

function sideLayout(request: ActorRequest): LayoutName {
  const side = request.actor?.side;
  return side === 'vendor' || side === 'department' ? side : 'plain';
}

function readFlash(value: string | undefined): string | null {
  return value ? Buffer.from(value, 'base64url').toString('utf8').slice(0, 400) : null;
}
