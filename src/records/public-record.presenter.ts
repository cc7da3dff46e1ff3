import Handlebars from 'handlebars';
import type { PublicRelease } from '../content/releases.queries.js';
import { dayInWords, monthsBetween, shortMonth } from './day-words.js';
import {
  allowanceTerms,
  allowanceTitle,
  DISPOSED,
  isBack,
  recordData,
  sumsOf,
} from './public-record.data.js';
import { lapsedWords } from './public-record.events.js';
import type { PublicAllowance, PublicDevice, PublicRecord } from './public-record.queries.js';
import { sealOf } from './seal.js';
import { countyOf, stateNameOf } from './states.js';
import { drawTimeline } from './timeline.js';
import { daysBetween, localDate } from '../platform/local-time.js';

/** Widths of the two drawings of the timeline, in CSS pixels: the text column, and a phone less its margins. */
const WIDE = 828;
const NARROW = 350;
const MONTHS = 12;

const ACCEPTORS: Record<string, string> = {
  chief: 'the chief',
  manager: 'the city manager',
  council: 'the council',
  other: 'the body in its gift policy',
};

const NOT_COUNTED: Record<string, [one: string, many: string]> = {
  reinstall: ['reinstall', 'reinstalls'],
  not_install: ['that was no installation', 'that were no installations'],
  unknown_code: ['with an unknown code', 'with an unknown code'],
  before_activation: ['from before the first day', 'from before the first day'],
  after_end: ['from after the last day', 'from after the last day'],
  existing_user: ['by somebody who had the app', 'by people who had the app'],
  test_device: ['on a test device', 'on test devices'],
  velocity: ['in a burst', 'in bursts'],
  fraud: ['reported as fraud and taken back', 'reported as fraud and taken back'],
  duplicate: ['reported twice', 'reported twice'],
};

const HANDS: Record<string, string> = {
  template: 'company’s template',
  department: 'department',
  vendor: 'company’s edits',
};

/** The data of the template public/partnership. */
export function pageOf(record: PublicRecord, appName: string, asOf: Date): Record<string, unknown> {
  const { department, row, facts, progress } = record;
  const { slug } = department;
  const sums = sumsOf(record.devices);
  const versions = facts.termsVersions;
  return {
    section: null,
    feed: { href: `/transparency/${slug}.atom`, title: department.name },
    zone: department.timeZone,
    asOf,
    appName,
    department: {
      ...department,
      county: department.county && countyOf(department.county, department.state),
      stateName: stateNameOf(department.state),
    },
    partnership: {
      ...row,
      signedWords: dayInWords(row.signedOn),
      activeWords: dayInWords(row.activeOn),
      announcedWords: dayInWords(row.announcedOn),
      endsWords: dayInWords(row.endsOn),
      endedWords: dayInWords(row.endedOn),
    },
    undisclosed: row.undisclosedDays === null ? null : { days: row.undisclosedDays, running: row.running },
    daysToTell: row.announcedOn && Math.max(0, daysBetween(row.signedOn, row.announcedOn)),
    timeline: timelineOf(record),
    terms: facts.terms,
    termsVersions: versions.length > 1 ? versions.map(versionWords) : null,
    agreement: record.agreement,
    acceptor: ACCEPTORS[record.devices.find(({ authority }) => authority)?.authority ?? 'other'],
    repostDay: record.repostDay,
    devices: record.devices.map(deviceOf),
    sums: { ...sums, earned: sums.issued, back: sums.returned + sums.declined },
    allowances: record.allowances.map(allowanceOf),
    allowancesCents: record.allowances.reduce((sum, { usedCents }) => sum + usedCents, 0),
    ...monthsOf(record),
    counted: progress.qualifying,
    remainder: progress.remainder,
    threshold: row.endedOn || facts.terms.form === 'credit' ? null : progress.downloadsPerDevice,
    nextOrdinal: progress.issued + 1,
    notCounted: notCounted(progress.disqualified),
    releases: record.releases.map((release) => releaseOf(release, department.timeZone)),
    earlierPartnerships: record.earlier,
    files: [
      { name: `${slug}.csv`, href: `/transparency/${slug}.csv`, what: 'every entry on this page' },
      { name: `${slug}.json`, href: `/transparency/${slug}.json`, what: 'the same, with hashes' },
      { name: `${slug}.atom`, href: `/transparency/${slug}.atom`, what: 'follow changes' },
    ],
    recordsWords: 'Ask the department’s records officer. Public records law says how soon it answers.',
    seal: sealOf(recordData(record)),
  };
}

/** One column for each month the link worked, the quiet ones too; the latest twelve. */
function monthsOf({ months, row, today }: PublicRecord): {
  months: { label: string; value: number }[];
  fewMonths: boolean;
} {
  const first = [row.activeOn, months[0]?.month].filter(Boolean).sort()[0];
  if (!first || months.length === 0) return { months: [], fewMonths: false };
  const counted = new Map(months.map(({ month, counted }) => [month, counted]));
  const all = monthsBetween(first, row.endedOn ?? today).slice(-MONTHS);
  const columns = all.map((month) => ({ label: shortMonth(month), value: counted.get(month) ?? 0 }));
  return { months: columns, fewMonths: columns.length < 6 };
}

function timelineOf(record: PublicRecord): { wide: Handlebars.SafeString; narrow: Handlebars.SafeString } {
  const days = { ...record.row, pitchedOn: record.pitchedOn, today: record.today };
  return {
    wide: new Handlebars.SafeString(drawTimeline(days, WIDE)),
    narrow: new Handlebars.SafeString(drawTimeline(days, NARROW)),
  };
}

function versionWords({
  version,
  fromDate,
  form,
  downloadsPerDevice,
}: PublicRecord['facts']['terms']): Record<string, unknown> {
  const words =
    form === 'credit' ? 'a credit for each download' : `one device for every ${downloadsPerDevice} downloads`;
  return { version, fromOn: fromDate, words };
}

function deviceOf(device: PublicDevice): Record<string, unknown> {
  const back = isBack(device);
  return {
    ordinal: device.ordinal,
    earnedOn: device.earnedOn,
    acceptedOn: device.acceptedOn,
    resolutionNumber: device.resolutionNumber,
    waits: device.state === 'offered' || device.state === 'accrued',
    deliveredOn: device.receivedOn,
    became: device.disposition && (DISPOSED[device.disposition] ?? device.disposition),
    becameOn: device.disposedOn,
    backOn: device.returnedOn ?? device.refusedOn,
    backWords: device.state === 'declined' ? 'refused' : null,
    givenCents: device.fmvCents,
    backCents: back ? device.fmvCents : 0,
  };
}

function allowanceOf(allowance: PublicAllowance): Record<string, unknown> {
  return {
    title: allowanceTitle(allowance),
    terms: allowanceTerms(allowance),
    startsOn: allowance.startsOn,
    endsOn: allowance.endsOn,
    offeredOn: allowance.offeredOn,
    acceptedOn: allowance.acceptedOn,
    resolutionNumber: allowance.resolutionNumber,
    refusedOn: allowance.refusedOn,
    closedOn: allowance.closedOn,
    waits: allowance.state === 'offered',
    usedUnits: allowance.usedUnits,
    usedCents: allowance.usedCents,
  };
}

/** "6 reinstalls, 1 from before the first day"; null when everything counted. */
function notCounted(disqualified: Partial<Record<string, number>>): string | null {
  const parts = Object.entries(disqualified)
    .filter(([, count]) => count)
    .map(([reason, count]) => `${count} ${NOT_COUNTED[reason]?.[count === 1 ? 0 : 1] ?? reason}`);
  return parts.length > 0 ? parts.join(', ') : null;
}

function releaseOf(release: PublicRelease, zone: string): Record<string, unknown> {
  return {
    id: release.id,
    kind: release.kind,
    title: release.title,
    releasedAt: release.releasedAt,
    html: release.html,
    hash: release.contentHash,
    recalledAt: release.recalledAt,
    recallReason: release.recallReason,
    shares: release.shares
      .filter(({ percent }) => percent > 0)
      .map(({ hand, percent }) => ({ kind: hand, percent, words: HANDS[hand] })),
    corrections: release.corrections
      .filter(({ state }) => state === 'applied')
      .map(({ note, closedAt, askedAt }) => ({ on: localDate(closedAt ?? askedAt, zone), note })),
    lapsed: release.lapsedSteps.map(lapsedWords),
    earlier: release.earlier.map((one) => ({ ...one, lapsed: one.lapsedSteps.map(lapsedWords) })),
  };
}
