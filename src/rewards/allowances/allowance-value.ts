/**
 * What an allowance is worth at most, and what a report of its use may say. Pure; money in cents. An allowance is a discount (so much
 * off each of so many devices that residents buy) or a subsidy (the vendor matches what the city spends on devices, up to a cap).
 */

export const ALLOWANCE_KINDS = ['discount', 'subsidy'] as const;
export type AllowanceKind = (typeof ALLOWANCE_KINDS)[number];

export const MOST_UNITS = 1_000_000;
/** $10,000,000. */
export const MOST_CENTS = 1_000_000_000;

/** The terms as they are offered. */
export interface AllowanceTerms {
  kind: AllowanceKind;
  /** Off each device, of a discount. */
  unitCents?: number | null;
  /** The share of what the city spends that the vendor adds, of a subsidy; 100 is dollar for dollar. */
  matchPercent?: number | null;
  /** Devices at most. */
  units?: number | null;
  /** All of it at most. */
  capCents?: number | null;
}

/** A field and what is wrong with it. */
export interface ValueFault {
  field: string;
  message: string;
}

export interface AllowanceValue {
  unitCents: number | null;
  matchPercent: number | null;
  units: number;
  capCents: number;
}

/**
 * The value of an offer. Of a discount, the number of devices gives the cap, or a cap that is a whole number of discounts gives the
 * number of devices; a subsidy names both.
 */
export function valueOf(terms: AllowanceTerms): AllowanceValue | ValueFault {
  return terms.kind === 'discount' ? discountOf(terms) : subsidyOf(terms);
}

export function isFault(found: AllowanceValue | ValueFault): found is ValueFault {
  return 'field' in found;
}

function discountOf({
  unitCents,
  matchPercent,
  units,
  capCents,
}: AllowanceTerms): AllowanceValue | ValueFault {
  if (matchPercent) return { field: 'matchPercent', message: 'A discount matches nothing: leave this out.' };
  if (!unitCents) return { field: 'unitCents', message: 'Enter what comes off each device.' };
  if (!units && !capCents)
    return { field: 'units', message: 'Enter for how many devices it is, or what all of it may cost.' };
  const devices = units ?? (capCents ?? 0) / unitCents;
  if (!Number.isInteger(devices) || devices < 1)
    return {
      field: 'capCents',
      message: 'Enter a whole number of discounts: a multiple of what comes off each device.',
    };
  if (capCents && capCents !== devices * unitCents)
    return {
      field: 'capCents',
      message: 'This is not the number of devices times the discount. Leave one of them out.',
    };
  return withinBounds({ unitCents, matchPercent: null, units: devices, capCents: devices * unitCents });
}

function subsidyOf({
  unitCents,
  matchPercent,
  units,
  capCents,
}: AllowanceTerms): AllowanceValue | ValueFault {
  if (unitCents)
    return { field: 'unitCents', message: 'A subsidy has no discount per device: leave this out.' };
  if (!matchPercent)
    return { field: 'matchPercent', message: 'Enter which share of the city’s money is matched.' };
  if (!units) return { field: 'units', message: 'Enter how many devices the city may buy.' };
  if (!capCents) return { field: 'capCents', message: 'Enter the most the company pays.' };
  return withinBounds({ unitCents: null, matchPercent, units, capCents });
}

function withinBounds(value: AllowanceValue): AllowanceValue | ValueFault {
  if (value.units > MOST_UNITS) return { field: 'units', message: 'At most 1,000,000 devices.' };
  if (value.capCents > MOST_CENTS) return { field: 'capCents', message: 'At most $10,000,000.' };
  return value;
}

/** A total of what was used in some days. */
export interface Use {
  units: number;
  amountCents: number;
  /** What the city spent itself, of a subsidy. */
  citySpentCents?: number | null;
}

/** What is wrong with a report by the terms alone, or null: no more than the terms give for so much. */
export function useFault(
  { kind, unitCents, matchPercent }: Pick<AllowanceTerms, 'kind' | 'unitCents' | 'matchPercent'>,
  use: Use,
): ValueFault | null {
  if (kind === 'discount') {
    if (use.citySpentCents !== undefined && use.citySpentCents !== null)
      return { field: 'citySpentCents', message: 'The city spends nothing on a discount: leave this out.' };
    if (use.amountCents > (unitCents ?? 0) * use.units)
      return { field: 'amountCents', message: 'This is more than the discount gives for so many devices.' };
    return null;
  }
  if (!use.citySpentCents) return { field: 'citySpentCents', message: 'Enter what the city spent itself.' };
  if (use.amountCents * 100 > use.citySpentCents * (matchPercent ?? 0))
    return { field: 'amountCents', message: 'This is more than matches what the city spent.' };
  return null;
}
