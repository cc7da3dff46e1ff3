import type { PublicRelease } from '../content/releases.queries.js';
import { localDate, startOfDay } from '../platform/local-time.js';
import type { Cell } from '../platform/web/csv.js';
import { countOf } from '../platform/web/views/helpers/numbers.js';
import type { FeedEntry } from './atom.js';
import { allowanceTerms, allowanceTitle, DISPOSED } from './public-record.data.js';
import type { PublicAllowance, PublicRecord } from './public-record.queries.js';

/** One thing that happened, with the day it happened on in the department's zone, or the instant where there is one. */
export interface PublicEvent {
  key: string;
  day: string;
  at: Date;
  title: string;
  detail: string;
  cents: number | null;
  hash: string | null;
}

/** Everything on the record in the order it happened; the CSV and the feed are made of it. */
export function eventsOf(record: PublicRecord): PublicEvent[] {
  const { row, department, facts } = record;
  const zone = department.timeZone;
  const events: PublicEvent[] = [];
  const add = (
    key: string,
    day: string | null,
    title: string,
    detail = '',
    cents: number | null = null,
  ): void => {
    if (day) events.push({ key, day, at: startOfDay(day, zone), title, detail, cents, hash: null });
  };
  add('pitched', record.pitchedOn, 'Pitched');
  add(
    'signed',
    row.signedOn,
    'Agreement signed',
    record.agreement ? `sha256 ${record.agreement.sha256}` : '',
  );
  for (const terms of facts.termsVersions) {
    const words = `one device per ${terms.downloadsPerDevice} downloads`;
    add(
      `terms-${terms.version}`,
      terms.fromDate,
      `Terms version ${terms.version}`,
      words,
      terms.deviceFmvCents,
    );
  }
  add('active', row.activeOn, 'Active');
  add('announced', row.announcedOn, 'Announced', `${row.undisclosedDays ?? 0} undisclosed days`);
  add('ended', row.endedOn, 'Ended', row.announcedOn ? '' : `${row.undisclosedDays ?? 0} undisclosed days`);
  for (const device of record.devices) {
    const name = `Device ${device.ordinal}`;
    const key = `device-${device.ordinal}`;
    add(`${key}-earned`, device.earnedOn, `${name} earned`, '', device.fmvCents);
    const by = [
      device.authority && `by the ${device.authority}`,
      device.resolutionNumber && `resolution ${device.resolutionNumber}`,
    ];
    add(`${key}-accepted`, device.acceptedOn, `${name} accepted`, by.filter(Boolean).join(', '));
    add(`${key}-shipped`, device.shippedOn, `${name} shipped`);
    add(`${key}-delivered`, device.receivedOn, `${name} delivered`);
    device.exchangedOn.forEach((day, index) =>
      add(`${key}-exchanged-${index + 1}`, day, `${name} came back defective, to be replaced`),
    );
    if (device.disposition)
      add(
        `${key}-${device.disposition}`,
        device.disposedOn,
        `${name} ${DISPOSED[device.disposition] ?? device.disposition}`,
      );
    add(`${key}-returned`, device.returnedOn, `${name} returned`, '', -device.fmvCents);
    add(`${key}-refused`, device.refusedOn, `${name} refused`, '', -device.fmvCents);
  }
  for (const allowance of record.allowances) {
    const name = allowanceTitle(allowance);
    const key = `allowance-${allowance.number}`;
    const by = [
      allowance.authority && `by the ${allowance.authority}`,
      allowance.resolutionNumber && `resolution ${allowance.resolutionNumber}`,
    ];
    add(
      `${key}-offered`,
      allowance.offeredOn,
      `${name} offered`,
      allowanceTerms(allowance),
      allowance.capCents,
    );
    add(`${key}-accepted`, allowance.acceptedOn, `${name} accepted`, by.filter(Boolean).join(', '));
    add(`${key}-refused`, allowance.refusedOn, `${name} refused`);
    add(`${key}-active`, allowance.activeOn, `${name} active`);
    add(`${key}-closed`, allowance.closedOn, `${name} closed`, usedWords(allowance), allowance.usedCents);
  }
  for (const release of record.releases) events.push(...releaseEvents(release, zone));
  return events.sort((a, b) => a.at.getTime() - b.at.getTime());
}

function releaseEvents(release: PublicRecord['releases'][number], zone: string): PublicEvent[] {
  const event = (
    key: string,
    at: Date,
    title: string,
    detail: string,
    hash: string | null = null,
  ): PublicEvent => ({
    key: `${key}-${release.id}`,
    day: localDate(at, zone),
    at,
    title,
    detail,
    cents: null,
    hash,
  });
  return [
    event(
      'release',
      release.releasedAt,
      `Published: ${release.title}`,
      release.lapsedSteps.map(lapsedWords).join('; '),
      release.contentHash,
    ),
    ...release.corrections.map((note, index) =>
      event(
        `correction-${index + 1}`,
        note.closedAt ?? note.askedAt,
        `Correction ${note.state === 'open' ? 'asked for' : 'made'}`,
        note.note,
      ),
    ),
    ...(release.recalledAt
      ? [event('recall', release.recalledAt, 'Recalled', release.recallReason ?? '')]
      : []),
  ];
}

/** "No objection by legal within 5 business days", of a step that passed and was not approved. */
export function lapsedWords({ group, businessDays }: PublicRelease['lapsedSteps'][number]): string {
  return `No objection by ${group.replaceAll('_', ' ')} within ${countOf(businessDays, 'business day', 'business days')}`;
}

export const CSV_COLUMNS = ['day', 'entry', 'detail', 'valueCents', 'contentHash'] as const;

/** The entries as rows, closed by the figures everything else leads to. */
export function csvRows(record: PublicRecord): Cell[][] {
  const rows: Cell[][] = eventsOf(record).map(({ day, title, detail, cents, hash }) => [
    day,
    title,
    detail,
    cents,
    hash,
  ]);
  const { row } = record;
  rows.push([
    record.today,
    'Undisclosed days',
    String(row.undisclosedDays ?? 0) + (row.running ? ', still running' : ''),
    null,
    null,
  ]);
  for (const allowance of record.allowances) {
    if (allowance.state !== 'active') continue;
    rows.push([
      record.today,
      `${allowanceTitle(allowance)} so far`,
      usedWords(allowance),
      allowance.usedCents,
      null,
    ]);
  }
  rows.push([record.today, 'Qualifying downloads', String(record.progress.qualifying), null, null]);
  return rows;
}

/** The entries as a feed, the newest first. */
export function feedEntries(record: PublicRecord, page: string): FeedEntry[] {
  return eventsOf(record)
    .reverse()
    .map(({ key, at, day, title, detail }) => ({
      id: `urn:uuid:${record.row.id}#${key}`,
      title,
      updated: at,
      href: page,
      summary: [day, detail].filter(Boolean).join(': '),
    }));
}

function usedWords({ usedUnits }: PublicAllowance): string {
  return `${countOf(usedUnits, 'device', 'devices')} used`;
}
