import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { VerifyCheck } from '../platform/verify/verify-check.js';
import { contentHash, type HashedContent } from './rules/content-hash.js';
import { releaseDigest } from './release-digest.js';

const BATCH = 500;

interface RevisionRow extends HashedContent {
  id: string;
  stored: string;
}

interface ReleaseRow {
  id: string;
  contentHash: string;
  revisionHash: string;
  approved: boolean;
  /** Somebody who did not write it approved it in such a round. */
  agreed: boolean;
  /** Its steps that passed without objection are those of such a round. */
  lapsesTold: boolean;
  html: string;
  text: string;
  digest: string | null;
}

/** Whether every text still is the text its hash names, and nothing is public that was not approved as it is. */
@Injectable()
export class ContentVerify {
  @VerifyCheck('texts')
  async *check(tx: Tx): AsyncGenerator<string> {
    yield* this.revisions(tx);
    yield* this.releases(tx);
  }

  private async *revisions(tx: Tx): AsyncGenerator<string> {
    for (let after: string | null = null; ;) {
      const rows: RevisionRow[] = await tx.query<RevisionRow>(
        `select r.id, r.content_hash as stored, r.template_version_id as "templateVersionId", r.body, r."values", r.assets,
                d.kind, d.partnership_id as "partnershipId"
           from draft_revision r join draft d on d.id = r.draft_id
          where ($1::uuid is null or r.id > $1) order by r.id limit ${BATCH}`,
        [after],
      );
      for (const row of rows) {
        if (contentHash(row) !== row.stored) yield `Revision ${row.id} is not the text its hash names.`;
      }
      if (rows.length < BATCH) return;
      after = rows.at(-1)?.id ?? null;
    }
  }

  private async *releases(tx: Tx): AsyncGenerator<string> {
    for (let after: string | null = null; ;) {
      const rows: ReleaseRow[] = await tx.query<ReleaseRow>(
        `select e.id, e.content_hash as "contentHash", r.content_hash as "revisionHash", e.html, e.text,
                (select v.payload->>'sha256' from domain_event v
                  where v.subject_type = 'draft' and v.subject_id = e.draft_id::text and v.type = 'release.published'
                    and v.payload->>'releaseId' = e.id::text) as digest,
                coalesce(p.approved, false) as approved, coalesce(p.agreed, false) as agreed, coalesce(p.told, false) as "lapsesTold"
           from release e join draft_revision r on r.id = e.revision_id
           left join lateral (
             select true as approved, bool_or(liaison_round_agreed(o.id)) as agreed,
                    bool_or(liaison_lapsed_steps(o.id) = e.lapsed_steps) as told
               from review_round o where o.draft_id = e.draft_id and o.content_hash = e.content_hash
                and o.state = 'approved' and o.closed_at <= e.released_at having count(*) > 0) p on true
          where ($1::uuid is null or e.id > $1) order by e.id limit ${BATCH}`,
        [after],
      );
      for (const row of rows) {
        if (row.contentHash !== row.revisionHash) yield `Release ${row.id} is not the text of its revision.`;
        if (!row.approved) yield `Release ${row.id} was never approved as it is.`;
        else if (!row.agreed) yield `Release ${row.id} was approved by nobody but its authors.`;
        else if (!row.lapsesTold)
          yield `Release ${row.id} does not say which of its steps passed without objection.`;
        if (row.digest !== releaseDigest(row))
          yield `Release ${row.id} is not what the trail says was published.`;
      }
      if (rows.length < BATCH) return;
      after = rows.at(-1)?.id ?? null;
    }
  }
}
