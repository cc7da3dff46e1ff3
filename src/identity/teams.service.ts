import { Injectable } from '@nestjs/common';
import type { Role } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { DomainError, notFound, onConflict } from '../platform/errors.js';
import { isId, newId } from '../platform/id.js';
import { ReachChanged, TeamAdded, TeamRenamed } from './identity.events.js';
import type { SetReachDto } from './reach.js';

export interface TeamRow {
  id: string;
  name: string;
  members: string[];
}

export interface RepRow {
  membershipId: string;
  name: string;
  email: string;
  reach: string;
  teamId: string | null;
  teamName: string | null;
}

/** Teams of reps, and how far a rep sees. Each method works in the caller's transaction. */
@Injectable()
export class TeamsService {
  /** All teams by name, with the names of who is in them. */
  teams(tx: Tx): Promise<TeamRow[]> {
    return tx.query<TeamRow>(
      `select t.id, t.name::text as name, array(
          select p.name from membership m join person p on p.id = m.person_id
           where m.team_id = t.id and m.ended_at is null and p.disabled_at is null order by p.name) as members
         from team t order by t.name limit 200`,
    );
  }

  /** Active reps with their reach, by name. */
  reps(tx: Tx): Promise<RepRow[]> {
    return tx.query<RepRow>(
      `select m.id as "membershipId", p.name, p.email::text as email, m.reach, m.team_id as "teamId", t.name::text as "teamName"
         from membership m join person p on p.id = m.person_id left join team t on t.id = m.team_id
        where m.role = 'rep' and m.ended_at is null and p.disabled_at is null order by p.name, m.id limit 500`,
    );
  }

  /** A new team. Throws `team_exists` (409). Returns its id. */
  async add(tx: Tx, name: string): Promise<string> {
    const id = newId();
    await tx
      .query('insert into team (id, name, created_at) values ($1, $2, $3)', [id, name.trim(), tx.now])
      .catch((error: unknown) => onConflict(error, 'team_name_uq', teamExists));
    await tx.record(TeamAdded({ teamId: id }, { ...about(id), summary: `Team made: ${name.trim()}` }));
    return id;
  }

  /** Another name for a team. Throws 404 and `team_exists` (409). */
  async rename(tx: Tx, id: string, name: string): Promise<void> {
    const row = isId(id)
      ? await tx
          .one('update team set name = $2 where id = $1 returning id', [id, name.trim()])
          .catch((error: unknown) => onConflict(error, 'team_name_uq', teamExists))
      : undefined;
    if (!row) throw notFound('team');
    await tx.record(TeamRenamed({ teamId: id }, { ...about(id), summary: `Team renamed: ${name.trim()}` }));
  }

  /** The team of this name, made if there is none. */
  async ensure(tx: Tx, name: string): Promise<string> {
    const found = await tx.one<{ id: string }>('select id from team where name = $1', [name.trim()]);
    return found?.id ?? this.add(tx, name);
  }

  /**
   * Says how far a rep sees; it holds from their next request on. Throws 404, `reach_for_reps` (another role sees all)
   * and `team_needed` (422).
   */
  async setReach(tx: Tx, membershipId: string, { reach, teamId }: SetReachDto): Promise<void> {
    if (!isId(membershipId)) throw notFound('membership');
    const held = await tx.one<{ personId: string; role: Role }>(
      `select person_id as "personId", role from membership where id = $1 and ended_at is null for update`,
      [membershipId],
    );
    if (!held) throw notFound('membership');
    if (held.role !== 'rep') throw reachForReps();
    if (reach === 'team' && !teamId) throw teamNeeded('Choose the team whose pitches this rep sees.');
    await tx
      .query('update membership set reach = $2, team_id = $3 where id = $1', [
        membershipId,
        reach,
        teamId ?? null,
      ])
      .catch((error: unknown) =>
        onConflict(error, 'membership_team_fk', () => teamNeeded('There is no such team.')),
      );
    await tx.record(
      ReachChanged(
        { personId: held.personId, reach, teamId: teamId ?? null },
        {
          visibility: 'vendor',
          subject: { type: 'person', id: held.personId },
          summary: { own: 'Sees own pitches', team: 'Sees the team’s pitches', all: 'Sees all pitches' }[
            reach
          ],
        },
      ),
    );
  }
}

function about(teamId: string) {
  return { visibility: 'vendor' as const, subject: { type: 'team', id: teamId } };
}

const teamExists = (): DomainError =>
  new DomainError('conflict', 'team_exists', 'There is a team of this name already.', {
    errors: [{ field: 'name', message: 'is taken' }],
  });

const teamNeeded = (message: string): DomainError =>
  new DomainError('invalid', 'team_needed', message, { errors: [{ field: 'teamId', message }] });

const reachForReps = (): DomainError =>
  new DomainError(
    'invalid',
    'reach_for_reps',
    'Only a rep’s view can be limited; this role sees all pitches.',
    {
      errors: [{ field: 'reach', message: 'is for reps' }],
    },
  );
