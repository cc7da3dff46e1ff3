import { defineEvent } from '../platform/events/define-event.js';

/** Pictures of an approved text are to be drawn, one for each network; their rows are written. */
export const PicturesOrdered = defineEvent<{ draftId: string; departmentId: string; contentHash: string }>(
  'pictures.ordered',
);

/** Somebody added a master from which pictures of a shape are drawn from now on. */
export const MasterAdded = defineEvent<{ sha256: string; shape: string }>('social_master.added', {
  recordOnly: true,
});

/** A master is not used for new pictures any more. */
export const MasterRetired = defineEvent<{ sha256: string; shape: string }>('social_master.retired', {
  recordOnly: true,
});
