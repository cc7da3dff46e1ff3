import { defineEvent } from '../platform/events/define-event.js';

/** Values of custom fields changed; their keys, not what stands in them. */
export const PitchCustomChanged = defineEvent<{ pitchId: string; departmentId: string; keys: string[] }>(
  'pitch.custom_changed',
  { recordOnly: true },
);
