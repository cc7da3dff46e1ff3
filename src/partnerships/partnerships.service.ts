import { Injectable } from '@nestjs/common';
import { DepartmentsQueries } from '../departments/departments.queries.js';
import type { Tx } from '../platform/database/tx.js';
import { onConflict } from '../platform/errors.js';
import type { RecordableEvent } from '../platform/events/define-event.js';
import { Files } from '../platform/files/files.js';
import { newId } from '../platform/id.js';
import { localDate } from '../platform/local-time.js';
import { Agreement } from './agreement.entity.js';
import { fileOf, type AgreementFile } from './agreement-file.js';
import { Partnership } from './partnership.entity.js';
import {
  dateInFuture,
  datesOutOfOrder,
  partnershipExists,
  partnershipNotFound,
  stepNotAllowed,
} from './partnerships.errors.js';
import { PartnershipOpened, TermsChanged } from './partnerships.events.js';
import type { TermsOffer } from './terms.js';
import { TermsVersion } from './terms-version.entity.js';

// What onboarding needs to read an opening the same way this room does.
export { IsBusinessDate } from './is-business-date.js';
export { AgreementDto, TermsDto } from './partnerships.dto.js';
export { termsOffer } from './terms-offer.js';

/** What opens a partnership; dates are `YYYY-MM-DD` in the department's zone. */
export interface Opening {
  departmentId: string;
  pitchId: string;
  signedOn: string;
  endsOn: string;
  terms: TermsOffer;
  agreement?: AgreementFile;
}

/**
 * The life of partnerships. Every method works inside the caller's transaction and first locks all partnerships of the
 * department in the order of their ids: whoever counts its downloads takes the same locks in the same order.
 */
@Injectable()
export class PartnershipsService {
  constructor(
    private readonly departments: DepartmentsQueries,
    private readonly files: Files,
  ) {}

  /** Opens a signed partnership with terms v1. Throws 409 `partnership_exists`, 422 `date_in_future`, `dates_out_of_order`. */
  async open(tx: Tx, opening: Opening): Promise<{ id: string; termsVersionId: string }> {
    const { departmentId, pitchId, signedOn, endsOn } = opening;
    if (signedOn > (await this.today(tx, departmentId))) throw dateInFuture('signedOn');
    if (endsOn < signedOn) throw datesOutOfOrder('endsOn', 'The last day is on or after the day of signing.');
    const partnership = tx.repo(Partnership).create({
      id: newId(),
      departmentId,
      pitchId,
      state: 'signed',
      signedOn,
      endsOn,
      activeOn: null,
      announcedOn: null,
      announcementUrl: null,
      endedOn: null,
      endReason: null,
      recordedAt: tx.now,
    });
    await tx
      .repo(Partnership)
      .insert(partnership)
      .catch((error: unknown) => onConflict(error, 'partnership_current_uq', partnershipExists));
    const terms = await this.addTerms(tx, partnership, 1, signedOn, opening.terms);
    if (opening.agreement) await this.keepAgreement(tx, partnership, opening.agreement, signedOn);
    await tx.record(
      PartnershipOpened(
        { partnershipId: partnership.id, departmentId, pitchId, signedOn, endsOn, termsVersionId: terms.id },
        this.place(partnership, `Partnership signed on ${signedOn}, until ${endsOn}`, signedOn),
      ),
    );
    return { id: partnership.id, termsVersionId: terms.id };
  }

  /** Enters or corrects the first day that counts. */
  async activate(tx: Tx, id: string, activeOn: string): Promise<void> {
    await this.change(tx, id, (partnership, today) => partnership.activate(activeOn, today));
  }

  /** Enters or corrects the day the public was told. Also called from a department's release of its first press release. */
  async announce(
    tx: Tx,
    id: string,
    announcement: { announcedOn: string; url?: string | null },
  ): Promise<void> {
    await tx.asApp(
      'a release announces its partnership, and the dates of a partnership are the vendor’s rows',
      () =>
        this.change(tx, id, (partnership, today) =>
          partnership.announce(announcement.announcedOn, announcement.url ?? null, today),
        ),
    );
  }

  /** Ends it, or corrects the last day that counted. */
  async end(tx: Tx, id: string, endedOn: string, reason: string): Promise<void> {
    await this.change(tx, id, (partnership, today) => partnership.end(endedOn, reason, today));
  }

  /** Moves the last day on, under a new document. */
  async renew(tx: Tx, id: string, endsOn: string, agreement: AgreementFile): Promise<void> {
    await this.change(
      tx,
      id,
      (partnership, today) => partnership.renew(endsOn, today),
      (partnership, today) => this.keepAgreement(tx, partnership, agreement, today),
    );
  }

  /**
   * Adds a version of the terms from a local date, not before the version it follows. A day that is still to come is
   * fine. One that has passed is refused by a listener (422 `terms_touch_past`) where downloads since were decided already, unless the
   * caller says `recounted`: that they see to these in the same transaction. Throws 422 `dates_out_of_order`, `step_not_allowed`.
   */
  async changeTerms(
    tx: Tx,
    id: string,
    from: string,
    offer: TermsOffer,
    { recounted = false }: { recounted?: boolean } = {},
  ): Promise<{ termsVersionId: string; version: number }> {
    const { partnership } = await this.lock(tx, id);
    if (partnership.state === 'ended')
      throw stepNotAllowed('This partnership has ended; its terms stand as they were.');
    const versions = await tx
      .repo(TermsVersion)
      .find({ where: { partnershipId: id }, order: { version: 'ASC' } });
    const last = versions.at(-1);
    if (last && from < last.fromDate)
      throw datesOutOfOrder(
        'from',
        `Version ${last.version} is in force from ${last.fromDate}: begin on that day or later.`,
      );
    if (from > partnership.endsOn)
      throw datesOutOfOrder(
        'from',
        `The partnership's last day is ${partnership.endsOn}: begin on that day or earlier.`,
      );
    const terms = await this.addTerms(tx, partnership, (last?.version ?? 0) + 1, from, offer);
    await tx.record(
      TermsChanged(
        {
          partnershipId: id,
          departmentId: partnership.departmentId,
          termsVersionId: terms.id,
          version: terms.version,
          from,
          recounted,
        },
        this.place(partnership, `Terms version ${terms.version} from ${from}`, from),
      ),
    );
    return { termsVersionId: terms.id, version: terms.version };
  }

  /** Ends the partnership if its agreed last day is over in the department's zone and it was not renewed. */
  async endIfOver(tx: Tx, id: string): Promise<boolean> {
    const { partnership, today } = await this.lock(tx, id);
    if (partnership.state === 'ended' || partnership.endsOn >= today) return false;
    await this.save(tx, partnership, partnership.end(partnership.endsOn, 'The agreed term was over', today));
    return true;
  }

  private async change(
    tx: Tx,
    id: string,
    verb: (partnership: Partnership, today: string) => RecordableEvent,
    before?: (partnership: Partnership, today: string) => Promise<void>,
  ): Promise<void> {
    const { partnership, today } = await this.lock(tx, id);
    const event = verb(partnership, today);
    await before?.(partnership, today);
    await this.save(tx, partnership, event);
  }

  /** The row is written before the event is recorded: listeners inside the transaction read it. */
  private async save(tx: Tx, partnership: Partnership, event: RecordableEvent): Promise<void> {
    await tx.repo(Partnership).save(partnership, { reload: false, transaction: false });
    await tx.record(event);
  }

  private async lock(tx: Tx, id: string): Promise<{ partnership: Partnership; today: string }> {
    const found = await tx.one<{ departmentId: string }>(
      `select department_id "departmentId" from partnership where id = $1`,
      [id],
    );
    if (!found) throw partnershipNotFound();
    await tx.query(
      'select id from partnership where department_id = any ((select liaison_family($1))::uuid[]) order by id for no key update',
      [found.departmentId],
    );
    const partnership = await tx.repo(Partnership).findOneByOrFail({ id });
    return { partnership, today: await this.today(tx, found.departmentId) };
  }

  private async today(tx: Tx, departmentId: string): Promise<string> {
    const department = await this.departments.facts(tx, departmentId);
    if (!department) throw partnershipNotFound();
    return localDate(tx.now, department.timeZone);
  }

  private async addTerms(
    tx: Tx,
    partnership: Partnership,
    version: number,
    from: string,
    offer: TermsOffer,
  ): Promise<TermsVersion> {
    const terms = tx.repo(TermsVersion).create({
      ...offer,
      id: newId(),
      partnershipId: partnership.id,
      departmentId: partnership.departmentId,
      version,
      fromDate: from,
      recordedAt: tx.now,
    });
    await tx.repo(TermsVersion).insert(terms);
    return terms;
  }

  private async keepAgreement(
    tx: Tx,
    partnership: Partnership,
    agreement: AgreementFile,
    signedOn: string,
  ): Promise<void> {
    const file = fileOf(agreement);
    const { sha256 } = await this.files.store(tx, file.bytes, file.mediaType);
    await tx.repo(Agreement).insert({
      id: newId(),
      partnershipId: partnership.id,
      departmentId: partnership.departmentId,
      sha256,
      fileName: file.fileName,
      signatories: agreement.signatories ?? [],
      signedOn,
      endsOn: partnership.endsOn,
      recordedAt: tx.now,
    });
  }

  private place(partnership: Partnership, summary: string, occurredOn: string) {
    return {
      departmentId: partnership.departmentId,
      visibility: 'shared' as const,
      subject: { type: 'partnership', id: partnership.id },
      summary,
      occurredOn,
    };
  }
}
