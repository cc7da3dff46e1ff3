import { countOf, formatMoney, formatNumber } from '../../platform/web/views/helpers/numbers.js';
import type { AllowanceKind, AllowanceValue } from './allowance-value.js';

/** "Discount 1". */
export function allowanceName({ kind, number }: { kind: AllowanceKind; number: number }): string {
  return `${kind === 'discount' ? 'Discount' : 'Subsidy'} ${number}`;
}

/** What is offered, in one phrase: "$50 off a device for residents, for 100 devices, at most $5,000". */
export function allowanceWords({ unitCents, matchPercent, units, capCents }: AllowanceValue): string {
  const devices = countOf(units, 'device', 'devices');
  const most = formatMoney(capCents);
  if (unitCents !== null)
    return `${formatMoney(unitCents)} off a device for residents, for ${devices}, at most ${most}`;
  return `${formatNumber(matchPercent)} % of what the city spends on ${devices}, at most ${most}`;
}
