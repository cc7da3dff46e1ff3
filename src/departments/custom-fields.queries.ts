import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import {
  applyCustom,
  changedFields,
  type CustomChange,
  type CustomField,
  type CustomSubject,
  type CustomValue,
  type CustomValues,
} from './custom-fields.js';
import { customTargets } from './custom-targets.js';
import type { ListField } from './intake.dto.js';

export type { CustomChange, CustomField, CustomSubject, CustomValue, CustomValues } from './custom-fields.js';
export {
  customAfter,
  customChanges,
  customOf,
  flatCustom,
  sameCustom,
  splitCustom,
  withCustom,
} from './custom-targets.js';

export interface CustomFieldRow extends CustomField {
  id: string;
  subject: CustomSubject;
}

/** A field with what one row holds, as pages show it. */
export interface ShownCustom extends CustomField {
  value: CustomValue | null;
  /** The value for reading; null when there is none. */
  words: string | null;
  input: {
    type: string;
    step: string | null;
    options: { value: string; label: string }[];
    hint: string | null;
  };
}

const NUMBER = new Intl.NumberFormat('en-US', { maximumFractionDigits: 10 });

function asShown(field: CustomField, value: CustomValue | null): ShownCustom {
  const { type, choices, retired } = field;
  const options = value === null || choices.includes(String(value)) ? choices : [String(value), ...choices];
  return {
    ...field,
    value,
    words: value === null ? null : typeof value === 'number' ? NUMBER.format(value) : value,
    input: {
      type: type === 'choice' ? 'text' : type,
      step: type === 'number' ? 'any' : null,
      options: options.map((choice) => ({ value: choice, label: choice })),
      hint: retired ? 'Retired: it can be cleared, and takes no new value.' : null,
    },
  };
}

/** The custom fields of a posted form (`custom.<key>`); an emptied one is to be cleared. */
export function customOfForm(body: Record<string, unknown>): CustomChange | undefined {
  const fields = Object.entries(body).filter(([name]) => name.startsWith('custom.'));
  if (fields.length === 0) return undefined;
  return Object.fromEntries(
    fields.map(([name, value]) => [name.slice('custom.'.length), value === '' ? null : value]),
  );
}

/** Which custom fields there are, and what a change would make of a row's values. */
@Injectable()
export class CustomFieldsQueries {
  /** The fields of a subject in their order, retired ones last. */
  fields(tx: Tx, subject: CustomSubject): Promise<CustomFieldRow[]> {
    return tx.query<CustomFieldRow>(
      `select id, subject, key, label, type, choices, retired_at is not null as retired from custom_field
        where subject = $1 order by retired_at is not null, position, id`,
      [subject],
    );
  }

  /** The fields of a subject that are in use, as what a column of a list may say. */
  async targets(tx: Tx, subject: CustomSubject): Promise<ListField[]> {
    const fields = await tx.query<CustomField & { addedAt: Date }>(
      `select key, label, type, choices, false as retired, created_at as "addedAt" from custom_field
        where subject = $1 and retired_at is null order by position, id`,
      [subject],
    );
    return customTargets(fields);
  }

  /**
   * What a row's values become, and which fields differ then. Throws `custom_invalid` (422) when a value is not one its
   * field can hold. `asText`: values come from a form or a file.
   */
  async apply(
    tx: Tx,
    subject: CustomSubject,
    current: CustomValues,
    change: CustomChange,
    options: { asText?: boolean } = {},
  ): Promise<{ values: CustomValues; changed: CustomField[] }> {
    if (Object.keys(change).length === 0) return { values: current, changed: [] };
    const fields = await this.fields(tx, subject);
    const values = applyCustom(fields, current, change, options);
    return { values, changed: changedFields(fields, current, values) };
  }

  /** The fields of a page: those in use, and retired ones that still hold something. */
  async shown(tx: Tx, subject: CustomSubject, values: CustomValues | null): Promise<ShownCustom[]> {
    const fields = await this.fields(tx, subject);
    return fields
      .map((field) => asShown(field, values?.[field.key] ?? null))
      .filter((field) => !field.retired || field.value !== null);
  }
}
