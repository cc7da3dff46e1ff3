import { readAlias } from './referral-codes.js';
import { type DownloadEvent, EXTERNAL_ID } from './download-event.js';

type Json = Record<string, unknown>;
/** HMAC-SHA256 of the parts under the installation's key. */
export type KeyedHash = (...parts: string[]) => string;

const MIN_MS = Date.UTC(2000, 0, 1);
const MAX_MS = Date.UTC(2200, 0, 1);

/**
 * Reads one Branch webhook body down to what we keep: event id, kind, time, our code, two flags and the system's name.
 * Everything else (addresses, device ids, places, user agents) is left where it came from. Quirks it copes with:
 * booleans as "true"/"false", nulls as "null", `timestamp` in milliseconds (also as text), empty objects left out, names
 * in any case, long numbers JSON has already damaged (never read). Without an event id the external id is
 * the keyed hash of provider, install id and install time, so that the install's own id is not kept either.
 * `receivedAt` stands in for a time that is missing. Returns undefined for what is not an object.
 */
export function readBranchEvent(
  body: unknown,
  keyed: KeyedHash,
  receivedAt: Date,
): DownloadEvent | undefined {
  const event = object(body);
  if (!event) return undefined;
  const touch = object(event.last_attributed_touch_data) ?? {};
  const user = object(event.user_data) ?? {};
  const occurredAt = instant(event.timestamp) ?? instant(event.event_timestamp) ?? receivedAt;
  return {
    provider: 'branch',
    externalId: eventId(event.id) ?? hashedId(event, user, keyed),
    kind: kindOf(text(event.name)),
    alias: readAlias(text(touch.referral_code)) ?? readAlias(text(touch['+alias'])),
    os: osOf(text(user.os)),
    existingUser: flag(event.first_event_for_user) === false,
    testDevice: flag(event.test_device) === true || flag(touch.test_device) === true,
    occurredAt,
  };
}

function kindOf(name: string | null): DownloadEvent['kind'] {
  const lower = name?.toLowerCase();
  if (lower === 'install' || lower === 'reinstall' || lower === 'open') return lower;
  return 'other';
}

function osOf(name: string | null): DownloadEvent['os'] {
  const lower = name?.toLowerCase();
  if (!lower) return null;
  if (lower === 'ios' || lower === 'ipados') return 'ios';
  return lower === 'android' ? 'android' : 'other';
}

/** An event id is text; a number is taken only where it cannot have been damaged. */
function eventId(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null;
  const id = text(value);
  return id !== null && EXTERNAL_ID.test(id) ? id : null;
}

/** Install ids in the order of how long they last; the first there is identifies the install. */
const INSTALL_IDS = ['idfv', 'android_id', 'aaid', 'idfa', 'developer_identity', 'randomized_device_token'];

function hashedId(event: Json, user: Json, keyed: KeyedHash): string {
  const installId = INSTALL_IDS.map((name) => text(user[name])).find((id) => id !== null);
  // An event that names neither itself nor its install can be told apart by nothing but all it says.
  const what = installId
    ? [installId, text(event.name)?.toLowerCase() ?? '', String(event.timestamp ?? '')]
    : [JSON.stringify(event)];
  return keyed('branch', ...what);
}

function object(value: unknown): Json | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Json) : undefined;
}

function text(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const trimmed = value.trim();
  return trimmed === '' || trimmed === 'null' ? null : trimmed;
}

function flag(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const word = text(value)?.toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : null;
}

function instant(value: unknown): Date | null {
  const ms = typeof value === 'number' ? value : Number(text(value) ?? Number.NaN);
  return Number.isFinite(ms) && ms >= MIN_MS && ms < MAX_MS ? new Date(ms) : null;
}
