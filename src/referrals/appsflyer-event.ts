import type { DownloadEvent } from './download-event.js';
import {
  codeOf,
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

/** Our code is put into `af_sub1` of the link; the others are read for links made before, or by hand. */
const CODE_FIELDS = ['af_sub1', 'deep_link_value', 'campaign'];

/**
 * Reads one message of AppsFlyer's Push API (version 2) down to what we keep. Keys without a value are left out by
 * them; times are UTC, `YYYY-MM-DD hh:mm:ss.SSS`; booleans may be text. A message has no id of its own: its external id
 * is the keyed hash of provider, install id (`appsflyer_id`) and install time, and for what happens after the install
 * of the event's name and time as well, since those share the install's. `receivedAt` stands in for a time that is
 * missing. Returns undefined for what is not an object.
 */
export function readAppsflyerEvent(
  body: unknown,
  keyed: KeyedHash,
  receivedAt: Date,
): DownloadEvent | undefined {
  const event = object(body);
  if (!event) return undefined;
  const kind = kindOf(event);
  return {
    provider: 'appsflyer',
    externalId: hashedId(event, kind, keyed),
    kind,
    alias: CODE_FIELDS.map((name) => codeOf(event[name])).find((code) => code !== null) ?? null,
    os: osOf(event.platform),
    // A retargeting campaign speaks to people who have, or had, the app.
    existingUser: flag(event.is_retargeting) === true,
    testDevice: false,
    occurredAt: (kind === 'install' ? installedAt(event) : eventAt(event)) ?? receivedAt,
  };
}

const KINDS = new Map<string, DownloadEvent['kind']>([
  ['install', 'install'],
  ['organic-install', 'install'],
  ['reinstall', 'reinstall'],
  ['re-install', 'reinstall'],
  ['reattribution', 'reinstall'],
  ['re-attribution', 'reinstall'],
  ['reengagement', 'open'],
  ['re-engagement', 'open'],
  ['af_app_opened', 'open'],
  ['open', 'open'],
  ['session', 'open'],
]);

/** A re-attribution is an install again, by somebody who had the app; AppsFlyer says so in the kind of conversion, too. */
function kindOf(event: Json): DownloadEvent['kind'] {
  const kind = KINDS.get(word(event.event_name)) ?? 'other';
  if (kind !== 'install') return kind;
  const again = [event.conversion_type, event.retargeting_conversion_type].map(word);
  return again.some((conversion) => KINDS.get(conversion) === 'reinstall') ? 'reinstall' : 'install';
}

function word(value: unknown): string {
  return text(value)?.toLowerCase().replaceAll(' ', '-') ?? '';
}

function hashedId(event: Json, kind: DownloadEvent['kind'], keyed: KeyedHash): string {
  const installId = idOf(event.appsflyer_id);
  const installTime = text(event.install_time);
  if (installId === null) return keyed('appsflyer', everythingSaid(event));
  if (kind === 'install' && installTime !== null) return keyed('appsflyer', installId, installTime);
  const after = [word(event.event_name), text(event.event_time) ?? '', text(event.event_value) ?? ''];
  return keyed('appsflyer', installId, installTime ?? '', ...after);
}

const installedAt = (event: Json): Date | null => utc(event.install_time) ?? utc(event.event_time);
const eventAt = (event: Json): Date | null => utc(event.event_time) ?? utc(event.install_time);

const TIME = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d{1,3})?)(?:\d*)(?:Z|\+00:?00)?$/;

function utc(value: unknown): Date | null {
  const [, day, time] = TIME.exec(text(value) ?? '') ?? [];
  return day && time ? instant(Date.parse(`${day}T${time}Z`)) : null;
}
