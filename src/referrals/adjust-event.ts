import type { DownloadEvent } from './download-event.js';
import {
  codeOf,
  everythingSaid,
  flag,
  instant,
  type Json,
  type KeyedHash,
  osOf,
  text,
} from './provider-values.js';

/**
 * The placeholders we ask Adjust to fill in, each under its own name. All others stay out of the address: what is not
 * asked for is not sent. `adid` is asked for to tell installs apart, and is only hashed.
 */
export const ADJUST_PLACEHOLDERS = [
  'activity_kind',
  'label',
  'tracker_name',
  'installed_at',
  'created_at',
  'adid',
  'os_name',
  'is_reattributed',
  'environment',
] as const;

/**
 * Reads the query of one Adjust callback down to what we keep. What Adjust has no value for comes empty, is left out, or
 * stays as its placeholder in braces; times are unix seconds. A callback has no id of its own: its external id is the
 * keyed hash of provider, install id (`adid`) and install time, and for what happens after the install of its kind and
 * time as well. Our code is the `label` of the link, else the last part of the `tracker_name`
 * (network::campaign::adgroup::creative). `receivedAt` stands in for a time that is missing.
 */
export function readAdjustEvent(query: Json, keyed: KeyedHash, receivedAt: Date): DownloadEvent {
  const event = filledIn(query);
  const kind = kindOf(event);
  const at = kind === 'install' ? [event.installed_at, event.created_at] : [event.created_at];
  return {
    provider: 'adjust',
    externalId: hashedId(event, kind, keyed),
    kind,
    alias: codeOf(event.label) ?? codeOf(text(event.tracker_name)?.split('::').at(-1)),
    os: osOf(event.os_name),
    existingUser: flag(event.is_reattributed) === true || event.is_reattributed === '1',
    testDevice: text(event.environment)?.toLowerCase() === 'sandbox',
    occurredAt: at.map(seconds).find((instant) => instant !== null) ?? receivedAt,
  };
}

const KINDS = new Map<string, DownloadEvent['kind']>([
  ['install', 'install'],
  ['reinstall', 'reinstall'],
  ['reattribution', 'reinstall'],
  ['reattribution_reinstall', 'reinstall'],
  ['session', 'open'],
]);

function kindOf(event: Json): DownloadEvent['kind'] {
  return KINDS.get(text(event.activity_kind)?.toLowerCase().replaceAll(/[\s-]/g, '_') ?? '') ?? 'other';
}

function hashedId(event: Json, kind: DownloadEvent['kind'], keyed: KeyedHash): string {
  const installId = text(event.adid);
  const installTime = text(event.installed_at);
  if (installId === null) return keyed('adjust', everythingSaid(event));
  if (kind === 'install' && installTime !== null) return keyed('adjust', installId, installTime);
  return keyed(
    'adjust',
    installId,
    installTime ?? '',
    text(event.activity_kind) ?? '',
    text(event.created_at) ?? '',
  );
}

/** The values there are; names and values in a query may come twice, and then say nothing. */
function filledIn(query: Json): Json {
  return Object.fromEntries(
    ADJUST_PLACEHOLDERS.map((name) => [name, query[name]]).filter(
      ([, value]) => typeof value === 'string' && !/^\{.*\}$/.test(value),
    ),
  );
}

function seconds(value: unknown): Date | null {
  const said = text(value);
  return said !== null && /^\d{9,11}(\.\d+)?$/.test(said) ? instant(Number(said) * 1_000) : null;
}
