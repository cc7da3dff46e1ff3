import { Injectable } from '@nestjs/common';
import { PartnershipsQueries, type PartnershipWindow } from '../partnerships/partnerships.queries.js';
import type { Tx } from '../platform/database/tx.js';
import { EVENT_CHANNEL } from '../platform/events/event-recorder.js';
import { localDate } from '../platform/local-time.js';
import { RewardsService } from '../rewards/rewards.service.js';
import { attribute, type Verdict } from './attribution.js';
import { type Change, type Known, recordDecisions, type Standing } from './record-decisions.js';
import { changeCounts, countKey, qualifyingByTerms } from './counting.js';

/** Who holds a code, and the departments that are one with it. */
interface Holder {
  departmentId: string;
  family: string[];
}

/**
 * Turns facts into decisions, decisions into counts, and counts into devices, all in the caller's transaction. Locks are
 * taken in one order by everyone: intake lock, downloads by key, partnerships by id, then what rewards lock beneath.
 */
@Injectable()
export class Deciding {
  constructor(
    private readonly partnerships: PartnershipsQueries,
    private readonly rewards: RewardsService,
  ) {}

  /**
   * Decides these downloads, new or known, and writes only what changed; a decision equal to the standing one writes
   * nothing. `settleAlways` names departments whose devices are worked out again even when no count changed.
   */
  async decide(
    tx: Tx,
    downloadIds: readonly string[],
    cause: string,
    settleAlways: readonly string[] = [],
  ): Promise<number> {
    if (downloadIds.length === 0 && settleAlways.length === 0) return 0;
    const downloads = await this.facts(tx, downloadIds);
    const departmentOf = await this.departmentsOf(tx, downloads);
    const involved = new Set([
      ...[...departmentOf.values()].map(({ departmentId }) => departmentId),
      ...settleAlways,
      ...(await this.standingDepartments(tx, downloadIds)),
    ]);
    const windows = await this.partnerships.lockWindows(tx, [...involved].sort());
    // Read after the lock: until then another correction may have been at work on the same downloads.
    const standing = new Map((await this.standing(tx, downloadIds)).map((row) => [row.downloadId, row]));

    const changes: Change[] = [];
    const ownOf = new Map([...departmentOf.values()].map((holder) => [holder, ownWindows(windows, holder)]));
    for (const download of downloads) {
      const holder = download.alias === null ? undefined : departmentOf.get(download.alias);
      const verdict = attribute(download, holder?.departmentId, (holder && ownOf.get(holder)) ?? []);
      const before = standing.get(download.id);
      if (!before || !same(before, verdict)) changes.push({ download, verdict, before });
    }
    await this.write(tx, changes, cause);
    await this.settle(tx, windows, changes, settleAlways);
    return changes.length;
  }

  private facts(tx: Tx, ids: readonly string[]): Promise<Known[]> {
    return tx.query(
      `select d.id, d.kind, coalesce(a.alias, d.alias) alias, d.occurred_at "occurredAt",
              d.occurred_at::text "occurredAtText", d.existing_user "existingUser",
              d.test_device "testDevice", r.disposition reversal
         from download d
         left join lateral (select alias from download_assignment where download_id = d.id order by seq desc limit 1) a on true
         left join download_reversal r on r.provider = d.provider and r.external_id = d.external_id
        where d.id = any($1::uuid[]) order by d.id`,
      [ids],
    );
  }

  /** Who holds each code, with the departments that are one with them. */
  private async departmentsOf(tx: Tx, downloads: readonly Known[]): Promise<Map<string, Holder>> {
    const aliases = [...new Set(downloads.flatMap((download) => download.alias ?? []))];
    const rows = await tx.query<Holder & { alias: string }>(
      `select alias, department_id "departmentId", liaison_family(department_id) family from referral_alias where alias = any($1::text[])`,
      [aliases],
    );
    return new Map(rows.map((row) => [row.alias, row]));
  }

  private async standingDepartments(tx: Tx, ids: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `select distinct department_id id from download_standing where download_id = any($1::uuid[]) and department_id is not null`,
      [ids],
    );
    return rows.map((row) => row.id);
  }

  private standing(tx: Tx, ids: readonly string[]): Promise<Standing[]> {
    return tx.query(
      `select download_id "downloadId", seq, disposition, department_id "departmentId", partnership_id "partnershipId",
              terms_version_id "termsVersionId", matched_alias "matchedAlias", occurred_on "occurredOn"
         from download_standing where download_id = any($1::uuid[])`,
      [ids],
    );
  }

  private async write(tx: Tx, changes: readonly Change[], cause: string): Promise<void> {
    if (changes.length === 0) return;
    await recordDecisions(tx, changes, cause);
    await changeCounts(
      tx,
      changes.flatMap(({ verdict, before }) => [
        ...(before ? countKey(before, -1) : []),
        ...countKey(verdict, 1),
      ]),
    );
  }

  /**
   * Open pages hear, with the commit, that a count moved. It is no event of the record: a download is its own fact, and
   * a line for each would drown the timeline.
   */
  private async tellPages(tx: Tx, touched: readonly PartnershipWindow[]): Promise<void> {
    const messages = touched.map(({ id, departmentId }) =>
      JSON.stringify({
        type: 'download.counted',
        subjectType: 'partnership',
        subjectId: id,
        departmentId,
        visibility: 'shared',
      }),
    );
    if (messages.length > 0)
      await tx.query('select pg_notify($1, message) from unnest($2::text[]) message', [
        EVENT_CHANNEL,
        messages,
      ]);
  }

  /** Devices follow counts in the same breath. */
  private async settle(
    tx: Tx,
    windows: readonly PartnershipWindow[],
    changes: readonly Change[],
    settleAlways: readonly string[],
  ): Promise<void> {
    const causes = new Map<string, string>();
    for (const { download, verdict, before } of changes) {
      if (verdict.partnershipId) causes.set(verdict.partnershipId, download.id);
      if (before?.partnershipId) causes.set(before.partnershipId, download.id);
    }
    const touched = windows.filter((w) => causes.has(w.id) || settleAlways.includes(w.departmentId));
    if (touched.length === 0) return;
    await this.tellPages(tx, touched);
    const counts = await qualifyingByTerms(
      tx,
      touched.map(({ id }) => id),
    );
    await this.rewards.settle(
      tx,
      touched.map(({ id, departmentId, timeZone }) => ({
        partnershipId: id,
        departmentId,
        perTerms: counts.get(id) ?? [],
        decidedOn: localDate(tx.now, timeZone),
        causeDownloadId: causes.get(id),
        thorough: settleAlways.includes(departmentId),
      })),
    );
  }
}

function ownWindows(windows: readonly PartnershipWindow[], { family }: Holder): PartnershipWindow[] {
  return windows.filter((window) => family.includes(window.departmentId));
}

function same(a: Verdict, b: Verdict): boolean {
  return (
    a.disposition === b.disposition &&
    a.partnershipId === b.partnershipId &&
    a.termsVersionId === b.termsVersionId &&
    a.departmentId === b.departmentId &&
    a.matchedAlias === b.matchedAlias &&
    a.occurredOn === b.occurredOn
  );
}
