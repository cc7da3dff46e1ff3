import { Injectable } from '@nestjs/common';
import { DepartmentsQueries } from '../departments/departments.queries.js';
import { PeopleService } from '../identity/people.service.js';
import { MailService } from '../mail/mail.service.js';
import { PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import { TasksService } from '../pitches/tasks/tasks.service.js';
import type { Tx } from '../platform/database/tx.js';
import { ReferralsQueries } from '../referrals/referrals.queries.js';
import { KitHandedOver } from './onboarding.events.js';

/** A PIO who opens the mail on Monday still gets in. */
const LINK_HOURS = 7 * 24;

interface Kit {
  partnershipId: string;
  departmentId: string;
  draftIds: string[];
}

/** The kit of a new partnership: it goes to the information officer, and waits while there is none to send it to. */
@Injectable()
export class WelcomeKit {
  constructor(
    private readonly departments: DepartmentsQueries,
    private readonly partnerships: PartnershipsQueries,
    private readonly referrals: ReferralsQueries,
    private readonly tasks: TasksService,
    private readonly people: PeopleService,
    private readonly mail: MailService,
  ) {}

  /** Keeps the kit and hands it over; without an information officer it waits and a task is made. */
  async make(tx: Tx, kit: Kit & { pitchId: string }): Promise<void> {
    await tx.query(
      `insert into welcome_kit (partnership_id, department_id, draft_ids, state, recorded_at) values ($1, $2, $3, 'waiting', $4)`,
      [kit.partnershipId, kit.departmentId, kit.draftIds, tx.now],
    );
    if (await this.handOver(tx, kit)) return;
    await this.tasks.enter(tx, {
      departmentId: kit.departmentId,
      pitchId: kit.pitchId,
      title: 'Add a public information officer: the kit is waiting',
      note: 'It is sent by itself once a contact in that role has an e-mail address.',
    });
  }

  /** Hands over whatever waits for this department. */
  async handOverWaiting(tx: Tx, departmentId: string): Promise<void> {
    const waiting = await tx.query<Kit>(
      `select partnership_id "partnershipId", department_id "departmentId", draft_ids "draftIds" from welcome_kit
        where department_id = any ((select liaison_family($1))::uuid[]) and state = 'waiting' order by recorded_at for update`,
      [departmentId],
    );
    for (const kit of waiting) await this.handOver(tx, kit);
  }

  /** The department's information officer, if one can be written to. */
  async informationOfficer(
    tx: Tx,
    departmentId: string,
  ): Promise<{ id: string; name: string; email: string } | undefined> {
    const contacts = await this.departments.contacts(tx, departmentId);
    return contacts.flatMap(({ id, name, role, email, endedAt }) =>
      role === 'pio' && email && !endedAt ? [{ id, name, email }] : [],
    )[0];
  }

  private async handOver(tx: Tx, { partnershipId, departmentId, draftIds }: Kit): Promise<boolean> {
    const officer = await this.informationOfficer(tx, departmentId);
    const facts = officer && (await this.partnerships.facts(tx, partnershipId));
    const codes = await this.referrals.identity(tx, departmentId);
    if (!officer || !facts || !codes) return false;
    const { name, email } = officer;
    const person = await this.people.ensurePerson(tx, { name, email });
    await this.people.grantMembership(tx, { personId: person.id, role: 'pio', departmentId });
    const link = await this.people.createSignInLink(tx, { personId: person.id, hours: LINK_HOURS });
    await this.mail.enqueue(tx, {
      topic: 'kit',
      to: { name, email },
      template: 'mail/onboarding/kit',
      data: {
        name,
        departmentName: facts.department.name,
        signInUrl: link.url,
        days: LINK_HOURS / 24,
        drafts: draftIds.length,
        ...codes,
      },
      idempotencyKey: `kit:${partnershipId}`,
      departmentId,
      visibility: 'shared',
    });
    await tx.query(
      `update welcome_kit set state = 'handed_over', contact_id = $2, handed_over_at = $3 where partnership_id = $1`,
      [partnershipId, officer.id, tx.now],
    );
    await tx.record(
      KitHandedOver(
        { partnershipId, departmentId, contactId: officer.id, draftIds },
        {
          departmentId,
          visibility: 'shared',
          subject: { type: 'partnership', id: partnershipId },
          summary: `The kit went to ${name}: a release and ${draftIds.length - 1} posts to start from`,
        },
      ),
    );
    return true;
  }
}
