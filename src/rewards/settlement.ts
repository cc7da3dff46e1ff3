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
import { deficitOf, issuedCount, MOVABLE, planIssue, type Standing } from './issuing.js';
import { type Recordable, recordSteps } from './record-step.js';
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

/** A partnership in a settlement: what it earned, and how many devices are issued in the end. */
interface Worked {
  input: SettleInput;
  versions: Terms[];
  counts: QualifyingCount[];
  result: Earned;
  issued: number;
  /** Nothing about its rewards can have changed. */
  same: boolean;
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
      steps.push(...issue(tx.now, one, own, standing));
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

/** What has sat out its hold is the department's to take. */
function offersDue(now: Date, rewards: readonly Reward[], today: string): Recordable[] {
  return rewards
    .filter((reward) => reward.state === 'accrued' && reward.holdUntil <= now)
    .map((reward) => ({ reward, taken: reward.offer(now), today, causeDownloadId: null }));
}

/** Steps that bring one partnership's rewards to what it earned, taken on them in this order; new ones join `rewards`. */
function issue(
  now: Date,
  { input, result, versions }: Worked,
  rewards: Reward[],
  standing: Standing,
): Recordable[] {
  const { decidedOn: today, causeDownloadId = null } = input;
  const steps = offersDue(now, rewards, today);
  const plan = planIssue(rewards, result.earned, standing);
  const at = (ordinal: number): Reward => rewards.find((reward) => reward.ordinal === ordinal)!;
  for (const ordinal of plan.voided) {
    const reward = at(ordinal);
    steps.push({ reward, taken: reward.voidInHold(now), today, causeDownloadId });
  }
  for (const ordinal of plan.revived) {
    const reward = at(ordinal);
    const version = versions.find((candidate) => candidate.id === reward.termsVersionId)!;
    steps.push({ reward, taken: reward.revive(now, holdEnd(now, version)), today, causeDownloadId });
  }
  for (const ordinal of plan.created) {
    const id = termsOfOrdinal(result, ordinal);
    const reward = accrued(now, input, ordinal, versions.find((one) => one.id === id) ?? versions.at(-1)!);
    rewards.push(reward);
    steps.push({ reward, taken: ACCRUAL, today, causeDownloadId });
  }
  return [...steps, ...offersDue(now, rewards, today)];
}

const ACCRUAL: StepTaken = {
  step: 'accrual',
  from: null,
  to: 'accrued',
  occurredOn: null,
  reason: null,
  details: {},
};

function accrued(now: Date, input: SettleInput, ordinal: number, version: Terms): Reward {
  return Object.assign(new Reward(), {
    id: newId(),
    partnershipId: input.partnershipId,
    departmentId: input.departmentId,
    ordinal,
    state: 'accrued',
    fmvCents: version.deviceFmvCents,
    termsVersionId: version.id,
    deviceSku: version.deviceSku,
    accruedAt: now,
    holdUntil: holdEnd(now, version),
    steps: 0,
    stateEnteredAt: now,
  });
}

/** Unknown SKUs join the catalogue under their own name. In one order, so that two who add the same do not wait in a circle. */
export async function addToCatalogue(
  tx: Tx,
  devices: readonly { deviceSku: string; fmvCents: number | null }[],
): Promise<void> {
  const bySku = new Map(devices.map(({ deviceSku, fmvCents }) => [deviceSku, fmvCents]));
  const skus = [...bySku.keys()].sort();
  if (skus.length === 0) return;
  await tx.query(
    `insert into device_sku (sku, name, fmv_cents, added_at)
     select sku, sku, fmv_cents, $3 from unnest($1::text[], $2::int[]) as d (sku, fmv_cents) on conflict (sku) do nothing`,
    [skus, skus.map((sku) => bySku.get(sku) ?? null), tx.now],
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
