import { Injectable } from '@nestjs/common';
import { survivorOf } from '../departments/survivors.queries.js';
import type { Tx } from '../platform/database/tx.js';
import { decodeCursor, keysetPage, type Listed } from '../platform/web/keyset.js';

/** A published text that was corrected or taken back. */
export interface PublicNote {
  at: Date;
  zone: string;
  departmentName: string;
  slug: string;
  releaseId: string;
  kind: 'correction' | 'recall';
  note: string;
}

/** Corrections and recalls over all departments, as the public sees them. */
@Injectable()
export class CorrectionsQueries {
  /** The newest first. The release named is the one the note was about. */
  async page(tx: Tx, limit: number, cursor?: string): Promise<Listed<PublicNote>> {
    const from = decodeCursor(cursor, 2);
    const rows = await tx.query<PublicNote>(
      `select n.at, d.time_zone zone, d.name "departmentName", s.slug, n.release_id "releaseId", n.kind, n.note
         from (select release_id, 'correction' kind, note, coalesce(closed_at, asked_at) at from correction where state = 'applied'
               union all select release_id, 'recall', reason, recalled_at from recall) n
         join release r on r.id = n.release_id ${survivorOf('r.department_id')}
         join department_slug s on s.department_id = d.id and s.current
        where $1::timestamptz is null or (n.at, n.release_id) < ($1::timestamptz, $2::uuid)
        order by n.at desc, n.release_id desc limit $3`,
      [from?.[0] ?? null, from?.[1] ?? null, limit + 1],
    );
    return keysetPage(rows, limit, (row) => [row.at.toISOString(), row.releaseId]);
  }
}
