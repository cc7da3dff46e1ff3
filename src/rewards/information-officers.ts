import { Injectable } from '@nestjs/common';
import { DepartmentsQueries } from '../departments/departments.queries.js';
import { PeopleQueries } from '../identity/people.queries.js';
import type { Tx } from '../platform/database/tx.js';

/** Who at a department is told of what is offered to it. */
@Injectable()
export class InformationOfficers {
  constructor(
    private readonly departments: DepartmentsQueries,
    private readonly people: PeopleQueries,
  ) {}

  /** Its information officers; without one who signs in, the contact in that role; nobody when there is none. */
  async of(tx: Tx, departmentId: string): Promise<{ name: string; email: string }[]> {
    const people = await this.people.byRole(tx, 'pio', departmentId);
    if (people.length > 0) return people.map(({ name, email }) => ({ name, email }));
    const contacts = await this.departments.contacts(tx, departmentId);
    return contacts
      .flatMap(({ role, name, email }) => (role === 'pio' && email ? [{ name, email }] : []))
      .slice(0, 1);
  }
}
