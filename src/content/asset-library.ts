import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { noSuchAsset } from './content.errors.js';
import { Assets } from './assets.js';
import { faultOf, type PictureFault, type PictureRights } from './picture-rights.js';
import { isId } from '../platform/id.js';
import { localDate } from '../platform/local-time.js';

/** A picture of the library with what is known of its use. */
export interface LibraryPicture extends PictureRights {
  id: string;
  departmentId: string;
  departmentName: string;
  fileName: string;
  mediaType: string;
  size: number;
  altText: string | null;
  uploadedByName: string;
  createdAt: Date;
  /** What keeps it from being published today, in the department's zone; null when nothing does. */
  fault: PictureFault | null;
}

export interface LibraryFilter {
  q?: string;
  state?: 'usable' | 'expired' | 'rights_missing';
  departmentId?: string;
}

const EXPIRED = `(a.expires_on is not null and a.expires_on < ($3::timestamptz at time zone d.time_zone)::date)`;
const UNCLEAR = `(coalesce(btrim(a.rights), '') = '' or coalesce(a.consent, 'missing') = 'missing')`;

/** Pictures to be found again: by words, by whether they may be used. A department's person sees its own only. */
@Injectable()
export class AssetLibrary {
  constructor(private readonly assets: Assets) {}

  /** Pictures, the newest first; `before` is the last id seen. */
  async list(tx: Tx, filter: LibraryFilter, limit: number, before: string | null): Promise<LibraryPicture[]> {
    const words = filter.q?.trim().toLowerCase();
    const rows = await tx.query<Omit<LibraryPicture, 'fault'> & { zone: string }>(
      `select a.id, a.department_id as "departmentId", d.name as "departmentName", d.time_zone as zone, a.file_name as "fileName",
              a.media_type as "mediaType", a.size, a.alt_text as "altText", a.rights, a.consent,
              to_char(a.expires_on, 'YYYY-MM-DD') as "expiresOn", a.uploaded_by_name as "uploadedByName", a.created_at as "createdAt"
         from asset a join department d on d.id = a.department_id
        where ($1::uuid is null or a.department_id = any ((select liaison_family($1))::uuid[]))
          and ($2::text is null or lower(a.file_name || ' ' || coalesce(a.alt_text, '') || ' ' || coalesce(a.rights, '')) like $2)
          and case $4::text when 'expired' then ${EXPIRED} when 'rights_missing' then ${UNCLEAR}
                            when 'usable' then not ${EXPIRED} and not ${UNCLEAR} else $3::timestamptz is not null end
          and ($5::uuid is null or a.id < $5)
        order by a.id desc limit $6`,
      [
        filter.departmentId ?? null,
        words ? `%${words.replace(/[\\%_]/g, '\\$&')}%` : null,
        tx.now,
        filter.state ?? null,
        before,
        limit,
      ],
    );
    return rows.map(({ zone, ...row }) => ({ ...row, fault: faultOf(row, localDate(tx.now, zone)) }));
  }

  /** The bytes of a picture; 404 when it is not one the actor may see. */
  async read(tx: Tx, id: string): Promise<{ bytes: Buffer; mediaType: string }> {
    const row = isId(id)
      ? await tx.one<{ departmentId: string }>(
          'select department_id as "departmentId" from asset where id = $1',
          [id],
        )
      : undefined;
    if (!row) throw noSuchAsset();
    return this.assets.read(tx, row.departmentId, id);
  }
}
