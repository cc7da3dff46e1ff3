import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { isPerson, type PersonActor, SYSTEM } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError } from '../platform/errors.js';
import { type ActorRequest, Can } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { localPath, page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { AccountQueries } from './account.queries.js';
import { PeopleQueries } from './people.queries.js';
import { PeopleService } from './people.service.js';
import { allows, type Permission, PERMISSIONS } from './permissions.js';
import { SessionService } from './session.service.js';
import { TokenService } from './token.service.js';

class NewTokenDto {
  @IsString({ message: 'Name the token after what it is for.' }) @MinLength(1) @MaxLength(80) name: string;
  @IsOptional() scopes?: string | string[];
}

class NewPasswordDto {
  @IsOptional() @IsString() @MaxLength(200) current?: string;
  @IsString({ message: 'Enter the new password.' }) @MaxLength(200) password: string;
}

/** One's own sessions, tokens, password, and which membership to act under. */
@Controller()
@ApiExcludeController()
@Can('own.account')
export class AccountController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly account: AccountQueries,
    private readonly people: PeopleService,
    private readonly peopleQueries: PeopleQueries,
    private readonly sessions: SessionService,
    private readonly tokens: TokenService,
  ) {}

  @Get('account')
  show(@Req() request: ActorRequest): Promise<PageView> {
    return this.page(request, {});
  }

  @Get('settings/tokens')
  tokensPage(): Redirect {
    return redirect('/account');
  }

  @Post('settings/tokens')
  createToken(@Body() body: FormBody, @Req() request: ActorRequest): Promise<PageView | Redirect> {
    const actor = personOf(request);
    return formPage(
      body,
      async () => {
        const dto = await parseForm(NewTokenDto, body);
        const scopes = dto.scopes === undefined ? null : [dto.scopes].flat();
        const { token } = await this.run(actor, (tx) =>
          this.tokens.create(tx, {
            personId: actor.personId,
            membershipId: actor.membershipId,
            name: dto.name,
            scopes,
          }),
        );
        return this.page(request, { newToken: { name: dto.name, secret: token } });
      },
      ({ errors, formError, values }) => this.page(request, { errors, formError, values, form: 'token' }),
    );
  }

  @Post('settings/tokens/:id/revocation')
  async revokeToken(@Param('id') id: string, @Req() request: ActorRequest): Promise<Redirect> {
    const actor = personOf(request);
    await this.run(actor, (tx) => this.tokens.revoke(tx, actor, id));
    return redirect('/account', 'The token works no more');
  }

  @Post('settings/sessions/:id/end')
  async endSession(@Param('id') id: string, @Req() request: ActorRequest): Promise<Redirect> {
    const actor = personOf(request);
    await this.run(actor, async (tx) => {
      const own = await tx.one('select 1 as ok from session where id_hash = $1 and person_id = $2', [
        id,
        actor.personId,
      ]);
      if (own) await this.sessions.end(tx, id);
    });
    return redirect('/account', 'That session has ended');
  }

  @Post('settings/password')
  changePassword(@Body() body: FormBody, @Req() request: ActorRequest): Promise<PageView | Redirect> {
    const actor = personOf(request);
    return formPage(
      body,
      async () => {
        const dto = await parseForm(NewPasswordDto, body);
        await this.run(actor, async (tx) => {
          const kept = await tx.one<{ passwordHash: string | null }>(
            'select password_hash as "passwordHash" from person where id = $1',
            [actor.personId],
          );
          if (
            kept?.passwordHash &&
            !(await this.people.passwordMatches(kept.passwordHash, dto.current ?? ''))
          )
            throw wrongPassword();
          await this.people.setPassword(tx, actor.personId, dto.password);
        });
        return redirect('/account', 'The password is changed');
      },
      ({ errors, formError }) => this.page(request, { errors, formError, form: 'password' }),
    );
  }

  @Get('memberships')
  async choose(@Req() request: ActorRequest): Promise<PageView> {
    const actor = personOf(request);
    const memberships = await this.unitOfWork.read(SYSTEM, (tx) => this.account.choices(tx, actor));
    return page(
      'identity/choose-membership',
      { memberships, next: '/' },
      { layout: 'plain', title: 'Act as' },
    );
  }

  @Post('memberships/current')
  async switchTo(@Body() body: FormBody, @Req() request: ActorRequest): Promise<Redirect> {
    const actor = personOf(request);
    const { sessionId } = request;
    const membershipId = body['membershipId'];
    if (!sessionId || typeof membershipId !== 'string')
      throw new DomainError(
        'invalid',
        'session_needed',
        'Only a signed-in browser can change what it acts as.',
      );
    await this.run(actor, (tx) => this.sessions.switchTo(tx, sessionId, actor.personId, membershipId));
    return redirect(localPath(body['next']));
  }

  /** Accounts are the installation's, so a department's person changes their own as the system, under their name. */
  private run<T>(actor: PersonActor, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.unitOfWork.run({ side: 'system', name: actor.name }, work);
  }

  private async page(request: ActorRequest, shown: Record<string, unknown>): Promise<PageView> {
    const actor = personOf(request);
    const data = await this.unitOfWork.read(SYSTEM, (tx) =>
      this.account.of(tx, actor, request.sessionId ?? null),
    );
    const scopes = (Object.keys(PERMISSIONS) as Permission[])
      .filter((name) => allows({ ...actor, scopes: null }, name))
      .map((name) => ({ value: name, label: name }));
    return page(
      'identity/account',
      { ...data, scopes, newToken: null, errors: {}, formError: null, values: {}, form: null, ...shown },
      { title: 'Your account' },
    );
  }
}

function personOf(request: ActorRequest): PersonActor {
  const { actor } = request;
  if (!actor || !isPerson(actor)) throw new DomainError('forbidden', 'forbidden', 'Sign in first.');
  return actor;
}

function wrongPassword(): DomainError {
  return new DomainError('invalid', 'wrong_password', 'The present password is another one.', {
    errors: [{ field: 'current', message: 'This is not the present password.' }],
  });
}
