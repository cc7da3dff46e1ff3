import type { DownloadEvent } from './download-event.js';
import { EXTERNAL_ID, PROVIDERS } from './download-event.js';
import { readAlias } from './referral-codes.js';

/** A row of a reconciliation file, by column; spelled `externalId` or `external_id`, as the program that wrote it likes. */
export type CsvRow = Record<string, string | undefined>;

const KINDS = ['install', 'reinstall', 'open'] as const;

/**
 * One row as a download, or what is wrong with it, without repeating what stands in it. Columns: `provider` (left out:
 * `csv`), `externalId`, `kind` (left out: `install`), `alias`, `occurredAt` (an instant with its zone), `existingUser`,
 * `testDevice`. Other columns are not read.
 */
export function readCsvDownload(row: CsvRow): DownloadEvent | { code: string; message: string } {
  const get = (name: string): string =>
    (row[name] ?? row[name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)] ?? '').trim();
  const provider = get('provider').toLowerCase() || 'csv';
  if (!isOneOf(PROVIDERS, provider))
    return { code: 'unknown_provider', message: `Provider must be one of ${PROVIDERS.join(', ')}.` };
  const externalId = get('externalId');
  if (!EXTERNAL_ID.test(externalId))
    return { code: 'missing_external_id', message: 'The external id is missing or too long.' };
  const kind = get('kind').toLowerCase() || 'install';
  if (!isOneOf(KINDS, kind))
    return { code: 'unknown_kind', message: `Kind must be one of ${KINDS.join(', ')}.` };
  const at = get('occurredAt');
  const occurredAt = new Date(at);
  if (!/(Z|[+-]\d\d:?\d\d)$/.test(at) || Number.isNaN(occurredAt.getTime()))
    return {
      code: 'bad_instant',
      message: 'The time must be an instant with its zone, such as 2019-03-12T18:00:00Z.',
    };
  const flag = (name: string): boolean => /^(true|1|yes)$/i.test(get(name));
  return {
    provider,
    externalId,
    kind,
    alias: readAlias(get('alias')),
    os: null,
    existingUser: flag('existingUser'),
    testDevice: flag('testDevice'),
    occurredAt,
  };
}

function isOneOf<T extends string>(list: readonly T[], value: string): value is T {
  return (list as readonly string[]).includes(value);
}
