import { localDate, type LocalDate } from '../platform/local-time.js';

/** Whose a link or a keyword is, and how long it leads somewhere. */
export interface CodeHolder {
  departmentId: string;
  /** Of the department's public page. */
  slug: string;
  timeZone: string;
  /** The last day of the department's last partnership, included, in its zone. */
  lastDay: LocalDate;
}

/** Whether the code still leads somewhere at that instant, whether or not the job that ends the partnership has run. */
export function isOpen(holder: CodeHolder, at: Date): boolean {
  return localDate(at, holder.timeZone) <= holder.lastDay;
}
