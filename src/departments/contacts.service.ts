import { Injectable } from '@nestjs/common';
import type { Actor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError, notFound } from '../platform/errors.js';
import { isId, newId } from '../platform/id.js';
import { Contact, CONTACT_ROLE_WORDS } from './contact.entity.js';
import { cleanText } from './department-name.js';
import { ContactAdded, ContactChanged, ContactEnded } from './departments.events.js';
import type { ChangeContactDto, CreateContactDto } from './departments.dto.js';
import { lockDepartment } from './lock-department.js';

const FIELDS = ['role', 'title', 'email', 'phone', 'siteId'] as const;
const IN_WORDS: Record<string, string> = { email: 'e-mail', siteId: 'site' };

/** The people one writes to at a department. The timeline names their role, never an address. */
@Injectable()
export class ContactsService {
  constructor(private readonly work: UnitOfWork) {}

  /** Adds a contact. Throws 404 for an unknown department, `unknown_site` (422). Returns the contact's id. */
  add(actor: Actor, departmentId: string, dto: CreateContactDto): Promise<string> {
    return this.work.run(actor, async (tx) => {
      const department = await lockDepartment(tx, departmentId);
      await requireSite(tx, department.id, dto.siteId);
      const id = newId();
      await tx.repo(Contact).insert({
        id,
        departmentId: department.id,
        name: cleanText(dto.name),
        role: dto.role,
        title: dto.title ?? null,
        email: dto.email ?? null,
        phone: dto.phone ?? null,
        siteId: dto.siteId ?? null,
        createdAt: tx.now,
        endedAt: null,
      });
      await tx.record(
        ContactAdded(
          { departmentId: department.id, contactId: id, role: dto.role },
          { ...place(department.id, id), summary: `Contact added: ${CONTACT_ROLE_WORDS[dto.role]}` },
        ),
      );
      return id;
    });
  }

  /** Changes what the body names; null clears. Throws 404 and `unknown_site` (422). */
  change(actor: Actor, departmentId: string, id: string, dto: ChangeContactDto): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const contact = await this.lock(tx, departmentId, id);
      await requireSite(tx, contact.departmentId, dto.siteId);
      const before = { ...contact };
      if (dto.name !== undefined) contact.name = cleanText(dto.name);
      for (const field of FIELDS)
        if (dto[field] !== undefined) Object.assign(contact, { [field]: dto[field] });
      const fields = (['name', ...FIELDS] as const).filter((field) => contact[field] !== before[field]);
      if (fields.length === 0) return;
      await tx.repo(Contact).save(contact);
      const words = fields.map((field) => IN_WORDS[field] ?? field).join(', ');
      const { departmentId: of, role } = contact;
      await tx.record(
        ContactChanged(
          { departmentId: of, contactId: id, role, fields },
          { ...place(of, id), summary: `Contact changed: ${CONTACT_ROLE_WORDS[role]} (${words})` },
        ),
      );
    });
  }

  /** Ends a contact: nobody writes there any more, the record keeps the name. Throws 404. */
  end(actor: Actor, departmentId: string, id: string): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const contact = await this.lock(tx, departmentId, id);
      contact.endedAt = tx.now;
      await tx.repo(Contact).save(contact);
      const { departmentId: of, role } = contact;
      await tx.record(
        ContactEnded(
          { departmentId: of, contactId: id, role },
          { ...place(of, id), summary: `Contact ended: ${CONTACT_ROLE_WORDS[role]}` },
        ),
      );
    });
  }

  private async lock(tx: Tx, departmentId: string, id: string): Promise<Contact> {
    const department = await lockDepartment(tx, departmentId);
    const contact = isId(id)
      ? await tx.one<{ id: string }>(
          `select id from contact where id = $2 and ended_at is null and department_id = any ((select liaison_family($1))::uuid[])`,
          [department.id, id],
        )
      : undefined;
    if (!contact) throw notFound('contact');
    return tx.repo(Contact).findOneOrFail({ where: { id }, lock: { mode: 'pessimistic_write' } });
  }
}

async function requireSite(tx: Tx, departmentId: string, siteId: string | null | undefined): Promise<void> {
  if (!siteId) return;
  const site = await tx.one(
    `select from site where id = $2 and ended_at is null and department_id = any ((select liaison_family($1))::uuid[])`,
    [departmentId, siteId],
  );
  if (site) return;
  throw new DomainError('invalid', 'unknown_site', 'Choose a site of this department.', {
    errors: [{ field: 'siteId', message: 'is no site of this department' }],
  });
}

function place(departmentId: string, contactId: string) {
  return { departmentId, visibility: 'shared' as const, subject: { type: 'contact', id: contactId } };
}
