import { Injectable } from '@nestjs/common';
import { PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import type { Tx } from '../platform/database/tx.js';
import { notFound } from '../platform/errors.js';
import { newId } from '../platform/id.js';
import { localDate } from '../platform/local-time.js';
import {
  type Earned,
  earn,
  type EarningTerms,
  type QualifyingCount,
  spreadOverYears,
  termsOfOrdinal,
} from './earned.js';
import { deficitOf, issuedCount, planIssue } from './issuing.js';
import { recordStep } from './record-step.js';
import { Reward, type StepTaken } from './reward.entity.js';
import { RewardAccount } from './reward-rows.entity.js';

const DAY_MS = 86_400_000;

/** Qualifying downloads under one version; `byYear` when the caller knows the local years they happened in. */
export interface TermsCount {
  termsVersionId: string;
  qualifying: number;
  byYear?: { year: number; qualifying: number }[];
}

export interface SettleInput {
  partnershipId: string;
  departmentId: string;
  perTerms: readonly TermsCount[];
  /** Today in the department's zone. */
  decidedOn: string;
  causeDownloadId?: string | null;
}

export interface Settled {
  qualifying: number;
  earned: number;
  remainder: number;
  lost: number;
  issued: number;
  deficit: number;
}

type Terms = EarningTerms & { version: number; deviceSku: string; holdDays: number };

/** Brings a partnership's rewards to what its downloads earn now, in the transaction that decided them. */
@Injectable()
export class Settlement {
  constructor(private readonly partnerships: PartnershipsQueries) {}

  /**
   * Locks the partnership's account, works out what is earned, offers what has sat out its hold, then voids, revives
   * and creates rewards as the rules say. Settling the same counts again changes nothing.
   */
  async settle(tx: Tx, input: SettleInput): Promise<Settled> {
    const account = await this.lock(tx, input.partnershipId, input.departmentId);
    const terms = inOrder(await this.partnerships.termsVersions(tx, input.partnershipId));
    const counts = countsOf(account.counts, input);
    const counted = new Set(counts.map((count) => count.termsVersionId));
    const begun = terms.filter((version) => version.fromDate <= input.decidedOn || counted.has(version.id));
    const result = earn(begun, counts);
    const rewards = await this.lockedRewards(tx, input.partnershipId);
    await this.offerDue(tx, rewards, input.decidedOn);
    await this.issue(tx, input, rewards, result, terms);
    return this.keep(tx, account, counts, result, issuedCount(rewards));
  }

  /** Offers what has sat out its hold: for the worker, and for a settlement that came before it. */
  async offerDue(tx: Tx, rewards: Reward[], today: string): Promise<void> {
    for (const reward of rewards) {
      if (reward.state !== 'accrued' || reward.holdUntil > tx.now) continue;
      await recordStep(tx, reward, reward.offer(tx.now), today);
    }
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

  lockedRewards(tx: Tx, partnershipId: string): Promise<Reward[]> {
    return tx
      .repo(Reward)
      .find({ where: { partnershipId }, order: { ordinal: 'ASC' }, lock: { mode: 'pessimistic_write' } });
  }

  private async issue(
    tx: Tx,
    input: SettleInput,
    rewards: Reward[],
    result: Earned,
    terms: Terms[],
  ): Promise<void> {
    const plan = planIssue(rewards, result.earned);
    const cause = input.causeDownloadId ?? null;
    const at = (ordinal: number): Reward => rewards.find((reward) => reward.ordinal === ordinal)!;
    for (const ordinal of plan.voided) {
      await recordStep(tx, at(ordinal), at(ordinal).voidInHold(tx.now), input.decidedOn, cause);
    }
    for (const ordinal of plan.revived) {
      const reward = at(ordinal);
      const version = terms.find((candidate) => candidate.id === reward.termsVersionId)!;
      await recordStep(tx, reward, reward.revive(tx.now, holdEnd(tx.now, version)), input.decidedOn, cause);
    }
    for (const ordinal of plan.created) {
      const version =
        terms.find((candidate) => candidate.id === termsOfOrdinal(result, ordinal)) ?? terms.at(-1)!;
      rewards.push(await this.create(tx, input, ordinal, version));
    }
    await this.offerDue(tx, rewards, input.decidedOn);
  }

  private async create(tx: Tx, input: SettleInput, ordinal: number, version: Terms): Promise<Reward> {
    await addToCatalogue(tx, version.deviceSku, version.deviceFmvCents);
    const reward = tx.repo(Reward).create({
      id: newId(),
      partnershipId: input.partnershipId,
      departmentId: input.departmentId,
      ordinal,
      state: 'accrued',
      fmvCents: version.deviceFmvCents,
      termsVersionId: version.id,
      deviceSku: version.deviceSku,
      accruedAt: tx.now,
      holdUntil: holdEnd(tx.now, version),
      steps: 0,
      stateEnteredAt: tx.now,
    });
    const accrual: StepTaken = {
      step: 'accrual',
      from: null,
      to: 'accrued',
      occurredOn: null,
      reason: null,
      details: {},
    };
    await recordStep(tx, reward, accrual, input.decidedOn, input.causeDownloadId ?? null);
    return reward;
  }

  private async keep(
    tx: Tx,
    account: RewardAccount,
    counts: QualifyingCount[],
    result: Earned,
    issued: number,
  ): Promise<Settled> {
    const { qualifying, earned, remainder } = result;
    const lost = result.lost.reduce((sum, loss) => sum + loss.devices, 0);
    await tx.query(
      `update reward_account set qualifying = $2, earned = $3, remainder = $4, lost = $5, issued = $6, counts = $7,
         losses = $8, settled_at = $9 where partnership_id = $1`,
      [
        account.partnershipId,
        qualifying,
        earned,
        remainder,
        lost,
        issued,
        JSON.stringify(counts),
        JSON.stringify(result.lost),
        tx.now,
      ],
    );
    return { qualifying, earned, remainder, lost, issued, deficit: deficitOf(issued, earned) };
  }
}

/** An unknown SKU joins the catalogue under its own name. */
export async function addToCatalogue(tx: Tx, sku: string, fmvCents: number | null): Promise<void> {
  await tx.query(
    'insert into device_sku (sku, name, fmv_cents, added_at) values ($1, $1, $2, $3) on conflict (sku) do nothing',
    [sku, fmvCents, tx.now],
  );
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

function holdEnd(from: Date, terms: Terms): Date {
  return new Date(from.getTime() + terms.holdDays * DAY_MS);
}

/** Today in a department's zone. */
export function todayIn(tx: Tx, timeZone: string): string {
  return localDate(tx.now, timeZone);
}
