import { defineEvent } from '../platform/events/define-event.js';

interface Which {
  partnershipId: string;
  departmentId: string;
}

/** The green light was given and the agreement signed: the partnership exists. */
export const PartnershipOpened = defineEvent<
  Which & { pitchId: string; signedOn: string; endsOn: string; termsVersionId: string }
>('partnership.opened');

/** The link counts from `activeOn`, the day included; `was` is the day it replaces when this is a correction. */
export const PartnershipActivated = defineEvent<Which & { activeOn: string; was: string | null }>(
  'partnership.activated',
);

/** The public was told on `announcedOn`; `was` is the day it replaces when this is a correction. */
export const PartnershipAnnounced = defineEvent<
  Which & { announcedOn: string; was: string | null; url: string | null }
>('partnership.announced');

/** `endedOn` is the last day that counts; `was` is the day it replaces when this is a correction. */
export const PartnershipEnded = defineEvent<Which & { endedOn: string; was: string | null; reason: string }>(
  'partnership.ended',
);

/** The same partnership runs on, under a new document. */
export const PartnershipRenewed = defineEvent<Which & { endsOn: string; was: string }>(
  'partnership.renewed',
  { recordOnly: true },
);

/**
 * A new version of the terms holds from a local date. `recounted`: whoever changed them sees in the same transaction to the downloads that
 * were decided before.
 */
export const TermsChanged = defineEvent<
  Which & { termsVersionId: string; version: number; from: string; recounted: boolean }
>('partnership.terms-changed');
