/** Two-sided 95 per cent. */
const Z = 1.959_964;

/** A share with the range it likely lies in: with few tries the range is wide, and says so. */
export interface Share {
  share: number | null;
  low: number;
  high: number;
}

/** Wilson's interval for `hits` of `tries` (E. B. Wilson, JASA 22, 1927); between 0 and 1, wide open without a try. Pure. */
export function shareOf(hits: number, tries: number): Share {
  if (tries === 0) return { share: null, low: 0, high: 1 };
  const share = hits / tries;
  const middle = share + (Z * Z) / (2 * tries);
  const half = Z * Math.sqrt((share * (1 - share)) / tries + (Z * Z) / (4 * tries * tries));
  const whole = 1 + (Z * Z) / tries;
  return { share, low: Math.max(0, (middle - half) / whole), high: Math.min(1, (middle + half) / whole) };
}
