import { localDate, startOfDay } from '../platform/local-time.js';
import type { PublicRelease } from '../content/releases.queries.js';
import type { FeedEntry } from './atom.js';
import type { Cell } from '../platform/web/csv.js';
import { countOf, formatMoney } from '../platform/web/views/helpers/numbers.js';
import type { PublicAllowance, PublicDevice, PublicRecord } from './public-record.queries.js';

/** The record as plain data: what the JSON file gives, and what the seal is made of. Nothing in it depends on the hour. */
export function recordData(record: PublicRecord): Record<string, unknown> {
  const { department, row, facts, progress } = record;
  return {
    department: {
      name: department.name,
      ori: department.ori,
      kind: department.kind,
      city: department.city,
      county: department.county,
      state: department.state,
      timeZone: department.timeZone,
      slug: department.slug,
    },
    partnership: {
      id: row.id,
      state: row.state,
      pitchedOn: record.pitchedOn,
      signedOn: row.signedOn,
      activeOn: row.activeOn,
      announcedOn: row.announcedOn,
      announcementUrl: row.announcementUrl,
      endsOn: row.endsOn,
      endedOn: row.endedOn,
      undisclosedDays: row.undisclosedDays,
      undisclosedDaysRunning: row.running,
    },
    earlierPartnerships: record.earlier.map(
      ({ signedOn, activeOn, announcedOn, endedOn, undisclosedDays }) => ({
        signedOn,
        activeOn,
        announcedOn,
        endedOn,
        undisclosedDays,
      }),
    ),
    terms: facts.termsVersions.map(({ id: _id, ...terms }) => terms),
    agreement: record.agreement,
    referral: record.codes && { alias: record.codes.alias, keyword: record.codes.keyword },
    downloads: {
      qualifying: progress.qualifying,
      disqualified: progress.disqualified,
      byMonth: record.months,
    },
    devices: record.devices,
    sums: sumsOf(record.devices),
    allowances: record.allowances,
    releases: record.releases.map((release) => ({
      id: release.id,
      kind: release.kind,
      title: release.title,
      contentHash: release.contentHash,
      releasedAt: release.releasedAt.toISOString(),
      text: release.text,
      shares: release.shares,
      passedWithoutObjection: release.lapsedSteps,
      recalledAt: release.recalledAt?.toISOString() ?? null,
      recallReason: release.recallReason,
      corrections: release.corrections.map(({ note, state, askedAt, closedAt }) => ({
        note,
        state,
        askedAt: askedAt.toISOString(),
        closedAt: closedAt?.toISOString() ?? null,
      })),
      earlier: release.earlier.map(({ id, lapsedSteps, releasedAt, replacedAt }) => ({
        id,
        passedWithoutObjection: lapsedSteps,
        releasedAt: releasedAt.toISOString(),
        replacedAt: replacedAt.toISOString(),
      })),
    })),
  };
}

export interface Sums {
  issued: number;
  returned: number;
  declined: number;
  givenCents: number;
  backCents: number;
  keptCents: number;
}

/** What was given, what came back, and what is left: the last line of the table of devices. */
export function sumsOf(devices: readonly PublicDevice[]): Sums {
  const back = devices.filter(isBack);
  const cents = (list: readonly PublicDevice[]): number =>
    list.reduce((sum, { fmvCents }) => sum + fmvCents, 0);
  return {
    issued: devices.length,
    returned: devices.filter(({ state }) => state === 'returned').length,
    declined: devices.filter(({ state }) => state === 'declined').length,
    givenCents: cents(devices),
    backCents: cents(back),
    keptCents: cents(devices) - cents(back),
  };
}

/** What a department says became of its device, as the public reads it. */
export const DISPOSED: Record<string, string> = {
  installed: 'installed',
  raffled: 'raffled off',
  given: 'given away',
  destroyed: 'destroyed',
};

/** Whether a device's value is not the department's any more. */
export function isBack(device: PublicDevice): boolean {
  return device.state === 'returned' || device.state === 'declined';
}

/** What a discount or subsidy gives at most, as the public reads it. */
export function allowanceTerms({ unitCents, matchPercent, units, capCents }: PublicAllowance): string {
  const most = `${countOf(units, 'device', 'devices')}, at most ${formatMoney(capCents)}`;
  return unitCents === null
    ? `${matchPercent} % of what the city spends on ${most}`
    : `${formatMoney(unitCents)} off for residents, ${most}`;
}

/** "Discount 1", "Subsidy 2". */
export function allowanceTitle({ kind, number }: PublicAllowance): string {
  return `${kind === 'discount' ? 'Discount' : 'Subsidy'} ${number}`;
}

function usedWords({ usedUnits }: PublicAllowance): string {
  return `${countOf(usedUnits, 'device', 'devices')} used`;
}

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
