import { defineEvent } from '../platform/events/define-event.js';

/** Someone asked for an import to be checked, applied or taken back; the job does the rest. */
export const ImportWorkRequested = defineEvent<{
  importId: string;
  work: 'check' | 'application' | 'reversal';
}>('department_import.work_requested');

interface ImportCounts {
  importId: string;
  created: number;
  updated: number;
  unchanged: number;
  flagged: number;
}

/** An import is done: one event for the whole list, not one for each row. */
export const ImportApplied = defineEvent<ImportCounts>('department_import.applied', { recordOnly: true });

/** Its rows and its file are gone; `expired` when nobody had finished it. */
export const ImportPutAway = defineEvent<{ importId: string; expired: boolean }>(
  'department_import.put_away',
  { recordOnly: true },
);

export const ImportReverted = defineEvent<{ importId: string; takenBack: number; kept: number }>(
  'department_import.reverted',
  {
    recordOnly: true,
  },
);
