import { Injectable } from '@nestjs/common';
import { ApprovalsQueries, DEPARTMENT_GROUP } from '../approvals/approvals.queries.js';
import { PeopleQueries, type PersonRow } from '../identity/people.queries.js';
import type { Role } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import type { StoredEvent } from '../platform/events/define-event.js';

/** Somebody to tell; `departmentId` is the department they are told for, null at the vendor's desk. */
export interface Recipient extends PersonRow {
  departmentId: string | null;
}

type Payload = Record<string, string | undefined>;

/**
 * Who is told of an event. Questions are asked as the product; a department's people are named only for events that are shared and
 * their own department's, and the actor never is.
 */
@Injectable()
export class WhomToTell {
  constructor(
    private readonly people: PeopleQueries,
    private readonly approvals: ApprovalsQueries,
  ) {}

  async of(tx: Tx, event: StoredEvent): Promise<Recipient[]> {
    const named = await this.named(tx, event);
    const shared = event.visibility === 'shared';
    const seen = new Set<string>();
    return named.filter(({ personId, departmentId }) => {
      if (personId === event.actorId || seen.has(personId)) return false;
      if (departmentId !== null && !shared) return false;
      seen.add(personId);
      return true;
    });
  }

  private async named(tx: Tx, event: StoredEvent): Promise<Recipient[]> {
    const payload = (event.payload ?? {}) as Payload;
    const departmentId = event.departmentId ?? payload['departmentId'] ?? null;
    switch (event.type) {
      case 'draft.submitted':
      case 'release.published':
      case 'release.correction_asked':
      case 'release.recalled':
        return event.actorKind === 'department'
          ? this.desk(tx, departmentId)
          : this.officers(tx, departmentId);
      case 'review.requested':
        return this.deciders(tx, payload, departmentId);
      case 'review.lapsed':
        return [
          ...(await this.byIds(
            tx,
            [await this.approvals.submitterOf(tx, payload['roundId'] ?? '')],
            departmentId,
          )),
          ...(await this.deciders(tx, payload, departmentId)),
        ];
      case 'review.decided':
        return this.byIds(tx, [await this.approvals.submitterOf(tx, payload['roundId'] ?? '')], departmentId);
      case 'draft.changes_proposed':
        return this.byIds(tx, await this.writersOf(tx, payload['draftId'] ?? ''), departmentId);
      case 'reward.offered':
      case 'reward.shipped':
        return this.officers(tx, departmentId);
      case 'reward.accepted':
        return [
          ...atDesk(await this.people.byRole(tx, 'fulfilment')),
          ...(await this.desk(tx, departmentId)),
        ];
      case 'stock.fell_low':
        return atDesk(await this.people.byRole(tx, 'fulfilment'));
      case 'task.added':
      case 'task.changed':
        return this.byIds(tx, [await this.taskOwner(tx, payload['taskId'] ?? '')], null);
      case 'pitch.assigned':
        return this.byIds(tx, [payload['to'] ?? null], null);
      case 'pitch.activity_logged':
        return this.byIds(tx, await this.mentioned(tx, payload['activityId'] ?? ''), null);
      default:
        return this.desk(tx, departmentId);
    }
  }

  /** Whoever may decide a review: nobody who wrote any of its text. */
  private async deciders(tx: Tx, payload: Payload, departmentId: string | null): Promise<Recipient[]> {
    const { authorIds } = await this.approvals.review(tx, payload['reviewId'] ?? '');
    const people =
      payload['group'] === DEPARTMENT_GROUP
        ? await this.officers(tx, departmentId)
        : atDesk(await this.people.inGroup(tx, payload['group'] ?? ''));
    return people.filter(({ personId }) => !authorIds.includes(personId));
  }

  /** Whose department it is: the owner of its latest pitch while they work here, else the admins. */
  private async desk(tx: Tx, departmentId: string | null): Promise<Recipient[]> {
    if (departmentId) {
      const [owner] = await tx.query<PersonRow>(
        `select o.id as "personId", o.name, o.email::text as email
           from pitch p join person o on o.id = p.owner_id and o.disabled_at is null
          where p.department_id = any ((select liaison_family($1))::uuid[])
            and exists (select from membership m where m.person_id = o.id and m.ended_at is null and m.department_id is null)
          order by p.opened_on desc, p.id desc limit 1`,
        [departmentId],
      );
      if (owner) return atDesk([owner]);
    }
    return atDesk(await this.people.byRole(tx, 'admin'));
  }

  private async officers(tx: Tx, departmentId: string | null): Promise<Recipient[]> {
    if (!departmentId) return [];
    const officers = await this.people.byRole(tx, 'pio', departmentId);
    return officers.map((one) => ({ ...one, departmentId }));
  }

  /** People by their ids, those of the vendor at its desk, those of the department for it; nobody who has left. */
  private async byIds(
    tx: Tx,
    ids: readonly (string | null | undefined)[],
    departmentId: string | null,
  ): Promise<Recipient[]> {
    const wanted = ids.filter((id) => typeof id === 'string');
    if (wanted.length === 0) return [];
    const rows = await tx.query<PersonRow & { role: Role; own: boolean }>(
      `select distinct on (p.id) p.id as "personId", p.name, p.email::text as email, m.role, m.department_id is not null as own
         from person p join membership m on m.person_id = p.id
        where p.id = any ($1::uuid[]) and p.disabled_at is null and m.ended_at is null
          and (m.department_id is null or m.department_id = any ((select liaison_family($2))::uuid[]))
        order by p.id, m.department_id nulls first`,
      [wanted, departmentId],
    );
    return rows.map(({ own, role: _role, ...one }) => ({ ...one, departmentId: own ? departmentId : null }));
  }

  private async writersOf(tx: Tx, draftId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string | null }>(
      `select unnest(array[d.created_by, r.author_id]) as id
         from draft d join draft_revision r on r.id = d.current_revision_id where d.id = $1`,
      [draftId],
    );
    return rows.flatMap(({ id }) => (id ? [id] : []));
  }

  private async taskOwner(tx: Tx, taskId: string): Promise<string | null> {
    const row = await tx.one<{ ownerId: string | null }>(
      'select owner_id as "ownerId" from task where id = $1',
      [taskId],
    );
    return row?.ownerId ?? null;
  }

  private async mentioned(tx: Tx, activityId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      'select person_id as id from activity_mention where activity_id = $1',
      [activityId],
    );
    return rows.map(({ id }) => id);
  }
}

function atDesk(people: readonly PersonRow[]): Recipient[] {
  return people.map((one) => ({ ...one, departmentId: null }));
}
