import { daysBetween } from '../platform/local-time.js';

/** Days without anything happening after which an open pitch is stale, where no admin chose another number for its stage. */
export const STALE_AFTER_DAYS = 30;

/** How long a pitch has been where it is, and whether it has been forgotten; days in whole local days, never below 0. */
export function standing(
  pitch: {
    stageEnteredOn: string;
    lastTouchedOn: string;
    closedOn: string | null;
    /** The limit of its stage. */
    staleAfterDays?: number | null;
  },
  today: string,
): { daysInStage: number; quietDays: number; stale: boolean } {
  const quietDays = Math.max(0, daysBetween(pitch.lastTouchedOn, today));
  return {
    daysInStage: Math.max(0, daysBetween(pitch.stageEnteredOn, today)),
    quietDays,
    stale: pitch.closedOn === null && quietDays >= (pitch.staleAfterDays ?? STALE_AFTER_DAYS),
  };
}
