import { defineEvent } from '../../platform/events/define-event.js';

/** Someone asked for many rows to be looked at or changed; the job does the rest. */
export const BulkWorkRequested = defineEvent<{ bulkChangeId: string }>('bulk_change.work_requested');

/** Many rows were changed; each has its own event besides. */
export const BulkChangeApplied = defineEvent<{ bulkChangeId: string; changed: number; refused: number }>(
  'bulk_change.applied',
  { recordOnly: true },
);
