import { Injectable } from '@nestjs/common';
import { PeopleQueries } from '../identity/people.queries.js';
import type { Tx } from '../platform/database/tx.js';

/** Who may own pitches and tasks: reps and admins. */
@Injectable()
export class Owners {
  constructor(private readonly people: PeopleQueries) {}

  /** As choices of a form, by name. */
  async choices(tx: Tx): Promise<{ value: string; label: string }[]> {
    const people = [...(await this.people.byRole(tx, 'rep')), ...(await this.people.byRole(tx, 'admin'))];
    const names = new Map(people.map(({ personId, name }) => [personId, name]));
    return [...names]
      .map(([value, label]) => ({ value, label }))
      .sort((a, b) => a.label.localeCompare(b.label));
  }
}
