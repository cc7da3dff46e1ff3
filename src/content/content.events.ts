import { defineEvent } from '../platform/events/define-event.js';

/** The ids every event about a draft carries. */
export interface DraftRef {
  draftId: string;
  partnershipId: string;
  departmentId: string;
  kind: string;
  revisionId: string;
  contentHash: string;
}

/** A new draft, with its first revision. */
export const DraftCreated = defineEvent<DraftRef>('draft.created', { recordOnly: true });

/** Another text was saved. `approvedAgain`: every step had approved exactly it before. */
export const DraftRevised = defineEvent<DraftRef & { number: number; approvedAgain: boolean }>(
  'draft.revised',
  { recordOnly: true },
);

export const DraftSubmitted = defineEvent<DraftRef>('draft.submitted', { recordOnly: true });

export const DraftWithdrawn = defineEvent<DraftRef>('draft.withdrawn');

/** A reviewer proposed other words for the text under review. */
export const ChangesProposed = defineEvent<DraftRef & { proposalId: string; hunks: number }>(
  'draft.changes_proposed',
  {
    recordOnly: true,
  },
);

/** The author answered a proposal, change by change. */
export const ChangesAnswered = defineEvent<
  DraftRef & { proposalId: string; accepted: number; refused: number }
>('draft.changes_answered', { recordOnly: true });

/** A text has become public; `sha256` is its digest, `correctionNote` is set when it replaces an earlier release. */
export const Released = defineEvent<
  DraftRef & { releaseId: string; correctionNote: string | null; sha256: string }
>('release.published', { recordOnly: true });

/** Someone asked for a correction of a public text, which stays public and marked until the new one is. */
export const CorrectionAsked = defineEvent<DraftRef & { releaseId: string; note: string; side: string }>(
  'release.correction_asked',
);

/** A corrected text took the place of a released one. */
export const Corrected = defineEvent<DraftRef & { releaseId: string; replacesId: string; note: string }>(
  'release.corrected',
);

/** A public text was taken back. */
export const Recalled = defineEvent<DraftRef & { releaseId: string; reason: string; side: string }>(
  'release.recalled',
);

/** A picture was kept for a department's texts. */
export const AssetAdded = defineEvent<{ assetId: string; departmentId: string; sha256: string }>(
  'asset.added',
  {
    recordOnly: true,
  },
);

/** An admin set the rules every text is checked by. */
export const WritingRulesSet = defineEvent<{
  version: number;
  claims: number;
  hosts: number;
  checklist: string;
}>('writing_rules.set', { recordOnly: true });

/** Somebody asked about words of a draft (`first`), or answered. */
export const ThreadCommented = defineEvent<DraftRef & { threadId: string; side: string; first: boolean }>(
  'thread.commented',
);

/** A question about words of a draft is settled. */
export const ThreadResolved = defineEvent<DraftRef & { threadId: string }>('thread.resolved', {
  recordOnly: true,
});

/** A person quoted was asked whether a changed quote is theirs. */
export const QuoteAsked = defineEvent<DraftRef & { signoffId: string; blockId: string }>('quote.asked', {
  recordOnly: true,
});

/** A person quoted agreed to a changed quote, or refused it. */
export const QuoteAnswered = defineEvent<
  DraftRef & { signoffId: string; blockId: string; answer: 'agreed' | 'refused' }
>('quote.answered', { recordOnly: true });
