import { isCalendarDate, isClockTime } from './ap-date.js';
import type { Facts, RenderFault, TemplateField, Value, Values } from './body.js';

const LIMITS: Record<TemplateField['type'], number> = {
  text: 500,
  long_text: 10_000,
  date: 10,
  time: 5,
  money: 15,
  phone: 40,
  url: 2_000,
  fact: 5_000,
};

/** The greatest length a field takes, in code points. */
export function maxLengthOf(field: TemplateField): number {
  return field.maxLength ?? LIMITS[field.type];
}

/** The values a new draft begins with: facts filled in, everything else empty unless its field names a fact to start from. */
export function startingValues(fields: readonly TemplateField[], facts: Facts, given: Values = {}): Values {
  const values: Values = {};
  for (const field of fields) {
    const fact = field.fact === null ? null : own(facts, field.fact);
    values[field.name] = field.type === 'fact' ? fact : (own(given, field.name) ?? fact);
  }
  return values;
}

/**
 * The same values with every field of type `fact` set to what is known now. An author's save goes through here, so
 * that the disclosure and the names follow the record and cannot be typed over.
 */
export function fillFacts(fields: readonly TemplateField[], values: Values, facts: Facts): Values {
  const filled: Values = {};
  for (const field of fields) {
    const given = own(values, field.name);
    filled[field.name] = field.type === 'fact' && field.fact !== null ? own(facts, field.fact) : given;
  }
  return filled;
}

/** Faults of the given values: unknown names, wrong form, too long. Empty required fields are not faults here. */
export function checkValues(fields: readonly TemplateField[], values: Values): RenderFault[] {
  const byName = new Map(fields.map((field) => [field.name, field]));
  const faults: RenderFault[] = [];
  for (const name of Object.keys(values)) {
    if (!byName.has(name)) {
      faults.push({
        field: `values.${name.slice(0, 60)}`,
        code: 'unknown_field',
        message: 'The template has no field of this name.',
      });
    }
  }
  for (const field of fields) {
    const value = own(values, field.name);
    if (value === null || value === '') continue;
    const message = formFault(field, value);
    if (message) faults.push({ field: `values.${field.name}`, code: 'format', message });
    const length = [...String(value)].length;
    const limit = maxLengthOf(field);
    if (length > limit) {
      faults.push({
        field: `values.${field.name}`,
        code: 'too_long',
        message: `${field.label} has ${length} characters; ${limit} is the most. Shorten it.`,
      });
    }
  }
  return faults;
}

function formFault(field: TemplateField, value: NonNullable<Value>): string | null {
  const words = String(value);
  switch (field.type) {
    case 'text':
    case 'phone':
      if (typeof value !== 'string') return `${field.label} has to be text.`;
      if (words.includes('\n')) return `${field.label} has to be one line.`;
      if (field.type === 'phone' && words.replace(/\D/g, '').length < 7) {
        return `${field.label} has to be a phone number with at least seven digits.`;
      }
      return null;
    case 'long_text':
      return typeof value === 'string' ? null : `${field.label} has to be text.`;
    case 'date':
      return isCalendarDate(words) ? null : `${field.label} has to be a day in the form YYYY-MM-DD.`;
    case 'time':
      return isClockTime(words) ? null : `${field.label} has to be a time in the form HH:MM, 24 hours.`;
    case 'money':
      return /^\d{1,12}$/.test(words) ? null : `${field.label} has to be a whole number of cents.`;
    case 'url':
      return isWebAddress(words) ? null : `${field.label} has to be a web address that begins with https://.`;
    case 'fact':
      return null;
  }
}

function isWebAddress(words: string): boolean {
  if (!URL.canParse(words)) return false;
  const url = new URL(words);
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '';
}

function own(record: Record<string, Value>, name: string): Value {
  return Object.hasOwn(record, name) ? (record[name] ?? null) : null;
}
