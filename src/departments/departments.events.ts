import { defineEvent } from '../platform/events/define-event.js';

/** A department was entered by hand. */
export const DepartmentCreated = defineEvent<{ departmentId: string }>('department.created', {
  recordOnly: true,
});

/** Facts of a department were changed by hand; the names of the fields, not what stands in them. */
export const DepartmentChanged = defineEvent<{ departmentId: string; fields: string[] }>(
  'department.changed',
  {
    recordOnly: true,
  },
);

/** A second entry of the same department was merged into the first; `departmentId` is the one that was merged. */
export const DepartmentMerged = defineEvent<{ departmentId: string; intoId: string }>('department.merged');

/** The merge was undone: two departments again. */
export const DepartmentMergeReverted = defineEvent<{ departmentId: string; intoId: string }>(
  'department.merge_reverted',
);

export const ContactAdded = defineEvent<{ departmentId: string; contactId: string; role: string }>(
  'department.contact_added',
  {
    recordOnly: true,
  },
);

/** Values of custom fields changed; their keys, not what stands in them. */
export const DepartmentCustomChanged = defineEvent<{ departmentId: string; keys: string[] }>(
  'department.custom_changed',
  { recordOnly: true },
);

/** An admin added a custom field, or changed its label, choices, order or standing. */
export const CustomFieldAdded = defineEvent<{ fieldId: string }>('custom_field.added', { recordOnly: true });
export const CustomFieldChanged = defineEvent<{ fieldId: string }>('custom_field.changed', {
  recordOnly: true,
});

export const ContactChanged = defineEvent<{
  departmentId: string;
  contactId: string;
  role: string;
  fields: string[];
}>('department.contact_changed', { recordOnly: true });

export const ContactEnded = defineEvent<{ departmentId: string; contactId: string; role: string }>(
  'department.contact_ended',
  { recordOnly: true },
);

interface OfSite {
  departmentId: string;
  siteId: string;
}

export const SiteAdded = defineEvent<OfSite>('department.site_added', { recordOnly: true });
export const SiteChanged = defineEvent<OfSite>('department.site_changed', { recordOnly: true });
export const SiteEnded = defineEvent<OfSite>('department.site_ended', { recordOnly: true });
