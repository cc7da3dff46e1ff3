import type { RewardState, RewardStepName } from './reward-states.js';

/**
 * Which accounts of the gift ledger a step moves a device between. Pure. `program` is the counter-account: what
 * the vendor has not (or no longer) bound itself to give.
 */

export const LEDGER_ACCOUNTS = [
  'program',
  'promised',
  'offered',
  'accepted',
  'shipped',
  'delivered',
  'declined',
  'lost',
  'returned',
  // Of allowances: what is promised and not used yet, and what was given.
  'discount_promised',
  'discount_used',
  'subsidy_promised',
  'subsidy_paid',
] as const;
export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number];

export interface Posting {
  account: LedgerAccount;
  units: number;
  cents: number;
}

const ACCOUNT_OF: Record<RewardState, LedgerAccount> = {
  accrued: 'promised',
  offered: 'offered',
  accepted: 'accepted',
  // Approval is the vendor's own yes; the gift moves only when it leaves the house.
  approved: 'accepted',
  shipped: 'shipped',
  delivered: 'delivered',
  declined: 'declined',
  lost: 'lost',
  returned: 'returned',
  voided: 'program',
};

/** The account a reward stands in while it is in `state`. */
export function accountOf(state: RewardState): LedgerAccount {
  return ACCOUNT_OF[state];
}

/** Accounts a step goes through: what is exchanged was returned first. */
const THROUGH: Partial<Record<RewardStepName, LedgerAccount>> = { exchange: 'returned' };

/** Both sides of one step at the reward's fair market value in cents; none when the account stays the same. */
export function postingsFor(
  from: RewardState | null,
  to: RewardState,
  fmvCents: number,
  step?: RewardStepName,
): Posting[] {
  const between = step && THROUGH[step];
  const source = from === null ? 'program' : accountOf(from);
  const target = accountOf(to);
  if (!between) return source === target ? [] : moved(source, target, fmvCents);
  return [...moved(source, between, fmvCents), ...moved(between, target, fmvCents)];
}

function moved(source: LedgerAccount, target: LedgerAccount, fmvCents: number): Posting[] {
  return [
    { account: source, units: -1, cents: -fmvCents },
    { account: target, units: 1, cents: fmvCents },
  ];
}

/** States whose device counts neither as promised nor as given: their value is not in the partnership's value. */
export const VALUELESS_STATES: readonly RewardState[] = ['declined', 'returned', 'voided'];
