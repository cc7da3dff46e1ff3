import { Injectable } from '@nestjs/common';
import { PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import type { Tx } from '../platform/database/tx.js';
import { localDate } from '../platform/local-time.js';
import type { DraftRevision } from './draft-revision.entity.js';
import type { PictureRights } from './picture-rights.js';
import { hindranceOf } from './post-hindrance.js';
import { releaseText } from './rules/render-release.js';

/** A post that may be posted as it stands. */
export interface FreePost {
  draftId: string;
  title: string;
  text: string;
}

interface Row {
  draftId: string;
  title: string;
  updatedAt: Date;
  blocks: DraftRevision['blocks'];
  values: DraftRevision['values'];
  pictures: PictureRights[];
}

/** Read at a time; those that are held back are few. */
const PAGE = 12;

/** Which posts a department may post now. */
@Injectable()
export class PostsQueries {
  constructor(private readonly partnerships: PartnershipsQueries) {}

  /**
   * Posts of a partnership that may be posted as they stand at this instant, the latest first: approved or released, and with
   * nothing that keeps them back (`hindranceOf`). What was withdrawn, recalled or is being corrected is not among them.
   */
  async free(tx: Tx, partnershipId: string, limit = 3): Promise<FreePost[]> {
    const found: FreePost[] = [];
    let rows = await this.page(tx, partnershipId, null);
    const partnership = rows.length > 0 && (await this.partnerships.facts(tx, partnershipId));
    if (!partnership) return [];
    const { timeZone } = partnership.department;
    const at = {
      now: tx.now,
      today: localDate(tx.now, timeZone),
      timeZone,
      disclosure: this.partnerships.disclosureOf(partnership).text,
      lastDay: partnership.endedOn ?? partnership.endsOn,
    };
    for (;;) {
      for (const { draftId, title, blocks, ...row } of rows)
        if (hindranceOf(row, at) === null) found.push({ draftId, title, text: releaseText(blocks) });
      if (found.length >= limit || rows.length < PAGE) return found.slice(0, limit);
      rows = await this.page(tx, partnershipId, rows.at(-1)!);
    }
  }

  private page(tx: Tx, partnershipId: string, after: Row | null): Promise<Row[]> {
    return tx.query<Row>(
      `select d.id as "draftId", d.title, d.updated_at as "updatedAt", r.blocks, r."values",
              (select coalesce(jsonb_agg(jsonb_build_object('rights', a.rights, 'consent', a.consent,
                        'expiresOn', to_char(a.expires_on, 'YYYY-MM-DD'))), '[]')
                 from jsonb_array_elements(r.assets) used join asset a on a.id = (used->>'assetId')::uuid) as pictures
         from draft d join draft_revision r on r.id = d.current_revision_id
        where d.partnership_id = $1 and d.kind = 'social_post' and d.state in ('approved', 'released')
          and ($2::timestamptz is null or (d.updated_at, d.id) < ($2, $3::uuid))
        order by d.updated_at desc, d.id desc limit ${PAGE}`,
      [partnershipId, after?.updatedAt ?? null, after?.draftId ?? null],
    );
  }
}
