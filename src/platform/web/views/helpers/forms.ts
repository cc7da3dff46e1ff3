import Handlebars from 'handlebars';
import type { HelperOptions } from 'handlebars';
import { dollarsOf } from '../../dollars.js';

interface Choice {
  value: string;
  label: string;
}

interface FormRoot {
  /** Which form of the page the values and errors belong to, when it has several. */
  failed?: string | null;
  values?: Record<string, unknown>;
  errors?: Record<string, unknown>;
  /** Why the whole form was refused, when no single field is to blame. */
  formError?: string | null;
}

/** Own properties only, by the whole dotted name first and then step by step. */
function pick(source: unknown, name: string): unknown {
  if (typeof source !== 'object' || source === null) return undefined;
  if (Object.hasOwn(source, name)) return (source as Record<string, unknown>)[name];
  let at: unknown = source;
  for (const step of name.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string, unknown>)[step];
  }
  return at;
}

function belongs(root: FormRoot, options: HelperOptions): boolean {
  const form = options.hash['form'] as string | undefined;
  return !root.failed || !form || root.failed === form;
}

const isDollars = (name: unknown): boolean => String(name).endsWith('Dollars');
const inCents = (name: unknown): string => String(name).replace(/Dollars$/, 'Cents');

const rootOf = (options: HelperOptions): FormRoot => (options.data as { root: FormRoot }).root;

export const formHelpers = {
  /** What the person typed into `name`, else the `fallback`; names may be dotted (`terms.holdDays`). For a `…Dollars` field the fallback is in cents. */
  valueOf: (name: unknown, options: HelperOptions): unknown => {
    const root = rootOf(options);
    const typed = belongs(root, options) ? pick(root.values, String(name)) : undefined;
    if (typed !== undefined || !isDollars(name)) return typed ?? options.hash['fallback'] ?? '';
    // Nothing was typed: the amount there is stands in cents, under its own name or as the fallback.
    const cents = pick(root.values, inCents(name)) ?? options.hash['fallback'];
    return typeof cents === 'number' ? dollarsOf(cents) : (cents ?? '');
  },
  /** The message that belongs under `name`, or nothing. */
  errorOf: (name: unknown, options: HelperOptions): unknown => {
    const root = rootOf(options);
    const of = (field: string): unknown => (belongs(root, options) ? pick(root.errors, field) : undefined);
    const message = of(String(name)) ?? (isDollars(name) ? of(inCents(name)) : undefined);
    return Array.isArray(message) ? message[0] : message;
  },
  /** A form field's id, unique on a page with several forms. */
  fieldId: (name: unknown, options: HelperOptions): string =>
    [options.hash['form'], String(name)].filter(Boolean).join('-').replaceAll('.', '-'),
  /** The sentence above a refused form; nothing when it was not refused. */
  formProblem: (options: HelperOptions): string => {
    const root = rootOf(options);
    if (!belongs(root, options)) return '';
    if (root.formError) return root.formError;
    return root.errors && Object.keys(root.errors).length > 0
      ? 'Nothing was saved yet. See the fields marked below.'
      : '';
  },
  /** `(choices 'chief' 'Chief' 'council' 'City council')`: a list of choices written in the template. */
  choices: (...values: unknown[]): Choice[] => {
    const words = values.slice(0, -1).map(String);
    return words.flatMap((value, index) =>
      index % 2 === 0 ? [{ value, label: words[index + 1] ?? value }] : [],
    );
  },
  /** The `<option>` elements of a list of choices, with the chosen one marked. */
  options: (list: unknown, chosen: unknown): Handlebars.SafeString => {
    const escape = Handlebars.escapeExpression;
    const items = (Array.isArray(list) ? (list as Choice[]) : []).map(({ value, label }) => {
      const selected = String(value) === String(chosen ?? '') ? ' selected' : '';
      return `<option value="${escape(value)}"${selected}>${escape(label)}</option>`;
    });
    return new Handlebars.SafeString(items.join(''));
  },
};
