import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { isPerson, SYSTEM } from '../platform/actor.js';
import { Config } from '../platform/config/config.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError } from '../platform/errors.js';
import { type ActorRequest, Can, Public } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { localPath, page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { clearSessionCookie, setSessionCookie } from '../platform/web/session-cookie.js';
import { SessionService } from './session.service.js';
import { LinkRequestDto, PasswordSignInDto } from './sign-in.dto.js';
import { SignInService } from './sign-in.service.js';

/** How long a mailed link works; the mail room makes links this long. */
export const LINK_MINUTES = 60;
const PLAIN = { layout: 'plain', title: 'Sign in' } as const;

/** Signing in and out. */
@Controller()
@ApiExcludeController()
export class SignInController {
  constructor(
    private readonly signIn: SignInService,
    private readonly sessions: SessionService,
    private readonly unitOfWork: UnitOfWork,
    private readonly config: Config,
  ) {}

  @Get('sign-in')
  @Public()
  async form(
    @Query('next') next: string | undefined,
    @Req() request: ActorRequest,
  ): Promise<PageView | Redirect> {
    if (request.actor) return redirect(localPath(next));
    return page(
      'identity/sign-in',
      { next: localPath(next), values: {}, errors: {}, formError: null },
      PLAIN,
    );
  }

  @Post('sign-in')
  @Public()
  byPassword(
    @Body() body: FormBody,
    @Req() request: ActorRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const dto = await parseForm(PasswordSignInDto, body);
        const secret = await this.signIn.byPassword({ ...dto, ip: request.ip, ...agentOf(request) });
        setSessionCookie(reply, this.config, secret);
        return redirect(localPath(dto.next));
      },
      ({ errors, formError, values }) =>
        page(
          'identity/sign-in',
          { next: localPath(values['next']), values: { email: values['email'] }, errors, formError },
          PLAIN,
        ),
    );
  }

  @Post('sign-in/link')
  @Public()
  requestLink(@Body() body: FormBody, @Req() request: ActorRequest): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const { email } = await parseForm(LinkRequestDto, { email: body['email'] });
        await this.signIn.requestLink({ email, ip: request.ip });
        return page('identity/link-sent', { minutes: LINK_MINUTES }, PLAIN);
      },
      ({ errors, formError, values }) =>
        page(
          'identity/sign-in',
          { next: '/', values: { email: values['email'] }, errors: {}, linkErrors: errors, formError },
          PLAIN,
        ),
    );
  }

  /** Shows a button only: mail scanners open links, and opening must not use one up. */
  @Get('sign-in/:secret')
  @Public()
  async link(@Param('secret') secret: string): Promise<PageView> {
    const person = await this.signIn.linkWorks(secret);
    if (!person)
      throw new DomainError(
        'gone',
        'link_used',
        'This link was used already or is too old. Ask for a new one.',
      );
    return page(
      'identity/use-link',
      { name: person.name, action: `/sign-in/${encodeURIComponent(secret)}` },
      PLAIN,
    );
  }

  @Post('sign-in/:secret')
  @Public()
  async useLink(
    @Param('secret') secret: string,
    @Req() request: ActorRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Redirect> {
    setSessionCookie(
      reply,
      this.config,
      await this.signIn.byLink({ secret, ip: request.ip, ...agentOf(request) }),
    );
    return redirect('/');
  }

  @Post('sign-out')
  @Can('own.account')
  async signOut(
    @Req() request: ActorRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Redirect> {
    const { actor, sessionId } = request;
    if (actor && sessionId) await this.unitOfWork.run(SYSTEM, (tx) => this.sessions.end(tx, sessionId));
    clearSessionCookie(reply, this.config);
    return redirect('/sign-in', 'Signed out');
  }

  @Post('sign-out-everywhere')
  @Can('own.account')
  async signOutEverywhere(
    @Req() request: ActorRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Redirect> {
    const { actor } = request;
    if (actor && isPerson(actor))
      await this.unitOfWork.run({ side: 'system', name: actor.name }, (tx) =>
        this.sessions.endAll(tx, actor.personId),
      );
    clearSessionCookie(reply, this.config);
    return redirect('/sign-in', 'Signed out everywhere');
  }

  private async signInPage(data: {
    next: string;
    values?: object;
    errors?: object;
    formError?: string | null;
  }): Promise<PageView> {
    const organisation = await this.unitOfWork.read(SYSTEM, (tx) =>
      tx.one<{ productName: string }>(
        'select product_name as "productName" from organisation order by version desc limit 1',
      ),
    );
    const shown = { values: {}, errors: {}, formError: null, ...data };
    return page(
      'identity/sign-in',
      { ...shown, productName: organisation?.productName ?? null, mailWorks: this.config.smtpUrl !== null },
      PLAIN,
    );
  }
}

function agentOf(request: ActorRequest): { userAgent?: string } {
  const agent = request.headers['user-agent'];
  return agent ? { userAgent: agent } : {};
}
