import { Injectable } from '@nestjs/common';
import { DEPARTMENT_ROLES, type Role, SYSTEM, VENDOR_ROLES } from '../platform/actor.js';
import { CliCommand, type CliOutput } from '../platform/cli/cli-command.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError, notFound } from '../platform/errors.js';
import { FirstStartService } from './first-start.service.js';
import { PeopleQueries } from './people.queries.js';
import { PeopleService } from './people.service.js';
import { TokenService } from './token.service.js';

type Options = Record<string, string | boolean | undefined>;

/** People and tokens on the command line: the way in without mail. */
@Injectable()
export class PeopleCommands {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly people: PeopleService,
    private readonly queries: PeopleQueries,
    private readonly tokens: TokenService,
    private readonly firstStart: FirstStartService,
  ) {}

  @CliCommand({
    name: 'user:create',
    summary: 'Add a person with a role',
    options: [
      ['--email <address>', 'e-mail address'],
      ['--name <name>', 'full name'],
      ['--role <role>', [...VENDOR_ROLES, ...DEPARTMENT_ROLES].join(', ')],
      ['--ori <ori>', 'the department, for pio and records_officer'],
      ['--groups <groups>', 'review groups, for example communications,legal'],
    ],
  })
  async create(_args: string[], options: Options, out: CliOutput): Promise<void> {
    const email = required(options, 'email');
    const name = required(options, 'name');
    const role = readRole(required(options, 'role'));
    const groups =
      typeof options['groups'] === 'string' ? options['groups'].split(',').map((group) => group.trim()) : [];
    const made = await this.unitOfWork.run(SYSTEM, async (tx) => {
      const departmentId =
        typeof options['ori'] === 'string' ? await departmentByOri(tx, options['ori']) : null;
      const person = await this.people.addPerson(tx, { email, name, role, departmentId, groups });
      await this.firstStart.markSetUp(tx);
      return person;
    });
    out.result(`${name} may act as ${role}. Make a way in with: user:link --email ${email}`, {
      ...made,
      role,
    });
  }

  @CliCommand({
    name: 'user:link',
    summary: 'Print a one-time sign-in link, valid for 24 hours',
    options: [['--email <address>', 'whose link']],
  })
  async link(_args: string[], options: Options, out: CliOutput): Promise<void> {
    const link = await this.unitOfWork.run(SYSTEM, async (tx) => {
      const person = await this.find(tx, required(options, 'email'));
      return this.people.createSignInLink(tx, { personId: person.personId, hours: 24 });
    });
    out.result(link.url, link);
  }

  @CliCommand({
    name: 'user:disable',
    summary: 'Deactivate a person: sessions and tokens end, history keeps the name',
    options: [
      ['--email <address>', 'who'],
      ['--successor <address>', 'who takes over open pitches, tasks and claims'],
    ],
  })
  async disable(_args: string[], options: Options, out: CliOutput): Promise<void> {
    const person = await this.unitOfWork.run(SYSTEM, async (tx) => {
      const found = await this.find(tx, required(options, 'email'));
      const successor =
        typeof options['successor'] === 'string' ? await this.find(tx, options['successor']) : null;
      await this.people.disable(tx, found.personId, successor?.personId ?? null);
      return found;
    });
    out.result(`${person.name} is deactivated.`, { personId: person.personId });
  }

  @CliCommand({
    name: 'user:role',
    summary: 'Give a person another role, or take one away',
    options: [
      ['--email <address>', 'who'],
      ['--role <role>', 'the role'],
      ['--ori <ori>', 'the department, for pio and records_officer'],
      ['--groups <groups>', 'review groups'],
      ['--remove', 'take the role away instead'],
    ],
  })
  async role(_args: string[], options: Options, out: CliOutput): Promise<void> {
    const role = readRole(required(options, 'role'));
    const result = await this.unitOfWork.run(SYSTEM, async (tx) => {
      const person = await this.find(tx, required(options, 'email'));
      const departmentId =
        typeof options['ori'] === 'string' ? await departmentByOri(tx, options['ori']) : null;
      const held = (await this.queries.memberships(tx, person.personId)).find(
        (m) => m.role === role && m.departmentId === departmentId,
      );
      if (options['remove']) {
        if (!held) throw notFound('membership');
        await this.people.endMembership(tx, held.membershipId);
      } else {
        const groups = typeof options['groups'] === 'string' ? options['groups'].split(',') : undefined;
        await this.people.grantMembership(tx, {
          personId: person.personId,
          role,
          departmentId,
          ...(groups ? { groups } : {}),
        });
      }
      return person;
    });
    out.result(
      options['remove'] ? `${result.name} is no longer ${role}.` : `${result.name} may act as ${role}.`,
      { personId: result.personId, role },
    );
  }

  @CliCommand({
    name: 'token:create',
    summary: 'Print a new API token, alone on one line',
    options: [
      ['--email <address>', 'whose rights it has'],
      ['--name <name>', 'what it is for'],
      ['--scopes <scopes>', 'permissions to scope it down to, comma-separated'],
      ['--role <role>', 'which membership, when there are several'],
    ],
  })
  async token(_args: string[], options: Options, out: CliOutput): Promise<void> {
    const made = await this.unitOfWork.run(SYSTEM, async (tx) => {
      const person = await this.find(tx, required(options, 'email'));
      const memberships = await this.queries.memberships(tx, person.personId);
      const membership = memberships.find((m) => !options['role'] || m.role === options['role']);
      if (!membership) throw notFound('membership');
      const scopes =
        typeof options['scopes'] === 'string'
          ? options['scopes'].split(',').map((scope) => scope.trim())
          : null;
      const name = typeof options['name'] === 'string' ? options['name'] : 'command line';
      return this.tokens.create(tx, {
        personId: person.personId,
        membershipId: membership.membershipId,
        name,
        scopes,
      });
    });
    out.result(made.token, made);
  }

  private async find(tx: Tx, email: string): Promise<{ personId: string; name: string }> {
    const person = await this.queries.byEmail(tx, email);
    if (!person) throw notFound('person');
    return person;
  }
}

function required(options: Options, name: string): string {
  const value = options[name];
  if (typeof value !== 'string' || value.trim() === '') {
    throw new DomainError('malformed', 'option_missing', `Say --${name}.`, {
      errors: [{ field: name, message: 'This option is needed.' }],
    });
  }
  return value.trim();
}

function readRole(value: string): Role {
  const role = [...VENDOR_ROLES, ...DEPARTMENT_ROLES].find((known) => known === value);
  if (!role) {
    throw new DomainError(
      'malformed',
      'unknown_role',
      `--role is one of ${[...VENDOR_ROLES, ...DEPARTMENT_ROLES].join(', ')}.`,
      {
        errors: [{ field: 'role', message: 'Use one of the roles named.' }],
      },
    );
  }
  return role;
}

/** Identity stands below departments, so it asks the table, not the room. */
async function departmentByOri(tx: Tx, ori: string): Promise<string> {
  const row = await tx.one<{ id: string }>('select id from department where ori = $1', [ori.toUpperCase()]);
  if (!row)
    throw new DomainError(
      'not_found',
      'not_found',
      'No department has this ORI. Import the agency list, or add the department first.',
    );
  return row.id;
}
