import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { SYSTEM } from '../platform/actor.js';
import { Config } from '../platform/config/config.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { type ActorRequest, Public } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { RateLimit } from '../platform/web/rate-limit.js';
import { InvitationsService } from './invitations.service.js';
import { AcceptInvitationDto } from './people.dto.js';
import { roleWords } from './people.queries.js';
import { setSessionCookie } from '../platform/web/session-cookie.js';
import { SessionService } from './session.service.js';

/** Accepting an invitation: GET shows, POST accepts. */
@Controller('invitations')
@ApiExcludeController()
@Public()
export class InvitationsController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly invitations: InvitationsService,
    private readonly sessions: SessionService,
    private readonly limit: RateLimit,
    private readonly config: Config,
  ) {}

  @Get(':token')
  show(@Param('token') token: string): Promise<PageView> {
    return this.page(token, {});
  }

  @Post(':token')
  accept(
    @Param('token') token: string,
    @Body() body: FormBody,
    @Req() request: ActorRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        await this.limit.hit(`invitation:${request.ip}`, 60, 900);
        const dto = await parseForm(AcceptInvitationDto, body);
        const secret = await this.unitOfWork.run(SYSTEM, async (tx) => {
          const person = await this.invitations.accept(tx, token, dto);
          return this.sessions.start(tx, { ...person, by: 'invitation' });
        });
        setSessionCookie(reply, this.config, secret);
        return redirect('/');
      },
      (shown) => this.page(token, { ...shown, values: { name: shown.values['name'] } }),
    );
  }

  private async page(token: string, shown: Record<string, unknown>): Promise<PageView> {
    const invitation = await this.unitOfWork.read(SYSTEM, (tx) => this.invitations.open(tx, token));
    const data = {
      token,
      ...invitation,
      roleWords: roleWords(invitation.role),
      invitedBy: invitation.invitedBy ?? 'An admin',
    };
    return page(
      'identity/invitation',
      { ...data, values: { name: invitation.name }, errors: {}, formError: null, ...shown },
      { layout: 'plain', title: 'Join Liaison' },
    );
  }
}
