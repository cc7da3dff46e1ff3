import type { DownloadEvent } from './download-event.js';
import { readAlias } from './referral-codes.js';

/** An object as a provider wrote it: nothing in it is believed to be of any type. */
export type Json = Record<string, unknown>;
/** HMAC-SHA256 of the parts under the installation's key. */
export type KeyedHash = (...parts: string[]) => string;

const MIN_MS = Date.UTC(2000, 0, 1);
const MAX_MS = Date.UTC(2200, 0, 1);
/** Deeper than any provider nests; what lies below is not read. */
const DEEPEST = 12;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Advertising ids without their hyphens, hashes, telephone numbers, numbers of accounts. */
const ID_OF_SOMEBODY = /^([0-9a-f-]{16,}|[0-9-]{7,})$/;

/** The object a value is, or undefined for everything else. */
export function object(value: unknown): Json | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Json) : undefined;
}

/** Trimmed text; null for what is empty, is no text, or is the text "null". */
export function text(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const trimmed = value.trim();
  return trimmed === '' || trimmed === 'null' ? null : trimmed;
}

/** A boolean, also as the text "true" or "false"; null for what is neither. */
export function flag(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const word = text(value)?.toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : null;
}

/** Milliseconds since 1970, also as text, within the years a phone can report; null for everything else. */
export function instant(value: unknown): Date | null {
  const ms = typeof value === 'number' ? value : Number(text(value) ?? Number.NaN);
  return Number.isFinite(ms) && ms >= MIN_MS && ms < MAX_MS ? new Date(ms) : null;
}

/** The name of the phone's system, in our words. */
export function osOf(value: unknown): DownloadEvent['os'] {
  const lower = text(value)?.toLowerCase();
  if (!lower) return null;
  if (lower === 'ios' || lower === 'ipados') return 'ios';
  return lower === 'android' ? 'android' : 'other';
}

/** An id as text; a number is taken only where JSON cannot have damaged it. */
export function idOf(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null;
  return text(value);
}

/**
 * Our code in a field other people may fill, too: what looks like the id of a device, an account or a telephone is not
 * one of our codes, even where it could be spelled as one, and is not kept.
 */
export function codeOf(value: unknown): string | null {
  const alias = readAlias(text(value));
  return alias === null || UUID.test(alias) || ID_OF_SOMEBODY.test(alias) ? null : alias;
}

/** All that an event says, for telling apart events that name neither themselves nor their install. */
export function everythingSaid(event: Json): string {
  return JSON.stringify(within(event, DEEPEST));
}

function within(value: unknown, depth: number): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (depth === 0) return null;
  if (Array.isArray(value)) return value.map((item) => within(item, depth - 1));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, within(item, depth - 1)]));
}
