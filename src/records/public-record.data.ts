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
