import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import type { LapsedStep } from '../approvals/approvals.queries.js';
import type { Share } from './authorship.js';

/** One published text with everything that was said about it since. Anyone may read these. */
export interface PublicRelease {
  id: string;
  draftId: string;
  departmentId: string;
  partnershipId: string;
  kind: string;
  title: string;
  contentHash: string;
  html: string;
  text: string;
  shares: Share[];
  /** Steps of its review that nobody decided in time: passed without objection, not approved. */
  lapsedSteps: LapsedStep[];
  releasedAt: Date;
  recalledAt: Date | null;
  recallReason: string | null;
  recalledBySide: string | null;
  /** Notes of corrections asked for or made; an open one means that a new text is on its way. */
  corrections: { note: string; state: 'open' | 'applied'; askedAt: Date; closedAt: Date | null }[];
  /** Texts this one took the place of, the latest first. */
  earlier: { id: string; html: string; lapsedSteps: LapsedStep[]; releasedAt: Date; replacedAt: Date }[];
}

type Row = Omit<PublicRelease, 'corrections' | 'earlier'> & { replacesId: string | null };

const ROW = `r.id, r.draft_id as "draftId", r.department_id as "departmentId", r.partnership_id as "partnershipId", r.kind, r.title,
  r.content_hash as "contentHash", r.html, r.text, r.shares, r.lapsed_steps as "lapsedSteps", r.released_at as "releasedAt", r.replaces_id as "replacesId",
  c.recalled_at as "recalledAt", c.reason as "recallReason", c.recalled_by_side as "recalledBySide"`;

/** What has been published. Columns the public may not read (who pressed the button) are not asked for here. */
@Injectable()
export class ReleasesQueries {
  /** Published texts of a partnership, of a department, or of one draft, the newest first. */
  async published(
    tx: Tx,
    of: { partnershipId?: string; departmentId?: string; draftId?: string },
  ): Promise<PublicRelease[]> {
    const rows = await tx.query<Row>(
      `select ${ROW} from release r left join recall c on c.release_id = r.id
        where ($1::uuid is null or r.partnership_id = $1) and ($2::uuid is null or r.department_id = any ((select liaison_family($2))::uuid[]))
          and ($3::uuid is null or r.draft_id = $3)
        order by r.released_at desc, r.id desc limit 500`,
      [of.partnershipId ?? null, of.departmentId ?? null, of.draftId ?? null],
    );
    const notes = await tx.query<{ releaseId: string } & PublicRelease['corrections'][number]>(
      `select release_id as "releaseId", note, state, asked_at as "askedAt", closed_at as "closedAt"
         from correction where release_id = any($1::uuid[]) and state <> 'dropped' order by asked_at`,
      [rows.map(({ id }) => id)],
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    const replaced = new Set(rows.map(({ replacesId }) => replacesId));
    return rows
      .filter(({ id }) => !replaced.has(id))
      .map(({ replacesId, ...row }) => {
        const earlier = chain(byId, replacesId, row.releasedAt);
        const family = new Set([row.id, ...earlier.map(({ id }) => id)]);
        const corrections = notes
          .filter(({ releaseId }) => family.has(releaseId))
          .map(({ releaseId: _release, ...note }) => note);
        return { ...row, corrections, earlier };
      });
  }

  /** The newest release of a draft as its own people see it, recalled or not. */
  async latest(tx: Tx, draftId: string): Promise<PublicRelease | undefined> {
    return (await this.published(tx, { draftId }))[0];
  }
}

function chain(byId: Map<string, Row>, first: string | null, replacedBy: Date): PublicRelease['earlier'] {
  const earlier: PublicRelease['earlier'] = [];
  let replacedAt = replacedBy;
  for (let row = byId.get(first ?? ''); row; row = byId.get(row.replacesId ?? '')) {
    const { id, html, lapsedSteps, releasedAt } = row;
    earlier.push({ id, html, lapsedSteps, releasedAt, replacedAt });
    replacedAt = row.releasedAt;
  }
  return earlier;
}
