import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, DEPARTMENT_ROLES, personIdOf, type Role, VENDOR_ROLES } from '../platform/actor.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError } from '../platform/errors.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { InvitationsService } from './invitations.service.js';
import { InviteDto } from './people.dto.js';
import { PeopleQueries, roleWords } from './people.queries.js';
import { PeopleService } from './people.service.js';
import { allows } from './permissions.js';

/** Who works here and who is asked to; admins change it, the vendor side reads it. */
@Controller('settings/people')
@ApiExcludeController()
export class PeopleController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly people: PeopleService,
    private readonly queries: PeopleQueries,
    private readonly invitations: InvitationsService,
    private readonly config: Config,
  ) {}

  @Get()
  @Can('organisation.read')
  list(@CurrentActor() actor: Actor): Promise<PageView> {
    return this.page(actor, {});
  }

  @Post('invitations')
  @Can('people.manage')
  invite(@Body() body: FormBody, @CurrentActor() actor: Actor): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const dto = await parseForm(InviteDto, body);
        const { url } = await this.unitOfWork.run(actor, async (tx) => {
          const known = (await this.queries.reviewGroups(tx)).map(({ key }) => key);
          return this.invitations.invite(tx, {
            ...dto,
            groups: [dto.groups ?? []].flat().filter((group) => known.includes(group)),
            departmentId: dto.ori ? await this.departmentByOri(tx, dto.ori) : null,
          });
        });
        return this.page(actor, {
          notice: this.config.smtpUrl
            ? `${dto.name} is invited by mail`
            : `${dto.name} is invited. The link, shown only now: ${url}`,
        });
      },
      (shown) => this.page(actor, { ...shown, failed: 'invite' }),
    );
  }

  @Post('invitations/:id/withdrawal')
  @Can('people.manage')
  async withdraw(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<Redirect> {
    await this.unitOfWork.run(actor, (tx) => this.invitations.withdraw(tx, id));
    return redirect('/settings/people', 'The invitation is withdrawn');
  }

  @Post(':id/deactivation')
  @Can('people.manage')
  async deactivate(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<Redirect> {
    await this.unitOfWork.run(actor, (tx) => this.people.disable(tx, id, personIdOf(actor)));
    return redirect('/settings/people', 'Deactivated. Open work is yours now until you hand it on.');
  }

  @Post(':id/sign-in-links')
  @Can('people.manage')
  async signInLink(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<PageView> {
    const { url } = await this.unitOfWork.run(actor, (tx) =>
      this.people.createSignInLink(tx, { personId: id, hours: 24 }),
    );
    return this.page(actor, { notice: `A sign-in link for one use within 24 hours, shown only now: ${url}` });
  }

  private async page(actor: Actor, shown: Record<string, unknown>): Promise<PageView> {
    const canWrite =
      (actor.side === 'vendor' || actor.side === 'department') && allows(actor, 'people.manage');
    const data = await this.unitOfWork.read(actor, async (tx) => ({
      people: await this.queries.withMemberships(tx, personIdOf(actor)),
      invitations: await this.queries.openInvitations(tx),
      groups: await this.queries.reviewGroups(tx),
    }));
    const roles = [...VENDOR_ROLES, ...DEPARTMENT_ROLES].map((role: Role) => ({
      value: role,
      label: roleWords(role),
    }));
    return page(
      'settings/people',
      { ...data, roles, canWrite, values: {}, errors: {}, formError: null, ...shown },
      { title: 'People' },
    );
  }

  private async departmentByOri(tx: Tx, ori: string): Promise<string> {
    const row = await tx.one<{ id: string }>('select id from department where ori = $1', [ori.toUpperCase()]);
    if (!row)
      throw new DomainError('invalid', 'unknown_ori', 'No department has this ORI.', {
        errors: [{ field: 'ori', message: 'No department has this ORI.' }],
      });
    return row.id;
  }
}
