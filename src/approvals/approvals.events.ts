import { defineEvent } from '../platform/events/define-event.js';
import type { Decision } from './review-life.js';
import type { PolicyStep } from './review-policy.js';
import type { Share } from './time-share.js';

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

/** A reviewer has taken over what another had in hand. */
export const ReviewTakenOver = defineEvent<
  ReviewRef & { title: string; fromPersonId: string; reason: string | null }
>('review.taken_over');

/** A reviewer has given a claim back. */
export const ReviewGivenBack = defineEvent<ReviewRef>('review.given_back', { recordOnly: true });

/** So many per cent of the time of a step are over; late by half, a backup group is asked too. */
export const ReviewReminded = defineEvent<
  ReviewRef & { title: string; share: Share; backupGroup: string | null }
>('review.reminded');

/** One review has been decided, by one person, for one exact text. */
export const ReviewDecided = defineEvent<
  ReviewRef & { decision: Decision; decisionId: string; title: string }
>('review.decided');

/** Nobody decided a step in time: it passes without objection, for one exact text. */
export const ReviewLapsed = defineEvent<ReviewRef & { title: string; step: number; businessDays: number }>(
  'review.lapsed',
);

/** This exact text has passed every step of the policy. */
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

/** A version of a policy was written; texts sent in from then on pass it. */
export const ReviewPolicyWritten = defineEvent<{ kind: string; version: number; steps: PolicyStep[] }>(
  'review_policy.written',
  { recordOnly: true },
);

/** A review group was added, renamed, or given another backup. */
export const ReviewGroupChanged = defineEvent<{ key: string; backupKey: string | null }>(
  'review_group.changed',
  { recordOnly: true },
);

interface RoundRef {
  roundId: string;
  draftId: string;
  departmentId: string;
  contentHash: string;
}

/** An admin asks to approve a text past the steps that are left. */
export const GlassAsked = defineEvent<RoundRef & { reviewId: string; title: string; reason: string }>(
  'review_round.break_glass_asked',
);

/** A second person confirmed: the text is approved past the steps that were left. */
export const GlassBroken = defineEvent<RoundRef & { askedBy: string; confirmedBy: string; reason: string }>(
  'review_round.glass_broken',
  { recordOnly: true },
);
