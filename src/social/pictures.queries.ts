import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { isId } from '../platform/id.js';

/** A picture of a text for one network, drawn, waiting or refused. */
export interface PictureRow {
  id: string;
  draftId: string;
  departmentId: string;
  contentHash: string;
  network: string;
  width: number;
  height: number;
  altText: string;
  state: 'waiting' | 'drawn' | 'refused';
  sha256: string | null;
  reason: string | null;
}

const ROW = `id, draft_id as "draftId", department_id as "departmentId", content_hash as "contentHash", network, width, height,
  alt_text as "altText", state, picture_sha256 as sha256, reason`;

/** What has been drawn. A department's person sees its own only, by row-level security. */
@Injectable()
export class PicturesQueries {
  /** The pictures of one exact text, by network. */
  ofText(tx: Tx, draftId: string, contentHash: string): Promise<PictureRow[]> {
    return tx.query<PictureRow>(
      `select ${ROW} from rendition where draft_id = $1 and content_hash = $2 order by network`,
      [draftId, contentHash],
    );
  }

  /** One picture of a draft by its id. */
  one(tx: Tx, draftId: string, id: string): Promise<PictureRow | undefined> {
    if (!isId(id) || !isId(draftId)) return Promise.resolve(undefined);
    return tx.one<PictureRow>(`select ${ROW} from rendition where id = $1 and draft_id = $2`, [id, draftId]);
  }
}
