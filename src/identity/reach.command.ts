import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../platform/actor.js';
import { CliCommand, type CliOutput } from '../platform/cli/cli-command.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError, notFound } from '../platform/errors.js';
import { PeopleQueries } from './people.queries.js';
import { type Reach, REACHES } from './reach.js';
import { TeamsService } from './teams.service.js';

/** How far a rep sees, on the command line. */
@Injectable()
export class ReachCommand {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly people: PeopleQueries,
    private readonly teams: TeamsService,
  ) {}

  @CliCommand({
    name: 'user:reach',
    summary: 'Say whose pitches a rep sees: own, team or all',
    options: [
      ['--email <address>', 'which rep'],
      ['--reach <reach>', REACHES.join(', ')],
      ['--team <name>', 'the team, made if there is none of this name'],
    ],
  })
  async reach(
    _args: string[],
    options: Record<string, string | boolean | undefined>,
    out: CliOutput,
  ): Promise<void> {
    const reach = REACHES.find((known) => known === options['reach']);
    if (!reach) throw unknownReach();
    const { email, team } = options;
    const changed = await this.unitOfWork.run(SYSTEM, async (tx) => {
      const person = typeof email === 'string' ? await this.people.byEmail(tx, email) : undefined;
      if (!person) throw notFound('person');
      const held = (await this.people.memberships(tx, person.personId)).find(({ role }) => role === 'rep');
      if (!held) throw notFound('rep');
      const teamId = typeof team === 'string' ? await this.teams.ensure(tx, team) : null;
      await this.teams.setReach(tx, held.membershipId, { reach, teamId });
      return { name: person.name, membershipId: held.membershipId, reach, teamId };
    });
    out.result(`${changed.name} sees ${IN_WORDS[reach]}.`, changed);
  }
}

const IN_WORDS: Record<Reach, string> = {
  own: 'their own pitches',
  team: 'their team’s pitches',
  all: 'all pitches',
};

const unknownReach = (): DomainError =>
  new DomainError('malformed', 'unknown_reach', `--reach is one of ${REACHES.join(', ')}.`, {
    errors: [{ field: 'reach', message: 'Use one of those named.' }],
  });
