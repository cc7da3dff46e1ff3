import type { Outcome, ReviewState, RoundState } from './review-life.js';
import type { Touch } from './review-policy.js';

// What the queries of approvals answer with, as others read it.

/** One review as the queue shows it. A claim that has run out reads as no claim. */
export interface QueueRow {
  id: string;
  draftId: string;
  departmentId: string;
  roundId: string;
  revisionId: string;
  contentHash: string;
  title: string;
  kind: string;
  departmentName: string;
  /** Postal code of the department's state. */
  departmentState: string;
  revisionNumber: number;
  step: number;
  group: string;
  /** The group that may decide too since this one is late. */
  backupGroup: string | null;
  state: ReviewState;
  dueAt: Date | null;
  /** When it passes without objection if nobody decides, and after how many business days; null where it never does. */
  lapsesAt: Date | null;
  lapseAfterBusinessDays: number | null;
  claimedBy: string | null;
  claimedByName: string | null;
  claimedUntil: Date | null;
  submittedByName: string;
  submittedAt: Date;
  authorIds: string[];
  /** Whether the person who asks has marked this text as read; false where nobody was named. */
  readByMe: boolean;
}

export interface QueueFilter {
  state?: ReviewState;
  group?: string;
  /** Only these groups. */
  groups?: string[] | null;
  kind?: string;
  /** Only what this person holds. */
  claimedBy?: string;
  draftId?: string;
  /** Only what is past its due time. */
  late?: boolean;
  /** Only what nobody holds. */
  free?: boolean;
  /** Only what this department sent in, merged entries included. */
  departmentId?: string;
  /** Whose marks of reading are told. */
  reader?: string | null;
}

/** The department's own step of a draft, as its people are asked. */
export interface DepartmentStep {
  group: string;
  departmentId: string;
  contentHash: string;
  dueAt: Date;
  authorIds: string[];
}

/** What became of a review as both sides may read it. Nobody decided one that passed without objection. */
export interface DecisionRow {
  reviewId: string;
  group: string;
  decision: Outcome;
  note: string | null;
  decidedById: string | null;
  decidedBy: string | null;
  decidedAt: Date;
  lapsedAfterBusinessDays: number | null;
}

/** A step that nobody decided within so many business days, so that it passed without objection and was not approved. */
export interface LapsedStep {
  group: string;
  businessDays: number;
}

export interface StepRow {
  step: number;
  stage: number;
  group: string;
  quorum: number;
  approved: number;
  state: ReviewState;
  dueAt: Date | null;
  /** While it waits: when it passes without objection if nobody decides. */
  lapsesAt: Date | null;
  lapseAfterBusinessDays: number | null;
  claimedByName: string | null;
  decisions: DecisionRow[];
}

export interface RoundRow {
  id: string;
  draftId: string;
  revisionId: string;
  contentHash: string;
  policyKind: string;
  policyVersion: number;
  touches: Touch[];
  state: RoundState;
  authorIds: string[];
  submittedByName: string;
  openedAt: Date;
  closedAt: Date | null;
  closeReason: string | null;
}
