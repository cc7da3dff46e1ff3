import type { Tx } from '../platform/database/tx.js';
import type { LocalDate } from '../platform/local-time.js';
import { pictureExpired, pictureRightsMissing } from './releases.errors.js';

/** What is known of a picture's use. `expiresOn` is its last day, in the department's zone. */
export interface PictureRights {
  rights: string | null;
  consent: 'given' | 'nobody_shown' | 'missing' | null;
  expiresOn: LocalDate | null;
}

export type PictureFault = 'rights_missing' | 'expired';

/** What keeps a picture from being published on a day, or null. Pure. */
export function faultOf(
  { rights, consent, expiresOn }: PictureRights,
  today: LocalDate,
): PictureFault | null {
  if (!rights?.trim() || consent === null || consent === 'missing') return 'rights_missing';
  return expiresOn !== null && expiresOn < today ? 'expired' : null;
}

/** Throws 422 `picture_rights_missing` or `picture_expired` when a picture of a text may not be published on a day. */
export async function requirePicturesFree(
  tx: Tx,
  pictures: readonly { assetId: string }[],
  today: LocalDate,
): Promise<void> {
  if (pictures.length === 0) return;
  const rows = await tx.query<PictureRights>(
    `select rights, consent, to_char(expires_on, 'YYYY-MM-DD') as "expiresOn" from asset where id = any($1::uuid[])`,
    [pictures.map(({ assetId }) => assetId)],
  );
  for (const row of rows) {
    const fault = faultOf(row, today);
    if (fault === 'rights_missing') throw pictureRightsMissing();
    if (fault === 'expired') throw pictureExpired(row.expiresOn ?? '');
  }
}
