import { Injectable } from '@nestjs/common';
import { DepartmentsQueries } from '../departments/departments.queries.js';
import type { Asking, Tx } from '../platform/database/tx.js';
import { localDate } from '../platform/local-time.js';
import { disclosureSentence } from './disclosure.js';
import type { PartnershipState } from './partnership-life.js';
import { type Terms, termsOn } from './terms.js';
import { undisclosedDays } from './undisclosed-days.js';

export { undisclosedDays };

type DepartmentFacts = NonNullable<Awaited<ReturnType<DepartmentsQueries['facts']>>>;

/** The dates and state of a partnership; dates are `YYYY-MM-DD` in the department's zone. Anyone may read these. */
export interface PartnershipRow {
  id: string;
  departmentId: string;
  state: PartnershipState;
  signedOn: string;
  endsOn: string;
  activeOn: string | null;
  announcedOn: string | null;
  announcementUrl: string | null;
  endedOn: string | null;
}

export interface PartnershipFacts extends PartnershipRow {
  undisclosedDays: number;
  department: DepartmentFacts;
  /** The version in force today in the department's zone. */
  terms: Terms;
  termsVersions: Terms[];
}

export interface AgreementRow {
  id: string;
  sha256: string;
  fileName: string;
  signatories: string[];
  signedOn: string;
  endsOn: string;
  recordedAt: Date;
}

/** What deciding about a department's downloads needs to know, in its own zone. */
export interface PartnershipWindow extends Pick<
  PartnershipRow,
  'id' | 'departmentId' | 'signedOn' | 'activeOn' | 'endsOn' | 'endedOn'
> {
  timeZone: string;
  terms: Pick<Terms, 'id' | 'version' | 'fromDate'>[];
}

const ROW = `p.id, p.department_id "departmentId", p.state, p.signed_on "signedOn", p.ends_on "endsOn", p.active_on "activeOn",
  p.announced_on "announcedOn", p.announcement_url "announcementUrl", p.ended_on "endedOn"`;
const TERMS = `id, version, from_date "fromDate", form, downloads_per_device "downloadsPerDevice", credit_cents "creditCents",
  device_sku "deviceSku", device_fmv_cents "deviceFmvCents", hold_days "holdDays", cap_devices "capDevices", cap_per "capPer"`;

/** The read side of partnerships, the same for vendor, department and public: row-level security decides what is seen. */
@Injectable()
export class PartnershipsQueries {
  constructor(private readonly departments: DepartmentsQueries) {}

  /** Everything other rooms ask of one partnership, or undefined when the reader may not see it. */
  async facts(tx: Tx, id: string): Promise<PartnershipFacts | undefined> {
    const row = await tx.one<PartnershipRow>(`select ${ROW} from partnership p where p.id = $1`, [id]);
    const department = row && (await this.departments.facts(tx, row.departmentId));
    if (!row || !department) return undefined;
    const today = localDate(tx.now, department.timeZone);
    const termsVersions = await this.termsVersions(tx, id);
    const terms = termsOn(termsVersions, today);
    if (!terms) return undefined;
    return { ...row, undisclosedDays: undisclosedDays(row, today), department, terms, termsVersions };
  }

  /** The department's partnership that has not ended, else its latest; undefined when it never had one. */
  async currentOf(tx: Tx, departmentId: string): Promise<PartnershipFacts | undefined> {
    const row = await tx.one<{ id: string }>(
      `select id from partnership where department_id = any ((select liaison_family($1))::uuid[]) order by (state <> 'ended') desc, signed_on desc, id desc limit 1`,
      [departmentId],
    );
    return row && this.facts(tx, row.id);
  }

  /** All partnerships of a department, the newest first. */
  ofDepartment(tx: Tx, departmentId: string): Promise<PartnershipRow[]> {
    return tx.query(
      `select ${ROW} from partnership p where p.department_id = any ((select liaison_family($1))::uuid[]) order by p.signed_on desc, p.id desc`,
      [departmentId],
    );
  }

  /** A page of all partnerships, newest signature first; `after` is the signed date and id of the last row seen. */
  list(
    tx: Tx,
    filter: { state?: string; departmentId?: string },
    after: readonly unknown[] | null,
    limit: number,
  ): Promise<PartnershipRow[]> {
    return tx.query(
      `select ${ROW} from partnership p
        where ($1::text is null or p.state = $1) and ($2::uuid is null or p.department_id = any ((select liaison_family($2))::uuid[]))
          and ($3::date is null or (p.signed_on, p.id) < ($3::date, $4::uuid))
        order by p.signed_on desc, p.id desc limit $5`,
      [filter.state ?? null, filter.departmentId ?? null, after?.[0] ?? null, after?.[1] ?? null, limit],
    );
  }

  /** Every version of a partnership's terms, in order. */
  termsVersions(tx: Tx, partnershipId: string): Promise<Terms[]> {
    return tx.query(`select ${TERMS} from terms_version where partnership_id = $1 order by version`, [
      partnershipId,
    ]);
  }

  /** The same of many partnerships at once. */
  termsOfMany(tx: Tx, partnershipIds: readonly string[]): Promise<(Terms & { partnershipId: string })[]> {
    return tx.query(
      `select ${TERMS}, partnership_id "partnershipId" from terms_version where partnership_id = any($1::uuid[]) order by version`,
      [partnershipIds],
    );
  }

  /** The signed documents, first to last. Not for the public: names of signatories stand in them. */
  agreements(tx: Tx, partnershipId: string): Promise<AgreementRow[]> {
    return tx.query(
      `select id, sha256, file_name "fileName", signatories, signed_on "signedOn", ends_on "endsOn", recorded_at "recordedAt"
         from agreement where partnership_id = $1 order by recorded_at, id`,
      [partnershipId],
    );
  }

  /** The sentence that must stand in everything published, made from the terms in force today, and which terms those are. */
  async disclosure(
    tx: Tx,
    partnershipId: string,
  ): Promise<{ text: string; termsVersionId: string } | undefined> {
    const facts = await this.facts(tx, partnershipId);
    return facts && this.disclosureOf(facts);
  }

  /** The same of facts read already. */
  disclosureOf({ department, terms }: PartnershipFacts): { text: string; termsVersionId: string } {
    return { text: disclosureSentence(department.name, terms), termsVersionId: terms.id };
  }

  /**
   * Locks all partnerships of these departments in the order of their ids (the order everyone takes), then reads them
   * with their terms: what is decided from the answer cannot be overtaken before the transaction ends.
   */
  async lockWindows(tx: Tx, departmentIds: readonly string[]): Promise<PartnershipWindow[]> {
    if (departmentIds.length === 0) return [];
    await tx.query(
      'select id from partnership where department_id = any ((select liaison_families($1))::uuid[]) order by id for no key update',
      [departmentIds],
    );
    return this.windows(tx, departmentIds);
  }

  /** The partnerships of these departments with their terms, unlocked. */
  async windows(tx: Tx, departmentIds: readonly string[]): Promise<PartnershipWindow[]> {
    return tx.query(
      `select p.id, p.department_id "departmentId", p.signed_on "signedOn", p.active_on "activeOn", p.ends_on "endsOn",
              p.ended_on "endedOn", d.time_zone "timeZone",
              (select json_agg(json_build_object('id', t.id, 'version', t.version, 'fromDate', t.from_date) order by t.version)
                 from terms_version t where t.partnership_id = p.id) terms
         from partnership p join department d on d.id = p.department_id
        where p.department_id = any ((select liaison_families($1))::uuid[]) order by p.signed_on, p.id`,
      [departmentIds],
    );
  }

  /** Partnerships whose agreed last day may be over somewhere: the zone decides. A day ahead of UTC is as far as zones go. */
  maybeOver(ask: Asking, limit: number): Promise<{ id: string; endsOn: string; timeZone: string }[]> {
    return ask.prepared(
      `select p.id, p.ends_on "endsOn", d.time_zone "timeZone" from partnership p join department d on d.id = p.department_id
        where p.state <> 'ended' and p.ends_on <= $1::date order by p.ends_on, p.id limit $2`,
      [localDate(ask.now, 'Pacific/Kiritimati'), limit],
    );
  }
}
