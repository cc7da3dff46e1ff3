import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import type { Tx } from '../platform/database/tx.js';
import { groupBy } from '../platform/group-by.js';
import { notFound } from '../platform/errors.js';
import { addToCatalogue } from './catalogue.js';
import { earn, type QualifyingCount, spreadOverYears } from './earned.js';
import { deficitOf, issuedCount, MOVABLE, type Standing } from './issuing.js';
import { type Recordable, recordSteps } from './record-step.js';
import { Reward } from './reward.entity.js';
import { RewardAccount } from './reward-rows.entity.js';
import { offersDue, type SettleInput, stepsToEarned, type Worked } from './settlement-steps.js';

export interface Settled {
  qualifying: number;
  earned: number;
  remainder: number;
  lost: number;
  issued: number;
  deficit: number;
}

/** Brings partnerships' rewards to what their downloads earn now, in the transaction that decided them. */
@Injectable()
export class Settlement {
  constructor(private readonly partnerships: PartnershipsQueries) {}

  /**
   * Locks the accounts of all these partnerships, works out what each has earned, and where that is not what it was, offers what
   * has sat out its hold, then voids, revives and creates rewards as the rules say. Settling the same counts again changes
   * nothing. However many partnerships there are, those that earned nothing new share the same few statements. Answers in order.
   */
  async settle(tx: Tx, inputs: readonly SettleInput[]): Promise<Settled[]> {
    if (inputs.length === 0) return [];
    const ids = inputs.map(({ partnershipId }) => partnershipId).sort();
    const accounts = await this.lockAll(tx, inputs);
    const terms = groupBy(await this.partnerships.termsOfMany(tx, ids), (one) => one.partnershipId);
    const due = await this.due(tx, ids);
    const worked: Worked[] = inputs.map((input) => {
      const account = accounts.get(input.partnershipId);
      if (!account) throw notFound('partnership');
      const versions = inOrder(terms.get(input.partnershipId) ?? []);
      const counts = countsOf(account.counts, input);
      const counted = new Set(counts.map((count) => count.termsVersionId));
      const begun = versions.filter(
        (version) => version.fromDate <= input.decidedOn || counted.has(version.id),
      );
      const result = earn(begun, counts);
      // Rewards come, go and return only here, so the same number earned leaves them as they are.
      const same =
        result.earned === account.earned && !due.has(input.partnershipId) && input.thorough !== true;
      return { input, versions, counts, result, issued: account.issued, same };
    });
    await this.issueAll(
      tx,
      worked.filter(({ same }) => !same),
    );
    return this.keep(tx, worked);
  }

  /** Brings the rewards of these to what they earned, and notes in each how many are issued then. */
  private async issueAll(tx: Tx, worked: Worked[]): Promise<void> {
    if (worked.length === 0) return;
    const ids = worked.map(({ input }) => input.partnershipId);
    const rewards = groupBy(await this.movableRewards(tx, ...ids), ({ partnershipId }) => partnershipId);
    const standings = await this.standings(tx, ids);
    const steps: Recordable[] = [];
    for (const one of worked) {
      const own = rewards.get(one.input.partnershipId) ?? [];
      const standing = standings.get(one.input.partnershipId) ?? { issued: 0, last: 0 };
      const before = issuedCount(own);
      steps.push(...stepsToEarned(tx.now, one, own, standing));
      one.issued = standing.issued + issuedCount(own) - before;
    }
    await addToCatalogue(
      tx,
      steps.filter(({ taken }) => taken.step === 'accrual').map(({ reward }) => reward),
    );
    await recordSteps(tx, steps);
  }

  /** Partnerships with a reward that has sat out its hold. */
  private async due(tx: Tx, partnershipIds: string[]): Promise<Set<string>> {
    const rows = await tx.query<{ id: string }>(
      `select distinct partnership_id id from reward
        where partnership_id = any($1::uuid[]) and state = 'accrued' and hold_until <= $2`,
      [partnershipIds, tx.now],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** All accounts, in the order of their partnerships, so that two settlements never wait for each other. */
  private async lockAll(tx: Tx, inputs: readonly SettleInput[]): Promise<Map<string, RewardAccount>> {
    await tx.query(
      `insert into reward_account (partnership_id, department_id) select * from unnest($1::uuid[], $2::uuid[]) order by 1
       on conflict (partnership_id) do nothing`,
      [inputs.map(({ partnershipId }) => partnershipId), inputs.map(({ departmentId }) => departmentId)],
    );
    const accounts = await tx.repo(RewardAccount).find({
      where: { partnershipId: In(inputs.map(({ partnershipId }) => partnershipId)) },
      order: { partnershipId: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
    return new Map(accounts.map((account) => [account.partnershipId, account]));
  }

  /** Offers what has sat out its hold: for the worker; a settlement that comes before it does so itself. */
  async offerDue(tx: Tx, rewards: Reward[], today: string): Promise<void> {
    await recordSteps(tx, offersDue(tx.now, rewards, today));
  }

  /** The account first, then the rewards: everyone who needs both takes them in this order. */
  async lock(tx: Tx, partnershipId: string, departmentId: string): Promise<RewardAccount> {
    await tx.query(
      'insert into reward_account (partnership_id, department_id) values ($1, $2) on conflict (partnership_id) do nothing',
      [partnershipId, departmentId],
    );
    const account = await tx
      .repo(RewardAccount)
      .findOne({ where: { partnershipId }, lock: { mode: 'pessimistic_write' } });
    if (!account) throw notFound('partnership');
    return account;
  }

  /**
   * The rewards of these partnerships that a settlement may change, locked in the order of partnership and ordinal. Years of devices
   * that were handed over are left alone.
   */
  movableRewards(tx: Tx, ...partnershipIds: string[]): Promise<Reward[]> {
    return tx.repo(Reward).find({
      where: { partnershipId: In(partnershipIds), state: In([...MOVABLE]) },
      order: { partnershipId: 'ASC', ordinal: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** How many are issued and what the last one's number is. The caller holds the accounts, without which neither changes. */
  private async standings(tx: Tx, partnershipIds: string[]): Promise<Map<string, Standing>> {
    const rows = await tx.query<Standing & { partnershipId: string }>(
      `select partnership_id "partnershipId", count(*) filter (where state <> 'voided')::int issued, max(ordinal) last
         from reward where partnership_id = any($1::uuid[]) group by partnership_id`,
      [partnershipIds],
    );
    return new Map(rows.map((row) => [row.partnershipId, row]));
  }

  private async keep(tx: Tx, worked: readonly Worked[]): Promise<Settled[]> {
    const rows = worked.map(({ input, counts, result, issued }) => ({
      partnershipId: input.partnershipId,
      qualifying: result.qualifying,
      earned: result.earned,
      remainder: result.remainder,
      lost: result.lost.reduce((sum, loss) => sum + loss.devices, 0),
      issued,
      counts,
      losses: result.lost,
    }));
    await tx.query(
      `update reward_account a set qualifying = r.qualifying, earned = r.earned, remainder = r.remainder, lost = r.lost,
         issued = r.issued, counts = r.counts, losses = r.losses, settled_at = $2
       from jsonb_to_recordset($1::jsonb) as r ("partnershipId" uuid, qualifying int, earned int, remainder int, lost int,
         issued int, counts jsonb, losses jsonb)
       where a.partnership_id = r."partnershipId"`,
      [JSON.stringify(rows), tx.now],
    );
    return rows.map(({ qualifying, earned, remainder, lost, issued }) => ({
      qualifying,
      earned,
      remainder,
      lost,
      issued,
      deficit: deficitOf(issued, earned),
    }));
  }
}

/** In the order the versions are in force: by first day, a later version of the same day after an earlier one. */
export function inOrder<T extends { fromDate: string; version: number }>(terms: readonly T[]): T[] {
  return [...terms].sort((a, b) => a.fromDate.localeCompare(b.fromDate) || a.version - b.version);
}

function countsOf(known: QualifyingCount[], input: SettleInput): QualifyingCount[] {
  const year = Number(input.decidedOn.slice(0, 4));
  return input.perTerms.flatMap(({ termsVersionId, qualifying, byYear }) =>
    byYear
      ? byYear.map((count) => ({ termsVersionId, ...count }))
      : spreadOverYears(known, termsVersionId, qualifying, year),
  );
}
