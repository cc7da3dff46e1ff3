import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsEmail, IsString, MaxLength, MinLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { SYSTEM } from '../platform/actor.js';
import { Config } from '../platform/config/config.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { type ActorRequest, Public } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { FirstStartService } from './first-start.service.js';
import { PeopleService } from './people.service.js';
import { setSessionCookie } from '../platform/web/session-cookie.js';
import { SessionService } from './session.service.js';

class FirstAdminDto {
  @IsString({ message: 'Enter your name.' }) @MinLength(1) @MaxLength(120) name: string;
  @IsEmail({}, { message: 'Enter your e-mail address.' }) @MaxLength(254) email: string;
  @IsString({ message: 'Choose a password of 12 characters or more.' }) @MaxLength(200) password: string;
}

/** The one-time page of an installation that has nobody yet. */
@Controller('setup')
@ApiExcludeController()
@Public()
export class SetupController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly firstStart: FirstStartService,
    private readonly people: PeopleService,
    private readonly sessions: SessionService,
    private readonly config: Config,
  ) {}

  @Get(':token')
  async show(@Param('token') token: string): Promise<PageView> {
    await this.unitOfWork.read(SYSTEM, (tx) => this.firstStart.require(tx, token));
    return setupPage(token, { values: {}, errors: {}, formError: null });
  }

  @Post(':token')
  createAdmin(
    @Param('token') token: string,
    @Body() body: FormBody,
    @Req() request: ActorRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const dto = await parseForm(FirstAdminDto, body);
        const secret = await this.unitOfWork.run(SYSTEM, async (tx) => {
          await this.firstStart.take(tx, token, false);
          const admin = await this.people.addPerson(tx, { ...dto, role: 'admin', groups: [] });
          const userAgent = request.headers['user-agent'];
          return this.sessions.start(tx, { ...admin, by: 'set-up', ...(userAgent ? { userAgent } : {}) });
        });
        setSessionCookie(reply, this.config, secret);
        return redirect('/settings', 'You are the first admin. Say who the company is next.');
      },
      ({ errors, formError, values }) =>
        setupPage(token, { values: { name: values['name'], email: values['email'] }, errors, formError }),
    );
  }
}

function setupPage(
  token: string,
  shown: { values: object; errors: object; formError: string | null },
): PageView {
  return page(
    'identity/setup',
    { token, canLoadDemo: true, ...shown },
    { layout: 'plain', title: 'Set up Liaison' },
  );
}
