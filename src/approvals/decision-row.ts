import type { PersonActor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { onConflict } from '../platform/errors.js';
import { newId } from '../platform/id.js';
import { alreadyDecided } from './approvals.errors.js';
import type { Outcome } from './review-life.js';
import type { Review } from './review.entity.js';

/** What became of a review, and by whom; of one that lapsed, after how many business days, and by nobody. */
export type Made =
  | { decision: Exclude<Outcome, 'no_objection'>; note: string | null; by: PersonActor }
  | { decision: 'no_objection'; lapsedAfterDays: number };

/**
 * Writes what became of a review, for its exact revision and hash, and answers with the row's id. There is one for each review,
 * whoever comes at the same moment: 409 `already_decided`.
 */
export async function insertDecision(tx: Tx, review: Review, made: Made): Promise<string> {
  const id = newId();
  const by = made.decision === 'no_objection' ? null : made.by;
  await tx
    .query(
      `insert into review_decision (id, review_id, round_id, draft_id, department_id, revision_id, content_hash, reviewer_group,
         decision, note, decided_by, decided_by_name, decided_by_side, lapsed_after_days, decided_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
      [
        id,
        review.id,
        review.roundId,
        review.draftId,
        review.departmentId,
        review.revisionId,
        review.contentHash,
        review.reviewerGroup,
        made.decision,
        made.decision === 'no_objection' ? null : made.note,
        by?.personId ?? null,
        by?.name ?? null,
        by?.side ?? null,
        made.decision === 'no_objection' ? made.lapsedAfterDays : null,
        tx.now,
      ],
    )
    .catch((error: unknown) => onConflict(error, 'review_decision_review_uq', alreadyDecided));
  return id;
}
