import { newId } from '../platform/id.js';
import { type Earned, type EarningTerms, type QualifyingCount, termsOfOrdinal } from './earned.js';
import { planIssue, type Standing } from './issuing.js';
import type { Recordable } from './record-step.js';
import { Reward, type StepTaken } from './reward.entity.js';

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

export type SettlementTerms = EarningTerms & { version: number; deviceSku: string; holdDays: number };

/** A partnership in a settlement: what it earned, and how many devices are issued in the end. */
export interface Worked {
  input: SettleInput;
  versions: SettlementTerms[];
  counts: QualifyingCount[];
  result: Earned;
  issued: number;
  /** Nothing about its rewards can have changed. */
  same: boolean;
}

/** What has sat out its hold is the department's to take. */
export function offersDue(now: Date, rewards: readonly Reward[], today: string): Recordable[] {
  return rewards
    .filter((reward) => reward.state === 'accrued' && reward.holdUntil <= now)
    .map((reward) => ({ reward, taken: reward.offer(now), today, causeDownloadId: null }));
}

/** Steps that bring one partnership's rewards to what it earned, taken on them in this order; new ones join `rewards`. */
export function stepsToEarned(
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

function accrued(now: Date, input: SettleInput, ordinal: number, version: SettlementTerms): Reward {
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

function holdEnd(from: Date, terms: SettlementTerms): Date {
  return new Date(from.getTime() + terms.holdDays * DAY_MS);
}
