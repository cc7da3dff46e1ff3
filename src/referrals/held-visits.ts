import type { LocalDate } from '../platform/local-time.js';

/** Visits of one link on one day of its department's zone. */
export interface DayOfVisits {
  alias: string;
  day: LocalDate;
  departmentId: string;
  clicks: number;
}

/** Visits that wait to be written, added up by link and day; of links beyond the bound none are held. */
export class HeldVisits {
  private days = new Map<string, DayOfVisits>();

  constructor(private readonly most: number) {}

  add(visits: DayOfVisits): void {
    const key = `${visits.alias} ${visits.day}`;
    const held = this.days.get(key);
    if (held) held.clicks += visits.clicks;
    else if (this.days.size < this.most) this.days.set(key, { ...visits });
  }

  /** All of them, which are held no longer; in one order, so that processes that come back together only queue. */
  take(): DayOfVisits[] {
    const taken = [...this.days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, visits]) => visits);
    this.days = new Map();
    return taken;
  }

  get isEmpty(): boolean {
    return this.days.size === 0;
  }
}
