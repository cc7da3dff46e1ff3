/** Where a department stands, in the words of its mail and pages. Pure. */

export interface Progress {
  downloadsPerDevice: number;
  issued: number;
  deficit: number;
  remainder: number;
}

const WORDS = [
  'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth',
  'eleventh', 'twelfth', 'thirteenth', 'fourteenth', 'fifteenth', 'sixteenth', 'seventeenth', 'eighteenth',
  'nineteenth', 'twentieth',
]; // prettier-ignore

/** "13 of 20 to your third device"; while devices are out that are no longer earned, what is still missing instead. */
export function progressLine({ downloadsPerDevice, issued, deficit, remainder }: Progress): string {
  const next = WORDS[issued] ?? ordinalNumber(issued + 1);
  if (deficit === 0) return `${remainder} of ${downloadsPerDevice} to your ${next} device`;
  const missing = (deficit + 1) * downloadsPerDevice - remainder;
  return `${missing} more downloads to your ${next} device`;
}

function ordinalNumber(n: number): string {
  const teen = n % 100 >= 11 && n % 100 <= 13;
  return `${n}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')}`;
}
