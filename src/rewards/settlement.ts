import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import type { Tx } from '../platform/database/tx.js';
import { groupBy } from '../platform/group-by.js';
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
  /** Look at the rewards even when what is earned is what it was. */
  thorough?: boolean;
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

/** An account as a settlement leaves it. */
interface Kept {
  partnershipId: string;
  counts: QualifyingCount[];
  result: Earned;
  issued: number;
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
    const kept: Kept[] = [];
    for (const input of inputs) {
      const account = accounts.get(input.partnershipId);
      if (!account) throw notFound('partnership');
      const versions = inOrder(terms.get(input.partnershipId) ?? []);
      const counts = countsOf(account.counts, input);
      const counted = new Set(counts.map((count) => count.termsVersionId));
      const begun = versions.filter(
        (version) => version.fromDate <= input.decidedOn || counted.has(version.id),
      );
      const result = earn(begun, counts);
      const { partnershipId } = input;
      // Rewards come, go and return only here, so the same number earned leaves them as they are.
      const same = result.earned === account.earned && !due.has(partnershipId) && !input.thorough;
      const issued = same ? account.issued : await this.issueNow(tx, input, result, versions);
      kept.push({ partnershipId, counts, result, issued });
    }
    return this.keep(tx, kept);
  }

  private async issueNow(tx: Tx, input: SettleInput, result: Earned, terms: Terms[]): Promise<number> {
    const rewards = await this.lockedRewards(tx, input.partnershipId);
    await this.offerDue(tx, rewards, input.decidedOn);
    await this.issue(tx, input, rewards, result, terms);
    return issuedCount(rewards);
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

  private async keep(tx: Tx, kept: readonly Kept[]): Promise<Settled[]> {
    const rows = kept.map(({ partnershipId, counts, result, issued }) => ({
      partnershipId,
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
