import { defineEvent } from '../platform/events/define-event.js';

/** A template has a new version; it is not used before it is approved. */
export const TemplateVersionCreated = defineEvent<{ templateId: string; versionId: string; version: number }>(
  'template.version_created',
  { recordOnly: true },
);

/** A version may be used from now on. */
export const TemplateVersionApproved = defineEvent<{ templateId: string; versionId: string; version: number }>(
  'template.version_approved',
  { recordOnly: true },
);
