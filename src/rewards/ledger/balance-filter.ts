import type { Actor } from '../../platform/actor.js';
import type { BalanceQuery } from './ledger.dto.js';
import type { BalanceFilter } from './ledger.queries.js';
import { PERIOD_UNITS, type PeriodUnit, periodNamed } from './ledger-period.js';

/** What a query asks of the counters: its period as days, and by period never units longer than the period itself. */
export function balanceFilter(actor: Actor, { period: name, unit, ...asked }: BalanceQuery): BalanceFilter {
  const period = name === undefined ? null : periodNamed(name);
  return {
    ...ownOnly(actor, asked),
    unit: period ? shorter(unit, period.unit) : unit,
    from: period?.from ?? null,
    to: period?.to ?? null,
  };
}

/** A department's people see their own rows alone; saying so here lets the indexes be used for it. */
export function ownOnly<T extends { departmentId?: string }>(actor: Actor, asked: T): T {
  if (actor.side !== 'department') return asked;
  return { ...asked, departmentId: asked.departmentId ?? actor.departmentId };
}

function shorter(a: PeriodUnit, b: PeriodUnit): PeriodUnit {
  return PERIOD_UNITS.indexOf(a) < PERIOD_UNITS.indexOf(b) ? a : b;
}
