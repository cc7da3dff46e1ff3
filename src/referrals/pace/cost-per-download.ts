/**
 * What one qualifying download has cost so far, in cents: the fair market value of devices issued, not declined and not returned, by
 * the downloads; null where there is no such device or no download.
 */
export function costPerDownload(valueCents: number, qualifying: number): number | null {
  return valueCents > 0 && qualifying > 0 ? Math.round(valueCents / qualifying) : null;
}
