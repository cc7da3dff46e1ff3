import { Injectable } from '@nestjs/common';
import { actorName, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { Files } from '../platform/files/files.js';
import { isId, newId } from '../platform/id.js';
import { AssetAdded } from './content.events.js';
import { assetUnknown, noSuchAsset, notAPicture } from './content.errors.js';
import type { RevisionAsset } from './draft-revision.entity.js';
import { pictureType } from './picture-type.js';

/** The largest picture taken, in bytes. */
export const LARGEST_PICTURE = 10 * 1024 * 1024;

export interface AssetRow {
  id: string;
  sha256: string;
  mediaType: string;
  fileName: string;
  size: number;
  altText: string | null;
  /** Who made it and what allows its use. */
  rights: string | null;
  /** Whether the people in it agreed to be shown. */
  consent: 'given' | 'nobody_shown' | 'missing' | null;
  /** The last day it may be used, in the department's zone, YYYY-MM-DD. */
  expiresOn: string | null;
}

/** A picture as it is handed in. */
export interface NewPicture extends Pick<AssetRow, 'fileName' | 'altText'> {
  bytes: Buffer;
  rights?: string | null;
  consent?: AssetRow['consent'];
  expiresOn?: string | null;
}

/** Pictures that belong to a department's texts. They never change: another picture, or other alt text, is another row. */
@Injectable()
export class Assets {
  constructor(private readonly files: Files) {}

  /** Keeps a picture for a department. 422 `not_a_picture` for anything but PNG, JPEG, WebP and GIF. */
  async add(tx: Tx, departmentId: string, file: NewPicture): Promise<AssetRow> {
    const mediaType = pictureType(file.bytes);
    if (!mediaType) throw notAPicture();
    const { sha256, size } = await this.files.store(tx, file.bytes, mediaType);
    const row = {
      id: newId(),
      sha256,
      mediaType,
      fileName: file.fileName.slice(0, 200),
      size,
      altText: file.altText,
      rights: file.rights ?? null,
      consent: file.consent ?? null,
      expiresOn: file.expiresOn ?? null,
    };
    await tx.query(
      `insert into asset (id, department_id, sha256, media_type, file_name, size, alt_text, uploaded_by, uploaded_by_name, created_at,
         rights, consent, expires_on)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        row.id,
        departmentId,
        sha256,
        mediaType,
        row.fileName,
        size,
        row.altText,
        personIdOf(tx.actor),
        actorName(tx.actor),
        tx.now,
        row.rights,
        row.consent,
        row.expiresOn,
      ],
    );
    await tx.record(
      AssetAdded(
        { assetId: row.id, departmentId, sha256 },
        {
          departmentId,
          visibility: 'shared',
          subject: { type: 'asset', id: row.id },
          summary: 'Picture added',
        },
      ),
    );
    return row;
  }

  /** The named pictures of a department, in the given order, as a revision pins them. 422 `unknown_asset`. */
  async named(tx: Tx, departmentId: string, ids: string[]): Promise<RevisionAsset[]> {
    const rows = await tx.query<RevisionAsset>(
      'select id as "assetId", sha256, alt_text as "altText" from asset where department_id = any ((select liaison_family($1))::uuid[]) and id = any($2::uuid[])',
      [departmentId, ids],
    );
    return [...new Set(ids)].map((id) => {
      const asset = rows.find(({ assetId }) => assetId === id);
      if (!asset) throw assetUnknown();
      return asset;
    });
  }

  /** The bytes of a department's picture; 404 when it is not one the actor may see. */
  async read(
    tx: Tx,
    departmentId: string,
    id: string,
  ): Promise<{ bytes: Buffer; mediaType: string; fileName: string }> {
    const row = isId(id)
      ? await tx.one<{ sha256: string; mediaType: string; fileName: string }>(
          'select sha256, media_type as "mediaType", file_name as "fileName" from asset where department_id = any ((select liaison_family($1))::uuid[]) and id = $2',
          [departmentId, id],
        )
      : undefined;
    const file = row && (await this.files.read(tx, row.sha256));
    if (!row || !file) throw noSuchAsset();
    return { bytes: file.bytes, mediaType: row.mediaType, fileName: row.fileName };
  }
}
