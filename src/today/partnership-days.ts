import { daysBetween } from '../platform/local-time.js';

interface Dates {
  signedOn: string;
  activeOn: string | null;
  announcedOn: string | null;
  endedOn: string | null;
}

export interface DaySegment {
  days: number;
  kind: 'quiet' | 'undisclosed' | 'public';
  from: string;
  name: 'Green lit' | 'Active' | 'Announced';
}

/** A partnership's days so far in three stretches: before it ran, running untold, and public. Empty stretches are left out. */
export function partnershipDays(dates: Dates, today: string): DaySegment[] {
  const end = dates.endedOn ?? today;
  const active = dates.activeOn;
  const announced = dates.announcedOn;
  const quietTo =
    active && announced ? (active < announced ? active : announced) : (active ?? announced ?? end);
  const segments: DaySegment[] = [
    { name: 'Green lit', kind: 'quiet', from: dates.signedOn, days: daysBetween(dates.signedOn, quietTo) },
  ];
  if (active && (!announced || active < announced)) {
    segments.push({
      name: 'Active',
      kind: 'undisclosed',
      from: active,
      days: daysBetween(active, announced ?? end),
    });
  }
  if (announced)
    segments.push({ name: 'Announced', kind: 'public', from: announced, days: daysBetween(announced, end) });
  return segments.filter((segment) => segment.days > 0);
}
