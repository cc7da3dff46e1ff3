import { Injectable } from '@nestjs/common';
import { PartnershipsQueries, type PartnershipWindow } from '../partnerships/partnerships.queries.js';
import { actorName } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { EVENT_CHANNEL } from '../platform/events/event-recorder.js';
import { newId } from '../platform/id.js';
import { localDate } from '../platform/local-time.js';
import { RewardsService } from '../rewards/rewards.service.js';
import { attribute, type ReportedDownload, RULE_VERSION, type Verdict } from './attribution.js';
import { changeCounts, countKey, qualifyingByTerms } from './counting.js';

interface Known extends ReportedDownload {
  id: string;
}

interface Standing extends Verdict {
  downloadId: string;
  seq: number;
}

/** Who holds a code, and the departments that are one with it. */
interface Holder {
  departmentId: string;
  family: string[];
}

interface Change {
  download: Known;
  verdict: Verdict;
  before: Standing | undefined;
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
    for (const download of downloads) {
      const holder = download.alias === null ? undefined : departmentOf.get(download.alias);
      const own = windows.filter((window) => holder?.family.includes(window.departmentId));
      const verdict = attribute(download, holder?.departmentId, own);
      const before = standing.get(download.id);
      if (!before || !same(before, verdict)) changes.push({ download, verdict, before });
    }
    await this.write(tx, changes, cause);
    await this.settle(tx, windows, changes, settleAlways);
    return changes.length;
  }

  private facts(tx: Tx, ids: readonly string[]): Promise<Known[]> {
    return tx.query(
      `select d.id, d.kind, coalesce(a.alias, d.alias) alias, d.occurred_at "occurredAt", d.existing_user "existingUser",
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
    const { verdicts, places } = distinctVerdicts(changes);
    const column = <T>(pick: (change: Change) => T): T[] => changes.map(pick);
    const said = <T>(pick: (verdict: Verdict) => T): T[] => verdicts.map(pick);
    // Thousands share some hundreds of verdicts: each is sent once, and each download says by its place which one it has.
    await tx.query(
      `with verdict as (
         select * from unnest($5::text[], $6::uuid[], $7::uuid[], $8::uuid[], $9::text[], $10::date[]) with ordinality
           as v (disposition, department_id, partnership_id, terms_version_id, matched_alias, occurred_on, place)),
       decided as (
         insert into download_decision (id, download_id, seq, disposition, rule_version, department_id, partnership_id,
           terms_version_id, matched_alias, occurred_on, cause, decided_by, decided_at)
         select t.id, t.download_id, t.seq, v.disposition, $11, v.department_id, v.partnership_id, v.terms_version_id, v.matched_alias,
                v.occurred_on, $12, $13, $14
           from unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[]) as t (id, download_id, seq, place) join verdict v using (place)
         returning download_id, seq, disposition, department_id, partnership_id, terms_version_id, matched_alias, occurred_on)
       insert into download_standing as s (download_id, seq, disposition, department_id, partnership_id, terms_version_id,
           matched_alias, occurred_on, reported_alias, occurred_at)
         select d.*, t.alias, f.occurred_at from decided d
           join unnest($2::uuid[], $15::text[]) as t (download_id, alias) using (download_id)
           join download f on f.id = d.download_id
       on conflict (download_id) do update set seq = excluded.seq, disposition = excluded.disposition,
         department_id = excluded.department_id, partnership_id = excluded.partnership_id,
         terms_version_id = excluded.terms_version_id, matched_alias = excluded.matched_alias,
         occurred_on = excluded.occurred_on, reported_alias = excluded.reported_alias`,
      [
        column(() => newId()),
        column((c) => c.download.id),
        column((c) => (c.before?.seq ?? 0) + 1),
        places,
        said((v) => v.disposition),
        said((v) => v.departmentId),
        said((v) => v.partnershipId),
        said((v) => v.termsVersionId),
        said((v) => v.matchedAlias),
        said((v) => v.occurredOn),
        RULE_VERSION,
        cause,
        actorName(tx.actor),
        tx.now,
        column((c) => c.download.alias),
      ],
    );
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

/** Each verdict there is once, and for each change, in order, the place of its own among them, from 1. */
function distinctVerdicts(changes: readonly Change[]): { verdicts: Verdict[]; places: number[] } {
  const placeOf = new Map<string, number>();
  const verdicts: Verdict[] = [];
  const places = changes.map(({ verdict }) => {
    const { disposition, departmentId, partnershipId, termsVersionId, matchedAlias, occurredOn } = verdict;
    const key = `${disposition} ${departmentId} ${partnershipId} ${termsVersionId} ${matchedAlias} ${occurredOn}`;
    const place = placeOf.get(key) ?? verdicts.push(verdict);
    placeOf.set(key, place);
    return place;
  });
  return { verdicts, places };
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
