import { Injectable } from '@nestjs/common';
import { PartnershipsQueries, type PartnershipWindow } from '../partnerships/partnerships.queries.js';
import type { Tx } from '../platform/database/tx.js';
import { EVENT_CHANNEL } from '../platform/events/event-recorder.js';
import { localDate } from '../platform/local-time.js';
import { RewardsService } from '../rewards/rewards.service.js';
import { attribute, type Verdict } from './attribution.js';
import { type Change, type Known, recordDecisions } from './record-decisions.js';
import type { DownloadEvent } from './download-event.js';
import { factsOf, type Holder, holders, newlyKnown, standings } from './download-facts.js';
import { type Received, storeDownloads } from './stored-downloads.js';
import { takeWaiting } from './waiting-rows.js';
import { changeCounts, countKey, qualifyingByTerms } from './counting.js';

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
    return this.judge(tx, await factsOf(tx, downloadIds), cause, settleAlways);
  }

  /** Stores those of these events that are new, decides them, and answers them. The caller shares the intake lock. */
  async decideNew(tx: Tx, events: readonly Received[]): Promise<DownloadEvent[]> {
    const stored = await storeDownloads(tx, events);
    if (stored.length > 0) await this.judge(tx, stored.map(newlyKnown), 'arrival', []);
    return stored.map(({ event }) => event);
  }

  /** Takes the oldest events that wait in a lane and decides them. The caller shares the intake lock and holds the lane. */
  async decideWaiting(tx: Tx, lane: number, limit: number): Promise<{ taken: number; decided: number }> {
    const { pushed, storedIds } = await takeWaiting(tx, lane, limit);
    if (storedIds.length > 0) await this.decide(tx, storedIds, 'arrival');
    const fresh = pushed.length > 0 ? await this.decideNew(tx, pushed) : [];
    return { taken: pushed.length + storedIds.length, decided: fresh.length + storedIds.length };
  }

  private async judge(
    tx: Tx,
    downloads: readonly Known[],
    cause: string,
    settleAlways: readonly string[],
  ): Promise<number> {
    const ids = downloads.map(({ id }) => id);
    const holderOf = await holders(tx, downloads);
    const stood = await standings(tx, ids);
    const involved = new Set([
      ...[...holderOf.values()].map(({ departmentId }) => departmentId),
      ...settleAlways,
      ...stood.flatMap(({ departmentId }) => departmentId ?? []),
    ]);
    const windows = await this.partnerships.lockWindows(tx, [...involved].sort());
    // Read again after the lock: until then another correction may have been at work on the same downloads. Those that had no
    // decision yet are this transaction's alone: it stored them, or took them from those that wait.
    const standing = new Map(
      (stood.length > 0 ? await standings(tx, ids) : []).map((row) => [row.downloadId, row]),
    );

    const changes: Change[] = [];
    const ownOf = new Map([...holderOf.values()].map((holder) => [holder, ownWindows(windows, holder)]));
    for (const download of downloads) {
      const holder = download.alias === null ? undefined : holderOf.get(download.alias);
      const verdict = attribute(download, holder?.departmentId, (holder && ownOf.get(holder)) ?? []);
      const before = standing.get(download.id);
      if (!before || !same(before, verdict)) changes.push({ download, verdict, before });
    }
    await this.write(tx, changes, cause);
    await this.settle(tx, windows, changes, settleAlways);
    return changes.length;
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
