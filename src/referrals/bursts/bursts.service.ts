import { Injectable } from '@nestjs/common';
import { actorName } from '../../platform/actor.js';
import type { Tx } from '../../platform/database/tx.js';
import { DecisionReader } from '../decision-reader.js';
import { holdIntake } from '../intake-lock.js';
import { ReferralsService } from '../referrals.service.js';
import { MOST_REVERSED } from './bursts.dto.js';
import { alreadyDecided, flagNotFound, nothingLeft, notInStretch, ruleIncomplete } from './bursts.errors.js';
import { BurstDismissed, BurstReversed, BurstRuleSet } from './bursts.events.js';
import { type BurstRule, BurstsQueries, type FlagRow } from './bursts.queries.js';

/** Setting the burst rule, and what a person says of a flagged stretch. Works inside the caller's transaction. */
@Injectable()
export class BurstsService {
  constructor(
    private readonly queries: BurstsQueries,
    private readonly referrals: ReferralsService,
    private readonly reader: DecisionReader,
  ) {}

  /**
   * Sets the rule as a new version, for downloads stored from now on; without figures it is off. The figures in force again change
   * nothing. Throws 422 `burst_rule_incomplete` when only one is given.
   */
  async setRule(tx: Tx, figures: { installs?: number; minutes?: number }): Promise<BurstRule> {
    const [installs, minutes] = [figures.installs ?? null, figures.minutes ?? null];
    if ((installs === null) !== (minutes === null))
      throw ruleIncomplete(installs === null ? 'installs' : 'minutes');
    // Two who set it at once take turns, so that each finds the other's version.
    await this.reader.hold(tx, 'bursts');
    const before = await this.queries.rule(tx);
    if (before.installs === installs && before.minutes === minutes) return before;
    if (before.installs === null) await this.reader.skip(tx, 'bursts');
    const version = before.version + 1;
    await tx.query(
      'insert into burst_rule (version, installs, minutes, set_by, set_at) values ($1, $2, $3, $4, $5)',
      [version, installs, minutes, actorName(tx.actor), tx.now],
    );
    await tx.record(
      BurstRuleSet(
        { version, installs, minutes },
        {
          visibility: 'vendor',
          subject: { type: 'burst_rule', id: String(version) },
          summary:
            installs === null
              ? 'The burst rule was switched off'
              : `The burst rule is now more than ${installs} downloads within ${minutes} minutes`,
        },
      ),
    );
    return this.queries.rule(tx);
  }

  /** Finds nothing wrong with a stretch; it is not flagged again. Throws 404, 409 `already_decided`. */
  async dismiss(tx: Tx, id: string, note: string): Promise<FlagRow> {
    const flag = await this.open(tx, id);
    await this.close(tx, id, 'dismissed', note);
    await tx.record(
      BurstDismissed(
        { flagId: id, partnershipId: flag.partnershipId },
        {
          departmentId: flag.departmentId,
          visibility: 'vendor',
          subject: { type: 'partnership', id: flag.partnershipId },
          summary: `A burst of ${flag.installs} downloads was looked at and stands`,
        },
      ),
    );
    return this.one(tx, id);
  }

  /**
   * Takes downloads of a stretch out of the count by the reversal `velocity`: those named, which closes the flag, or all that count, of
   * which at most 200 go at once and the rest waits under the open flag. Throws 404, 409 `already_decided`, 422 `not_in_stretch`,
   * `nothing_left`.
   */
  async reverse(
    tx: Tx,
    id: string,
    { note, downloadIds }: { note?: string; downloadIds?: readonly string[] },
  ): Promise<FlagRow & { left: number }> {
    await holdIntake(tx);
    const flag = await this.open(tx, id);
    const wanted = downloadIds && [...new Set(downloadIds)];
    const downloads = await this.queries.downloads(tx, flag, MOST_REVERSED, wanted ?? null);
    if (wanted && downloads.length < wanted.length) throw notInStretch();
    if (downloads.length === 0) throw nothingLeft();
    for (const { provider, externalId } of downloads)
      await this.referrals.reverse(tx, { provider, externalId, reason: 'velocity' });
    const left = await this.queries.counted(tx, flag);
    await tx.query('update burst_flag set reversed = reversed + $2 where id = $1', [id, downloads.length]);
    if (wanted || left === 0) await this.close(tx, id, 'reversed', note?.trim() ? note : null);
    await tx.record(
      BurstReversed(
        { flagId: id, partnershipId: flag.partnershipId, reversed: downloads.length, left },
        {
          departmentId: flag.departmentId,
          visibility: 'vendor',
          subject: { type: 'partnership', id: flag.partnershipId },
          summary: `${downloads.length} downloads of a burst were taken out of the count`,
        },
      ),
    );
    return { ...(await this.one(tx, id)), left };
  }

  private async open(tx: Tx, id: string): Promise<FlagRow> {
    await tx.query('select id from burst_flag where id = $1 for update', [id]);
    const flag = await this.one(tx, id);
    if (flag.state !== 'open') throw alreadyDecided();
    return flag;
  }

  private async one(tx: Tx, id: string): Promise<FlagRow> {
    const flag = await this.queries.flag(tx, id);
    if (!flag) throw flagNotFound();
    return flag;
  }

  private async close(
    tx: Tx,
    id: string,
    state: 'dismissed' | 'reversed',
    note: string | null,
  ): Promise<void> {
    await tx.query(
      'update burst_flag set state = $2, note = $3, decided_by = $4, decided_at = $5 where id = $1',
      [id, state, note, actorName(tx.actor), tx.now],
    );
  }
}
