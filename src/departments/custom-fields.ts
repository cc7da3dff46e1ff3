import { DomainError, type FieldError } from '../platform/errors.js';
import { isLocalDate } from '../platform/local-time.js';

/** What custom fields can be added to. */
export const CUSTOM_SUBJECTS = ['department', 'pitch'] as const;
export type CustomSubject = (typeof CUSTOM_SUBJECTS)[number];

export const CUSTOM_TYPES = ['text', 'number', 'date', 'choice', 'url'] as const;
export type CustomType = (typeof CUSTOM_TYPES)[number];

export interface CustomField {
  key: string;
  label: string;
  type: CustomType;
  /** What a choice may be; empty for the other types. */
  choices: string[];
  /** A retired field keeps its values, can be cleared, and takes no new ones. */
  retired: boolean;
}

export type CustomValue = string | number;
export type CustomValues = Record<string, CustomValue>;

/** What may be asked for: null or '' clears a value, a field that is not named stays as it is. */
export type CustomChange = Record<string, unknown>;

export const LONGEST_TEXT = 500;
const LONGEST_URL = 1000;
const KEY = /^[a-z][a-z0-9_]{0,39}$/;
const LARGEST = 1e15;

export function isCustomKey(text: string): boolean {
  return KEY.test(text);
}

/** A key for a label nobody gave one for: `Chief's term ends` → `chief_s_term_ends`; '' when no letter is left. */
export function keyOfLabel(label: string): string {
  return label
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+/, '')
    .slice(0, 40)
    .replace(/_+$/, '');
}

/**
 * Reads one value as its field has it. JSON says numbers as numbers; forms and files (`asText`) say them as text. Throws
 * an Error whose message completes "Budget …".
 */
export function readCustomValue(field: CustomField, value: unknown, asText: boolean): CustomValue {
  if (field.type === 'number') return readNumber(value, asText);
  if (typeof value !== 'string') throw new Error('must be a text');
  const text = value.normalize('NFC').trim();
  if (/[\u0000-\u0008\u000b-\u001f]/.test(text)) throw new Error('holds characters that cannot be shown');
  switch (field.type) {
    case 'text':
      if (text.length > LONGEST_TEXT) throw new Error(`is at most ${LONGEST_TEXT} characters long`);
      return text;
    case 'date':
      if (!isLocalDate(text)) throw new Error('is a day written YYYY-MM-DD');
      return text;
    case 'choice': {
      const chosen = asText
        ? field.choices.find((choice) => choice.toLowerCase() === text.toLowerCase())
        : field.choices.find((choice) => choice === text);
      if (chosen === undefined) throw new Error(`is one of: ${field.choices.join(', ')}`);
      return chosen;
    }
    case 'url':
      return readUrl(text);
  }
}

/**
 * The values of a row after a change. Throws `custom_invalid` (422) naming every field that is unknown, retired or holds
 * what it cannot; then nothing of the change is taken.
 */
export function applyCustom(
  fields: readonly CustomField[],
  current: CustomValues,
  change: CustomChange,
  { asText = false }: { asText?: boolean } = {},
): CustomValues {
  const values = { ...current };
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(change)) {
    const field = fields.find((one) => one.key === key);
    const refuse = (message: string) => errors.push({ field: `custom.${key}`, message });
    if (!field) {
      refuse('is no field here; add it under Settings first');
    } else if (value === null || value === undefined || value === '') {
      delete values[key];
    } else if (values[key] === value) {
      // What stands may stay, though the field be retired or the choice be gone by now.
    } else if (field.retired) {
      refuse('is retired and takes no new values');
    } else {
      try {
        const read = readCustomValue(field, value, asText);
        if (read === '') delete values[key];
        else values[key] = read;
      } catch (error) {
        refuse((error as Error).message);
      }
    }
  }
  if (errors.length > 0) throw customInvalid(fields, errors);
  return values;
}

function customInvalid(fields: readonly CustomField[], errors: FieldError[]): DomainError {
  const first = errors[0] as FieldError;
  const key = first.field.slice('custom.'.length);
  const label = fields.find((field) => field.key === key)?.label;
  // A key nobody defined is input, and input is not repeated.
  const said = label === undefined ? 'One custom field' : label;
  return new DomainError('invalid', 'custom_invalid', `${said} ${first.message}.`, { errors });
}

/** The labels of the fields whose values differ, for the record. */
export function changedFields(
  fields: readonly CustomField[],
  before: CustomValues,
  after: CustomValues,
): CustomField[] {
  return fields.filter(({ key }) => before[key] !== after[key]);
}

function readNumber(value: unknown, asText: boolean): number {
  const plain =
    asText && typeof value === 'string' ? value.trim().replace(/^\$|(?<=\d),(?=\d{3})/g, '') : value;
  const number =
    asText && typeof plain === 'string' && /^[+-]?\d*\.?\d+$/.test(plain) ? Number(plain) : plain;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw new Error('is a number');
  if (Math.abs(number) > LARGEST) throw new Error('is too large');
  // Minus zero does not survive being written as JSON.
  return number + 0;
}

function readUrl(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Error('is an address that begins with https:// or http://');
  }
  if (!['http:', 'https:'].includes(url.protocol) || url.username || url.password)
    throw new Error('is an address that begins with https:// or http://');
  if (text.length > LONGEST_URL) throw new Error(`is at most ${LONGEST_URL} characters long`);
  return url.href;
}
