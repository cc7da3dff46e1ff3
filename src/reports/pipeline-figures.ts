/** Stages a pitch goes through, in order; what comes of it stands beside them. */
export const PATH = [
  'prospect',
  'contacted',
  'pitched',
  'in_discussion',
  'legal_review',
  'green_lit',
] as const;
export type PathStage = (typeof PATH)[number];
export type Outcome = 'won' | 'declined' | 'dormant' | 'open';

/** So many pitches of one period that came this far (1 = prospect … 6 = green lit) and stand so today. */
export interface PathCount {
  period: string;
  furthest: number;
  outcome: Outcome;
  count: number;
}

export interface FunnelRow {
  stage: PathStage;
  reached: number;
  /** Of all that were opened. */
  ofOpened: number | null;
  /** Of those that reached the stage before. */
  ofBefore: number | null;
}

/** How many ever came to each stage; stages skipped forward count as passed. Shares are null where there is nothing to share. */
export function funnelOf(paths: readonly PathCount[]): FunnelRow[] {
  const reached = PATH.map((_, at) => sum(paths.filter(({ furthest }) => furthest > at)));
  return PATH.map((stage, at) => ({
    stage,
    reached: reached[at] ?? 0,
    ofOpened: share(reached[at] ?? 0, reached[0] ?? 0),
    ofBefore: at === 0 ? null : share(reached[at] ?? 0, reached[at - 1] ?? 0),
  }));
}

export interface Cohort {
  period: string;
  opened: number;
  reached: number[];
  won: number;
  lost: number;
  open: number;
  /** Won, of those that ended; null while all are open. */
  conversion: number | null;
}

/** What became of the pitches opened in each period; periods without any are there, with noughts. */
export function cohortsOf(paths: readonly PathCount[], periods: readonly string[]): Cohort[] {
  return periods.map((period) => {
    const own = paths.filter((path) => path.period === period);
    const won = sum(own.filter(({ outcome }) => outcome === 'won'));
    const open = sum(own.filter(({ outcome }) => outcome === 'open'));
    const opened = sum(own);
    return {
      period,
      opened,
      reached: PATH.map((_, at) => sum(own.filter(({ furthest }) => furthest > at))),
      won,
      open,
      lost: opened - won - open,
      conversion: share(won, opened - open),
    };
  });
}

export interface Standing {
  stage: PathStage;
  pitches: number;
  devices: number;
  cents: number;
}

export interface ForecastRow extends Standing {
  /** Of the pitches that came to this stage and have ended, how many were won; null when none has ended. */
  conversion: number | null;
  /** How many that share is taken from. */
  ended: number;
  /** Devices and cents times the share, to the whole dollar; null without one. */
  expectedDevices: number | null;
  expectedCents: number | null;
}

/** What open pitches promise, stage by stage, and what may come of it if the next go as those before them went. */
export function forecastOf(standing: readonly Standing[], history: readonly PathCount[]): ForecastRow[] {
  return PATH.map((stage, at) => {
    const here = standing.find((row) => row.stage === stage) ?? { stage, pitches: 0, devices: 0, cents: 0 };
    const came = history.filter(({ furthest, outcome }) => furthest > at && outcome !== 'open');
    const ended = sum(came);
    const conversion = share(sum(came.filter(({ outcome }) => outcome === 'won')), ended);
    return {
      ...here,
      conversion,
      ended,
      expectedDevices: conversion === null ? null : Math.round(here.devices * conversion * 10) / 10,
      expectedCents: conversion === null ? null : Math.round((here.cents * conversion) / 100) * 100,
    };
  });
}

function sum(paths: readonly { count: number }[]): number {
  return paths.reduce((total, { count }) => total + count, 0);
}

function share(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
