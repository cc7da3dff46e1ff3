import { defineEvent } from '../platform/events/define-event.js';

/** The kit went to the department's information officer; `draftIds` are the release and the posts in it. */
export const KitHandedOver = defineEvent<{
  partnershipId: string;
  departmentId: string;
  contactId: string;
  draftIds: string[];
}>('onboarding.kit_handed_over', { recordOnly: true });
