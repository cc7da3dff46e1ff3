import { Temporal } from 'temporal-polyfill';
import type { Period } from './next-occurrence.js';

/** A month laid out in weeks from Monday, for a calendar page. Pure. */
export interface CalendarDay<T> {
  date: string;
  /** Day of the month. */
  day: number;
  inMonth: boolean;
  today: boolean;
  entries: T[];
}

/** Whole weeks that cover the month; entries stand on their local day (`dueOn`, `YYYY-MM-DD`). */
export function monthCalendar<T extends { dueOn: string }>(
  period: Period,
  today: string,
  entries: readonly T[],
): CalendarDay<T>[][] {
  const month = Temporal.PlainYearMonth.from(period);
  const first = month.toPlainDate({ day: 1 });
  const byDay = new Map<string, T[]>();
  for (const entry of entries) byDay.set(entry.dueOn, [...(byDay.get(entry.dueOn) ?? []), entry]);
  const weeks: CalendarDay<T>[][] = [];
  let at = first.subtract({ days: first.dayOfWeek - 1 });
  do {
    const week: CalendarDay<T>[] = [];
    for (let i = 0; i < 7; i += 1, at = at.add({ days: 1 })) {
      const date = at.toString();
      week.push({
        date,
        day: at.day,
        inMonth: at.month === month.month,
        today: date === today,
        entries: byDay.get(date) ?? [],
      });
    }
    weeks.push(week);
  } while (Temporal.PlainDate.compare(at, month.add({ months: 1 }).toPlainDate({ day: 1 })) < 0);
  return weeks;
}

/** The month before or after. */
export function otherPeriod(period: Period, months: number): Period {
  return Temporal.PlainYearMonth.from(period).add({ months }).toString();
}

const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December',
]; // prettier-ignore

/** "May 2019". */
export function periodInWords(period: Period): string {
  const { year, month } = Temporal.PlainYearMonth.from(period);
  return `${MONTHS[month - 1]} ${year}`;
}
