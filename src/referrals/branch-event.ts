import { type DownloadEvent, EXTERNAL_ID } from './download-event.js';
import {
  everythingSaid,
  flag,
  idOf,
  instant,
  type Json,
  type KeyedHash,
  object,
  osOf,
  text,
} from './provider-values.js';
import { readAlias } from './referral-codes.js';

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
    os: osOf(user.os),
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

/** The event's own id, where it has one that can be kept. */
function eventId(value: unknown): string | null {
  const id = idOf(value);
  return id !== null && EXTERNAL_ID.test(id) ? id : null;
}

/** Install ids in the order of how long they last; the first there is identifies the install. */
const INSTALL_IDS = ['idfv', 'android_id', 'aaid', 'idfa', 'developer_identity', 'randomized_device_token'];

function hashedId(event: Json, user: Json, keyed: KeyedHash): string {
  const installId = INSTALL_IDS.map((name) => text(user[name])).find((id) => id !== null);
  // An event that names neither itself nor its install can be told apart by nothing but all it says.
  const what = installId
    ? [installId, text(event.name)?.toLowerCase() ?? '', asWritten(event.timestamp)]
    : [everythingSaid(event)];
  return keyed('branch', ...what);
}

/** What is no number and no text might not let itself be written at all. */
function asWritten(time: unknown): string {
  return typeof time === 'number' || typeof time === 'string' ? String(time) : '';
}
