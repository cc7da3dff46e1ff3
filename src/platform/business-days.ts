import { addDays, type LocalDate } from './local-time.js';

/** Whether a day is one of the open days of the week, given as 1 Monday to 7 Sunday. */
export function isBusinessDay(day: LocalDate, openDays: readonly number[]): boolean {
  const sundayFirst = new Date(`${day}T00:00:00Z`).getUTCDay();
  return openDays.includes(sundayFirst === 0 ? 7 : sundayFirst);
}

/** The first open day after a day. A desk that never opens would make nothing due: then it is the next calendar day. */
export function nextBusinessDay(day: LocalDate, openDays: readonly number[]): LocalDate {
  for (let ahead = 1; ahead <= 7; ahead++) {
    const next = addDays(day, ahead);
    if (isBusinessDay(next, openDays)) return next;
  }
  return addDays(day, 1);
}

/** The n-th open day after a day, n from 1. */
export function addBusinessDays(day: LocalDate, count: number, openDays: readonly number[]): LocalDate {
  let at = day;
  for (let left = count; left > 0; left--) at = nextBusinessDay(at, openDays);
  return at;
}
