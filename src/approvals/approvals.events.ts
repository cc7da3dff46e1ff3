import { defineEvent } from '../platform/events/define-event.js';
import type { Decision } from './review-life.js';

/** The ids every event about a review carries. */
export interface ReviewRef {
  reviewId: string;
  roundId: string;
  draftId: string;
  departmentId: string;
  group: string;
  contentHash: string;
}

/** A step has come: its reviewers are asked to decide. */
export const ReviewRequested = defineEvent<ReviewRef & { title: string; step: number }>('review.requested');

/** A reviewer has taken a review in hand. */
export const ReviewClaimed = defineEvent<ReviewRef & { claimedUntil: string }>('review.claimed');

/** One review has been decided, by one person, for one exact text. */
export const ReviewDecided = defineEvent<
  ReviewRef & { decision: Decision; decisionId: string; title: string }
>('review.decided');

/** Every step of the policy has approved this exact text. */
export const RoundApproved = defineEvent<{
  roundId: string;
  draftId: string;
  departmentId: string;
  contentHash: string;
}>('review_round.approved');

/** A reviewer has sent the text back, or refused it. */
export const RoundReturned = defineEvent<{
  roundId: string;
  draftId: string;
  departmentId: string;
  contentHash: string;
  outcome: 'changes_requested' | 'rejected';
}>('review_round.returned');

/** The text changed, or was withdrawn, while reviews of it were open. */
export const RoundSuperseded = defineEvent<{
  roundId: string;
  draftId: string;
  departmentId: string;
  contentHash: string;
}>('review_round.superseded', { recordOnly: true });
