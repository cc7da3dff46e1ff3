import { defineEvent } from '../platform/events/define-event.js';

/** A link and a keyword became a department's for ever. */
export const CodesReserved = defineEvent<{ departmentId: string; alias: string; keyword: string }>(
  'referral.codes-reserved',
);

/** An alias has a link at Branch, and leads there from now on. */
export const BranchLinkMade = defineEvent<{ alias: string }>('referral.branch-link-made', {
  recordOnly: true,
});

/** The link of an alias is no longer at Branch, or no longer ours; another is made. */
export const BranchLinkLost = defineEvent<{ alias: string }>('referral.branch-link-lost', {
  recordOnly: true,
});

/** A download was reported as not genuine; `downloadId` is null while the download itself has not arrived. */
export const DownloadReversed = defineEvent<{
  reversalId: string;
  downloadId: string | null;
  partnershipId: string | null;
  disposition: string;
}>('download.reversed', { recordOnly: true });

/** A person gave a download with an unknown code to the department it belongs to. */
export const DownloadAssigned = defineEvent<{ downloadId: string; alias: string; departmentId: string }>(
  'download.assigned',
  {
    recordOnly: true,
  },
);

/** A date, the terms or a code changed, and the downloads it touches were decided again. */
export const DownloadsRedecided = defineEvent<{ departmentId: string; cause: string; changed: number }>(
  'download.redecided',
  {
    recordOnly: true,
  },
);
