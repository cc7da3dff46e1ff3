/** One version of the incentive terms: in force from a local date of the department until the next version's. */
export interface Terms {
  id: string;
  version: number;
  /** First local day (`YYYY-MM-DD`) it is in force. */
  fromDate: string;
  form: 'device' | 'credit';
  downloadsPerDevice: number;
  /** Credit form only: cents each download earns toward the device's price. */
  creditCents: number | null;
  deviceSku: string;
  deviceFmvCents: number;
  holdDays: number;
  capDevices: number | null;
  capPer: 'year' | 'term' | null;
}

/** Everything a set of terms says, before it has an id, a version and a first day. */
export type TermsOffer = Omit<Terms, 'id' | 'version' | 'fromDate'>;

/**
 * The version in force on a local date: the one that began last, on or before it; a later version wins over an
 * earlier one of the same day. Before the first version there is nothing else to go by, so the first answers.
 */
export function termsOn<T extends Pick<Terms, 'version' | 'fromDate'>>(
  versions: readonly T[],
  date: string,
): T | undefined {
  const ordered = [...versions].sort((a, b) => a.fromDate.localeCompare(b.fromDate) || a.version - b.version);
  return ordered.filter((terms) => terms.fromDate <= date).at(-1) ?? ordered[0];
}

/**
 * Cents each download earns under the credit form, which is the device form by another name: the device's value
 * shared over its downloads. Undefined when a stated credit does not reach the device in exactly that many downloads.
 */
export function creditPerDownload(
  fmvCents: number,
  downloadsPerDevice: number,
  stated: number | undefined,
): number | undefined {
  const credit = stated ?? Math.ceil(fmvCents / downloadsPerDevice);
  return credit > 0 && Math.ceil(fmvCents / credit) === downloadsPerDevice ? credit : undefined;
}
