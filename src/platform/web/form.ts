import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import { DomainError, type FieldError } from '../errors.js';
import { centsOf } from './dollars.js';
import type { PageView, Redirect } from './page.js';
import './remembered-rules.js';

export type FormBody = Record<string, unknown>;
type Class<T> = new () => T;

/** What is wrong with an input, field by field; `malformed` answers 400 to programs and 422 to forms. */
export class InvalidInput extends DomainError {
  constructor(errors: FieldError[]) {
    super('malformed', 'invalid_input', summary(errors), { errors });
  }
}

/**
 * Reads a posted form into a DTO: dotted names become objects, empty fields are left out, numbers and booleans are
 * converted by the DTO's types, and a field named `…Dollars` arrives as `…Cents`. Throws InvalidInput naming each field.
 */
export async function parseForm<T extends object>(dto: Class<T>, body: unknown): Promise<T> {
  return parse(dto, unflatten(inCents(body as FormBody)), true);
}

/** Reads JSON into a DTO without converting anything: "20" is not 20. Throws InvalidInput naming each field. */
export async function parseJson<T extends object>(dto: Class<T>, body: unknown): Promise<T> {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) {
    throw new InvalidInput([{ field: '', message: 'The body must be a JSON object.' }]);
  }
  return parse(dto, body as FormBody, false);
}

async function parse<T extends object>(dto: Class<T>, plain: FormBody, convert: boolean): Promise<T> {
  const trap = trappedName(plain, '', 0);
  if (trap !== null)
    throw new InvalidInput([{ field: trap, message: 'This field is not known here; leave it out.' }]);
  const instance = plainToInstance(dto, plain, {
    enableImplicitConversion: convert,
    exposeDefaultValues: true,
  });
  const faults = await validate(instance, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
  });
  if (faults.length > 0) throw new InvalidInput(fieldErrors(faults));
  return instance;
}

/**
 * The place of a key that class-transformer would take for an object's own make: it calls whatever `constructor` holds.
 * No input of ours has such a field at any depth. Null where there is none.
 */
function trappedName(value: unknown, place: string, depth: number): string | null {
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value) || depth > 20) return null;
  for (const [name, inner] of Object.entries(value)) {
    const at = place ? `${place}.${name.slice(0, 60)}` : name.slice(0, 60);
    if (name === 'constructor') return at;
    const found = trappedName(inner, at, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** class-validator's tree as a flat list with dotted field names; values are never repeated back. */
export function fieldErrors(faults: ValidationError[], prefix = ''): FieldError[] {
  return faults.flatMap((fault) => {
    const field = prefix ? `${prefix}.${fault.property}` : fault.property;
    const own = Object.entries(fault.constraints ?? {}).map(([rule, message]) => ({
      field,
      message: rule === 'whitelistValidation' ? 'This field is not known here; leave it out.' : message,
    }));
    return [...own, ...fieldErrors(fault.children ?? [], field)];
  });
}

/** People type dollars, the product counts cents. */
function inCents(body: FormBody | null | undefined): FormBody {
  const unreadable: FieldError[] = [];
  const fields = Object.entries(body ?? {}).map(([name, value]): [string, unknown] => {
    if (!name.endsWith('Dollars') || typeof value !== 'string' || value.trim() === '') return [name, value];
    const cents = centsOf(value);
    if (cents === null) {
      unreadable.push({ field: name, message: 'Write an amount in dollars, such as 200 or 199.95.' });
    }
    return [name.replace(/Dollars$/, 'Cents'), cents];
  });
  if (unreadable.length > 0) throw new InvalidInput(unreadable);
  return Object.fromEntries(fields.map(([name, value]) => [name.replace(/Dollars$/, 'Cents'), value]));
}

/** `{ 'terms.holdDays': '3', note: '' }` → `{ terms: { holdDays: '3' } }`. */
export function unflatten(body: FormBody | null | undefined): FormBody {
  const result: FormBody = Object.create(null) as FormBody;
  for (const [name, value] of Object.entries(body ?? {})) {
    if (value === '' || value === undefined || name === '_csrf') continue;
    const parts = name.split('.');
    if (
      parts.length > 5 ||
      parts.some((part) => part === '__proto__' || part === 'constructor' || part === 'prototype')
    )
      continue;
    let target = result;
    for (const part of parts.slice(0, -1)) {
      if (target[part] === null || typeof target[part] !== 'object') target[part] = {};
      target = target[part] as FormBody;
    }
    target[parts[parts.length - 1] as string] = value;
  }
  return { ...result };
}

/**
 * Runs a posted form: when the input or a rule refuses it, the same page is shown again (422) with `errors` by field
 * name, `formError` for what belongs to no field, and the values as they were typed.
 */
export async function formPage(
  body: unknown,
  work: () => Promise<Redirect | PageView>,
  again: (shown: {
    errors: Record<string, string>;
    formError: string | null;
    values: FormBody;
  }) => Promise<PageView> | PageView,
): Promise<Redirect | PageView> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError) || !['malformed', 'invalid', 'conflict'].includes(error.kind))
      throw error;
    const errors: Record<string, string> = {};
    for (const { field, message } of error.errors) if (field) errors[field] ??= message;
    const values = { ...unflatten(body as FormBody), ...(body as FormBody) };
    const formError = Object.keys(errors).length > 0 && error.kind === 'malformed' ? null : error.message;
    const view = await again({ errors, formError, values });
    return Object.assign(view, {
      options: { ...view.options, status: error.kind === 'conflict' ? 409 : 422 },
    });
  }
}

function summary(errors: FieldError[]): string {
  const fields = [...new Set(errors.map((error) => error.field).filter(Boolean))];
  return fields.length > 0
    ? `Check ${fields.slice(0, 5).join(', ')}.`
    : (errors[0]?.message ?? 'The input cannot be read.');
}
