/**
 * What a department may say became of a delivered device. Pure. Source: product.md, rules 4.1 and 4.2: nothing is said of a
 * resident, so whoever got a device is a short choice, and words are taken only where the device stayed with the department.
 */

export const DISPOSITIONS = ['installed', 'raffled', 'given', 'destroyed'] as const;
export type DeviceDisposition = (typeof DISPOSITIONS)[number];

export const GIVEN_TO = ['resident', 'business', 'school', 'community_group', 'other'] as const;
export type GivenTo = (typeof GIVEN_TO)[number];

export type DispositionFault = 'return_instead' | 'note_not_taken' | 'given_to_not_taken';

const WENT_TO_SOMEBODY: readonly string[] = ['raffled', 'given'];

/** What stands in the way of a disposition, or null. A device that goes back is a return, which has a step of its own. */
export function dispositionFault(told: {
  disposition: DeviceDisposition | 'returned';
  note?: string;
  givenTo?: GivenTo;
}): DispositionFault | null {
  if (told.disposition === 'returned') return 'return_instead';
  const wentToSomebody = WENT_TO_SOMEBODY.includes(told.disposition);
  if (wentToSomebody && told.note?.trim()) return 'note_not_taken';
  return !wentToSomebody && told.givenTo ? 'given_to_not_taken' : null;
}
