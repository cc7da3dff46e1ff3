import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Config } from '../config/config.js';
import { type ActorRequest, Public } from './access.js';
import type { FormBody } from './form.js';
import { localPath, redirect, type Redirect } from './page.js';

/** Light or dark, kept in a cookie so that the first paint is already right. */
@Controller('theme')
@ApiExcludeController()
export class ThemeController {
  constructor(private readonly config: Config) {}

  @Post()
  @Public()
  choose(
    @Body() body: FormBody,
    @Req() request: ActorRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Redirect {
    const theme = body?.['theme'];
    const options = { path: '/', sameSite: 'lax' as const, secure: this.config.isHttps, maxAge: 31_536_000 };
    if (theme === 'light' || theme === 'dark') reply.setCookie('theme', theme, options);
    else reply.clearCookie('theme', { path: '/' });
    return redirect(localPath(body?.['back'] ?? pathOf(request.headers.referer)));
  }
}

function pathOf(referer: string | undefined): string {
  try {
    const url = new URL(referer ?? '');
    return url.pathname + url.search;
  } catch {
    return '/';
  }
}
