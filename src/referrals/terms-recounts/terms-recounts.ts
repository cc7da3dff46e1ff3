import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PartnershipsQueries } from '../../partnerships/partnerships.queries.js';
import { PartnershipsService } from '../../partnerships/partnerships.service.js';
import type { Actor } from '../../platform/actor.js';
import type { Tx } from '../../platform/database/tx.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { notFound } from '../../platform/errors.js';
import { addDays, localDate, type LocalDate } from '../../platform/local-time.js';
import { Deciding } from '../deciding.js';
import { previewOutdated } from '../referrals.errors.js';
import { DownloadsRedecided } from '../referrals.events.js';
import { ReferralsQueries } from '../referrals.queries.js';

type TermsOffer = Parameters<PartnershipsService['changeTerms']>[3];

/** How many downloads are decided in one step of the transaction. */
const STEP = 1_000;
const CAUSE = 'terms changed';

/** A version of the terms from a local day of the department. */
export interface TermsChange {
  from: LocalDate;
  offer: TermsOffer;
}

/** What a partnership has come to: counts of downloads and devices, money in cents. */
export interface RecountFigures {
  qualifying: number;
  earned: number;
  /** Downloads on the way to the next device. */
  remainder: number;
  /** Devices promised, given or on their way. */
  issued: number;
  /** Devices promised beyond what is earned. */
  deficit: number;
  valueCents: number;
}

/** What a version of the terms does, or did, to what was decided before it. `digest` names exactly this, for the confirmation. */
export interface TermsRecount {
  from: LocalDate;
  version: number;
  /** How many downloads are decided again. */
  downloads: number;
  before: RecountFigures;
  after: RecountFigures;
  digest: string;
}

/** The end of a trial: its transaction is taken back. */
class TrialOver extends Error {
  constructor(readonly recount: TermsRecount) {
    super('A trial is over.');
  }
}

/**
 * Terms that begin in the past, and what they make of the downloads decided since. The preview is the real thing in a transaction that is
 * taken back; the confirmation is the real thing again, and stays only if it comes to what the preview showed.
 */
@Injectable()
export class TermsRecounts {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly partnerships: PartnershipsService,
    private readonly partnershipsQueries: PartnershipsQueries,
    private readonly queries: ReferralsQueries,
    private readonly deciding: Deciding,
  ) {}

  /** What these terms would do; changes nothing. Throws what the change itself would throw. */
  async preview(actor: Actor, partnershipId: string, change: TermsChange): Promise<TermsRecount> {
    try {
      return await this.uow.run(actor, async (tx) => {
        throw new TrialOver(await this.recount(tx, partnershipId, change));
      });
    } catch (error) {
      if (error instanceof TrialOver) return error.recount;
      throw error;
    }
  }

  /** Does it, if it still comes to what the preview of this digest showed. Throws 409 `preview_outdated`. */
  async confirm(tx: Tx, partnershipId: string, change: TermsChange, digest: string): Promise<TermsRecount> {
    const recount = await this.recount(tx, partnershipId, change);
    if (recount.digest !== digest) throw previewOutdated();
    return recount;
  }

  /** Whether a version that was just added begins on a day that has passed for the department and changes the terms of a decided download. */
  async touchesThePast(
    tx: Tx,
    added: { partnershipId: string; termsVersionId: string; from: LocalDate },
  ): Promise<boolean> {
    const facts = await this.partnershipsQueries.facts(tx, added.partnershipId);
    if (!facts || added.from >= localDate(tx.now, facts.department.timeZone)) return false;
    return (await this.touched(tx, added, 1)).length > 0;
  }

  private async recount(tx: Tx, partnershipId: string, { from, offer }: TermsChange): Promise<TermsRecount> {
    const facts = await this.partnershipsQueries.facts(tx, partnershipId);
    if (!facts) throw notFound('partnership');
    const { departmentId } = facts;
    // From here on nobody else decides about this department's downloads, and what is read below holds until the end.
    await this.partnershipsQueries.lockWindows(tx, [departmentId]);
    const before = await this.figures(tx, partnershipId);
    const { termsVersionId, version } = await this.partnerships.changeTerms(tx, partnershipId, from, offer, {
      recounted: true,
    });
    const touched = await this.touched(tx, { partnershipId, termsVersionId, from }, null);
    let downloads = 0;
    for (let at = 0; at < touched.length; at += STEP)
      downloads += await this.deciding.decide(tx, touched.slice(at, at + STEP), CAUSE);
    await this.deciding.decide(tx, [], CAUSE, [departmentId]);
    if (downloads > 0) await this.tell(tx, departmentId, downloads);
    const after = await this.figures(tx, partnershipId);
    const shown = { from, version, downloads, before, after };
    return { ...shown, digest: digestOf({ v: 1, partnershipId, offer, touched, ...shown }) };
  }

  /** Decided downloads of the partnership that come under the added version and stand under another, by id. */
  private async touched(
    tx: Tx,
    {
      partnershipId,
      termsVersionId,
      from,
    }: { partnershipId: string; termsVersionId: string; from: LocalDate },
    limit: number | null,
  ): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      // The instant comes first, because that is how the index is ordered; no zone is more than a day ahead of UTC.
      `select download_id id from download_standing
        where partnership_id = $1 and occurred_at >= $2::date::timestamp at time zone 'UTC' and occurred_on >= $3
          and terms_version_id is distinct from $4
        order by download_id limit $5`,
      [partnershipId, addDays(from, -1), from, termsVersionId, limit],
    );
    return rows.map(({ id }) => id);
  }

  private async figures(tx: Tx, partnershipId: string): Promise<RecountFigures> {
    const progress = await this.queries.progress(tx, partnershipId);
    if (!progress) throw notFound('partnership');
    const { qualifying, earned, remainder, issued, deficit, valueCents } = progress;
    return { qualifying, earned, remainder, issued, deficit, valueCents };
  }

  private async tell(tx: Tx, departmentId: string, changed: number): Promise<void> {
    await tx.record(
      DownloadsRedecided(
        { departmentId, cause: CAUSE, changed },
        {
          departmentId,
          visibility: 'shared',
          subject: { type: 'department', id: departmentId },
          summary: `${changed} ${changed === 1 ? 'download was' : 'downloads were'} decided again: ${CAUSE}`,
        },
      ),
    );
  }
}

/** Names what was shown and the downloads behind it; the order of keys is that of this file. */
function digestOf(shown: object): string {
  return createHash('sha256').update(JSON.stringify(shown)).digest('hex');
}
