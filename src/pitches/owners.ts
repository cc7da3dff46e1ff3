import { Injectable } from '@nestjs/common';
import { PeopleQueries } from '../identity/people.queries.js';
import type { Tx } from '../platform/database/tx.js';
import type { Mentionable } from './diary/mentions.js';

/** Who may own pitches and tasks, and who may be called upon. */
@Injectable()
export class Owners {
  constructor(private readonly people: PeopleQueries) {}

  /** Reps and admins, as choices of a form, by name. */
  async choices(tx: Tx): Promise<{ value: string; label: string }[]> {
    const people = [...(await this.people.byRole(tx, 'rep')), ...(await this.people.byRole(tx, 'admin'))];
    const names = new Map(people.map(({ personId, name }) => [personId, name]));
    return [...names]
      .map(([value, label]) => ({ value, label }))
      .sort((a, b) => a.label.localeCompare(b.label));
  }

  /** Everyone on the vendor's side who still signs in, by name. */
  mentionable(tx: Tx): Promise<Mentionable[]> {
    return tx.query<Mentionable>(
      `select p.id, p.name from person p
        where p.disabled_at is null
          and exists (select from membership m where m.person_id = p.id and m.ended_at is null and m.department_id is null)
        order by p.name limit 500`,
    );
  }
}
