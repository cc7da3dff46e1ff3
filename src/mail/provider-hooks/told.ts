import type { ReportKind } from '../bounces/delivery-report.js';
import { codeIn, refusalScope, type RefusalScope, statusIn } from '../refusal-scope.js';

/** One thing a provider tells of a mail. */
export interface Told {
  kind: ReportKind;
  /** The provider's name for the event. */
  externalId: string;
  /** The Message-ID of our mail, in angle brackets; null where the provider does not tell it. */
  messageId: string | null;
  address: string | null;
  status: string | null;
  text: string;
  scope: RefusalScope | null;
}

/** A value somewhere inside of JSON that anybody may have written: its text, or null. */
export function textAt(value: unknown, ...path: (string | number)[]): string | null {
  const found = at(value, ...path);
  if (typeof found === 'string') return found;
  return typeof found === 'number' ? String(found) : null;
}

/** The same as a list; empty where there is none. */
export function listAt(value: unknown, ...path: (string | number)[]): unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

function at(value: unknown, ...path: (string | number)[]): unknown {
  let inner = value;
  for (const key of path) {
    if (inner === null || typeof inner !== 'object' || !Object.hasOwn(inner, key)) return undefined;
    inner = (inner as Record<string | number, unknown>)[key];
  }
  return inner;
}

/** In angle brackets, as headers write it. */
export function bracketed(messageId: string | null): string | null {
  const bare = messageId?.trim().replace(/^<|>$/g, '');
  return bare ? `<${bare}>` : null;
}

/** A failure with what the refusing server said of it; `otherwise` is its scope where nothing was said. */
export function failure(
  given: string | null,
  text: string,
  otherwise: RefusalScope,
): Pick<Told, 'kind' | 'status' | 'text' | 'scope'> {
  const said = statusIn(text);
  const status = given && /^[245]\.\d{1,3}\.\d{1,3}$/.test(given) && !given.endsWith('.0.0') ? given : said;
  const code = codeIn(text);
  const told = status !== null || code !== null;
  const scope = told ? refusalScope({ status, code, text, atRecipient: true }) : otherwise;
  return { kind: 'failed', status, text, scope: status?.startsWith('4') ? 'message' : scope };
}
