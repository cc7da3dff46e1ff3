import { Injectable } from '@nestjs/common';
import { DepartmentsQueries, type ListedContact } from '../departments/departments.queries.js';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { type PartnershipFacts, PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import { isOwnDepartment } from '../platform/actor.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import { ReferralsQueries } from '../referrals/referrals.queries.js';
import type { Facts } from '../templates/templates.queries.js';
import { noSuchPartnership } from './content.errors.js';

/** Everything the record can set into a text of one partnership, and what the gates of a release ask. */
export interface TextFacts {
  facts: Facts;
  departmentName: string;
  departmentState: string;
  /** The terms in force, in a few words. */
  termsWords: string;
  timeZone: string;
  disclosure: string | null;
  announcedOn: string | null;
  publicUrl: string;
  /** Names of the department's contacts, who speak for it. */
  people: string[];
}

/** Gathers the facts of a text from the rooms that hold them. */
@Injectable()
export class DraftFacts {
  constructor(
    private readonly partnerships: PartnershipsQueries,
    private readonly departments: DepartmentsQueries,
    private readonly referrals: ReferralsQueries,
    private readonly organisation: OrganisationQueries,
    private readonly config: Config,
  ) {}

  /** The facts as they stand now; 404 when the partnership is not one the actor may write for. */
  gather(tx: Tx, partnershipId: string): Promise<TextFacts> {
    // Terms, referral codes and the vendor's own names are made public by the text itself.
    return tx.asApp('the server sets facts of vendor tables into the department’s text', async () => {
      const partnership = await this.partnerships.facts(tx, partnershipId);
      if (!partnership) throw noSuchPartnership();
      if (tx.actor.side === 'department' && !isOwnDepartment(tx.actor, partnership.departmentId))
        throw noSuchPartnership();
      return this.of(tx, partnership);
    });
  }

  private async of(tx: Tx, partnership: PartnershipFacts): Promise<TextFacts> {
    const { department, terms } = partnership;
    const [contacts, vendor, identity, disclosure] = [
      await this.departments.contacts(tx, department.id),
      await this.organisation.current(tx),
      await this.referrals.identity(tx, department.id),
      await this.partnerships.disclosure(tx, partnership.id),
    ];
    const publicUrl = `${this.config.publicUrl}/transparency/${department.slug}`;
    const facts: Facts = {
      departmentName: department.name,
      city: department.city,
      county: department.county,
      state: department.state,
      timeZone: department.timeZone,
      chief: chiefOf(contacts),
      pressContact: pressContactOf(contacts),
      productName: vendor.productName,
      legalName: vendor.legalName,
      vendorContact: joined([
        vendor.pressContact?.name,
        vendor.pressContact?.email,
        vendor.pressContact?.phone,
      ]),
      boilerplate: vendor.boilerplate || null,
      referralUrl: identity?.referralUrl ?? null,
      keyword: identity?.keyword ?? null,
      textNumber: vendor.textNumber || null,
      transparencyUrl: publicUrl,
      disclosure: disclosure?.text ?? null,
      downloadsPerDevice: terms.downloadsPerDevice,
      deviceValueCents: terms.deviceFmvCents,
    };
    return {
      facts,
      departmentName: department.name,
      departmentState: department.state,
      termsWords: termsWords(terms),
      timeZone: department.timeZone,
      disclosure: disclosure?.text ?? null,
      announcedOn: partnership.announcedOn,
      publicUrl,
      people: contacts.map(({ name }) => name),
    };
  }
}

function termsWords(terms: PartnershipFacts['terms']): string {
  const price = `$${(terms.deviceFmvCents / 100).toFixed(2).replace(/\.00$/, '')}`;
  return terms.form === 'credit'
    ? `v${terms.version}: credit per download, ${price}`
    : `v${terms.version}: 1 device per ${terms.downloadsPerDevice}, ${price}`;
}

function chiefOf(contacts: ListedContact[]): string | null {
  const chief = contacts.find(({ role }) => role === 'chief');
  return chief ? `${chief.title ?? 'Police Chief'} ${chief.name}` : null;
}

function pressContactOf(contacts: ListedContact[]): string | null {
  const contact = contacts.find(({ role }) => role === 'pio');
  return contact ? joined([contact.name, contact.title, contact.phone ?? contact.email]) : null;
}

function joined(parts: (string | null | undefined)[]): string | null {
  return parts.filter(Boolean).join(', ') || null;
}
