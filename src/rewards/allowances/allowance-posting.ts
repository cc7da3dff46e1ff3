import type { LedgerAccount, Posting } from '../ledger-posting.js';
import type { AllowanceStepName } from './allowance-states.js';
import type { AllowanceKind } from './allowance-value.js';

/** Which accounts of the gift ledger a step of an allowance moves value between. Pure; `program` is the counter-account, as for devices. */

const PROMISED: Record<AllowanceKind, LedgerAccount> = {
  discount: 'discount_promised',
  subsidy: 'subsidy_promised',
};
const GIVEN: Record<AllowanceKind, LedgerAccount> = { discount: 'discount_used', subsidy: 'subsidy_paid' };

/** Devices and cents that a step moves; both at least 0. */
export interface Moved {
  units: number;
  cents: number;
}

/** Both sides of one step; none when it moves nothing. An offer binds nobody, so it posts nothing. */
export function allowancePostings(
  kind: AllowanceKind,
  step: AllowanceStepName,
  { units, cents }: Moved,
): Posting[] {
  const sides = sidesOf(kind, step);
  if (!sides || (units === 0 && cents === 0)) return [];
  const [source, target] = sides;
  return [
    { account: source, units: minus(units), cents: minus(cents) },
    { account: target, units, cents },
  ];
}

/** The account in which the unused part stands, and that of what was given. */
export function allowanceAccounts(kind: AllowanceKind): { promised: LedgerAccount; given: LedgerAccount } {
  return { promised: PROMISED[kind], given: GIVEN[kind] };
}

function sidesOf(
  kind: AllowanceKind,
  step: AllowanceStepName,
): [from: LedgerAccount, to: LedgerAccount] | null {
  switch (step) {
    case 'acceptance':
      return ['program', PROMISED[kind]];
    case 'use':
      return [PROMISED[kind], GIVEN[kind]];
    case 'reversal':
      return [GIVEN[kind], PROMISED[kind]];
    case 'closing':
      return [PROMISED[kind], 'program'];
    default:
      return null;
  }
}

/** Without a zero below zero. */
function minus(value: number): number {
  return value === 0 ? 0 : -value;
}
