import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { assetUnknown } from './content.errors.js';
import type { RevisionAsset } from './draft-revision.entity.js';

/** Pictures that belong to a department's texts. */
@Injectable()
export class Assets {
  /** The named pictures of a department, in the given order, as a revision pins them. 422 `unknown_asset`. */
  async named(tx: Tx, departmentId: string, ids: string[]): Promise<RevisionAsset[]> {
    const rows = await tx.query<RevisionAsset>(
      'select id as "assetId", sha256, alt_text as "altText" from asset where department_id = $1 and id = any($2::uuid[])',
      [departmentId, ids],
    );
    return [...new Set(ids)].map((id) => {
      const asset = rows.find(({ assetId }) => assetId === id);
      if (!asset) throw assetUnknown();
      return asset;
    });
  }
}
