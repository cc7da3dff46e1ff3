import type { Answer, TestClient } from '../support/client.js';

/**
 * Adds a version of the terms as an admin does: as it is, and where it would recount what was decided before, by looking at the preview and
 * confirming it.
 */
export async function changeTerms(admin: TestClient, partnershipId: string, terms: object): Promise<Answer> {
  const at = `/api/v1/partnerships/${partnershipId}`;
  const added = await admin.post(`${at}/terms`, terms);
  if (added.json.code !== 'terms_touch_past') return added;
  const { digest } = (await admin.post(`${at}/terms-previews`, terms)).json;
  return admin.post(`${at}/terms-confirmations`, { ...terms, digest });
}
