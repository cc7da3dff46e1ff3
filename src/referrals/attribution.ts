import { localDate } from '../platform/local-time.js';
import type { Disposition, Reversal } from './dispositions.js';

/** Raised whenever the rule below would answer differently; every decision names the version that made it. */
export const RULE_VERSION = 1;

/** What is known of one reported event. */
export interface ReportedDownload {
  kind: 'install' | 'reinstall' | 'open' | 'other';
  /** The code it came with, or the one a person assigned later; null when it had none we could read. */
  alias: string | null;
  occurredAt: Date;
  existingUser: boolean;
  testDevice: boolean;
  /** What a person or the provider has said of it since. */
  reversal: Reversal | null;
}

/** A partnership as the rule sees it; dates are `YYYY-MM-DD` in `timeZone`. */
export interface Window {
  id: string;
  departmentId: string;
  signedOn: string;
  activeOn: string | null;
  endsOn: string;
  endedOn: string | null;
  timeZone: string;
  /** Ordered by version. */
  terms: { id: string; version: number; fromDate: string }[];
}

export interface Verdict {
  disposition: Disposition;
  departmentId: string | null;
  partnershipId: string | null;
  termsVersionId: string | null;
  matchedAlias: string | null;
  /** The local day it is counted on, in the department's zone; null while nobody's. */
  occurredOn: string | null;
}

/**
 * Decides one download. Pure: the same facts give the same verdict in whatever order they arrive. The first of these
 * that holds is the disposition:
 *  1. a reversal (fraud, duplicate, velocity): a person's or the provider's word stands above what we can read off;
 *  2. unknown_code: no department holds the code, so nothing else can be judged;
 *  3. before_activation, 4. after_end: outside the window, both its days included, in the department's zone;
 *  5. reinstall, 6. not_install (an open or anything else): the event is no first install;
 *  7. existing_user, 8. test_device: an install, but not by a new resident;
 *  9. qualifying.
 * `windows` are all partnerships of the department that holds the code, and of those that are one with it, in any order.
 */
export function attribute(
  download: ReportedDownload,
  departmentId: string | undefined,
  windows: readonly Window[],
): Verdict {
  const first = windows[0];
  if (departmentId === undefined || first === undefined) {
    return {
      disposition: download.reversal ?? 'unknown_code',
      departmentId: null,
      partnershipId: null,
      termsVersionId: null,
      matchedAlias: null,
      occurredOn: null,
    };
  }
  const on = localDate(download.occurredAt, first.timeZone);
  const window = windowOf(windows, on) ?? first;
  return {
    disposition: download.reversal ?? dispositionIn(window, on, download),
    // Where departments were merged, a link of one may count for the partnership of the other.
    departmentId: window.departmentId,
    partnershipId: window.id,
    termsVersionId: termsIn(window, on),
    matchedAlias: download.alias,
    occurredOn: on,
  };
}

function dispositionIn(window: Window, on: string, download: ReportedDownload): Disposition {
  if (window.activeOn === null || on < window.activeOn) return 'before_activation';
  if (on > (window.endedOn ?? window.endsOn)) return 'after_end';
  if (download.kind === 'reinstall') return 'reinstall';
  if (download.kind !== 'install') return 'not_install';
  if (download.existingUser) return 'existing_user';
  if (download.testDevice) return 'test_device';
  return 'qualifying';
}

/**
 * Which of a department's partnerships a day belongs to: the one running on it; else the last one signed by then
 * (so a gap between two belongs to the one that is over); else the first there ever was.
 */
function windowOf(windows: readonly Window[], on: string): Window | undefined {
  const ordered = [...windows].sort(
    (a, b) => a.signedOn.localeCompare(b.signedOn) || a.id.localeCompare(b.id),
  );
  const running = ordered.filter(
    (w) => w.activeOn !== null && w.activeOn <= on && on <= (w.endedOn ?? w.endsOn),
  );
  return running.at(-1) ?? ordered.filter((w) => w.signedOn <= on).at(-1) ?? ordered[0];
}

/** The version in force on that day; before the first there is nothing else to go by, so the first answers. */
function termsIn(window: Window, on: string): string | null {
  let found = window.terms[0];
  for (const terms of window.terms) if (terms.fromDate <= on) found = terms;
  return found?.id ?? null;
}
