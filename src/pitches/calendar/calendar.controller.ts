import { Controller, Get, Header, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../../platform/actor.js';
import { notFound } from '../../platform/errors.js';
import { hashSecret } from '../../platform/secrets.js';
import { type ActorRequest, Can, CurrentActor, Public } from '../../platform/web/access.js';
import { page, type PageView, redirect, type Redirect } from '../../platform/web/page.js';
import { RateLimit } from '../../platform/web/rate-limit.js';
import { CalendarService } from './calendar.service.js';

/** A calendar asks every few minutes at most; whoever tries addresses asks more often. */
const HOUR_SECONDS = 3_600;
const READS_AN_HOUR = 120;
const TRIES_AN_HOUR = 60;

/** The calendar of one's tasks: its address on the account page, and the feed behind the address. */
@ApiExcludeController()
@Controller()
export class CalendarController {
  constructor(
    private readonly calendars: CalendarService,
    private readonly limits: RateLimit,
  ) {}

  /** A page of its own and, by its frame, a part of the account page. */
  @Get('account/calendar')
  @Can('pitches.read')
  show(@CurrentActor() actor: Actor, @Req() request: ActorRequest): Promise<PageView> {
    return this.page(actor, null, request.headers['turbo-frame'] === 'calendar-feed');
  }

  /** Makes the address, or another one instead; shown in the answer, and never again. */
  @Post('account/calendar')
  @Can('pitches.read')
  async make(@CurrentActor() actor: Actor): Promise<PageView> {
    return this.page(actor, await this.calendars.make(actor), false);
  }

  @Post('account/calendar/end')
  @Can('pitches.read')
  async end(@CurrentActor() actor: Actor): Promise<Redirect> {
    await this.calendars.end(actor);
    return redirect(
      '/account/calendar',
      'The address has ended. Calendars that read it find nothing any more.',
    );
  }

  /** The feed. Not modified since the given entity tag: 304 and nothing else. */
  @Get('calendar/:file')
  @Public()
  @Header('cache-control', 'private, no-cache')
  @Header('x-robots-tag', 'noindex')
  async feed(
    @Param('file') file: string,
    @Req() request: ActorRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await this.limits.hit(`calendar-from/${request.ip}`, READS_AN_HOUR * 10, HOUR_SECONDS);
    const token = /^([\w-]{40,64})\.ics$/.exec(file)?.[1];
    // The limit's own key holds no secret, either.
    if (token) await this.limits.hit(`calendar/${hashSecret(token)}`, READS_AN_HOUR, HOUR_SECONDS);
    const found = token ? await this.calendars.read(token).catch(rethrowUnlessMissing) : null;
    if (!found) {
      await this.limits.hit(`calendar-try/${request.ip}`, TRIES_AN_HOUR, HOUR_SECONDS);
      throw notFound('calendar');
    }
    reply.header('etag', found.etag);
    if (
      request.headers['if-none-match']?.split(/\s*,\s*/).some((tag) => tag.replace(/^W\//, '') === found.etag)
    ) {
      reply.status(304);
      return '';
    }
    reply.header('content-type', 'text/calendar; charset=utf-8');
    reply.header('content-disposition', 'inline; filename="tasks.ics"');
    return found.ics;
  }

  private async page(actor: Actor, address: string | null, inFrame: boolean): Promise<PageView> {
    const feed = await this.calendars.current(actor);
    return page(
      'identity/calendar',
      {
        address,
        inFrame,
        feed: feed && { createdAt: feed.createdAt, lastReadAt: feed.lastReadAt },
      },
      { title: 'Your tasks in your calendar', ...(inFrame && { layout: null }) },
    );
  }
}

function rethrowUnlessMissing(error: unknown): null {
  if ((error as { kind?: string }).kind === 'not_found') return null;
  throw error;
}
