import { readFileSync } from 'node:fs';

/** Where all times of the product come from; rules never ask the machine or the database. */
export abstract class Clock {
  /** The present instant. */
  abstract now(): Date;
}

/** The machine's own clock. */
export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

/** A clock that stands still until it is set; the demo and the tests replay history with it. */
export class SettableClock extends Clock {
  private instant: number;

  constructor(start: string | Date) {
    super();
    this.instant = new Date(start).getTime();
  }

  now(): Date {
    return new Date(this.instant);
  }

  /** Sets the clock to an instant (ISO 8601 with zone, or a Date). */
  set(to: string | Date): void {
    this.instant = new Date(to).getTime();
  }
}

/**
 * A clock read from a file holding one ISO 8601 instant, so that several processes can rehearse a past or future day
 * together (`CLOCK_FILE`). An unreadable file falls back to the machine's clock.
 */
export class FileClock extends Clock {
  constructor(private readonly file: string) {
    super();
  }

  now(): Date {
    try {
      const instant = new Date(readFileSync(this.file, 'utf8').trim());
      return Number.isNaN(instant.getTime()) ? new Date() : instant;
    } catch {
      return new Date();
    }
  }
}

/** The clock a process runs by: the machine's, or the file's in a rehearsal. */
export function startClock(clockFile: string | null): Clock {
  return clockFile ? new FileClock(clockFile) : new SystemClock();
}

/** The machine's clock until it is set to replay history, and again once released. The command line runs by it. */
export class ReplayClock extends Clock {
  private instant: number | null = null;

  now(): Date {
    return this.instant === null ? new Date() : new Date(this.instant);
  }

  /** Stands still at an instant. */
  set(to: string | Date): void {
    this.instant = new Date(to).getTime();
  }

  /** Follows the machine's clock again. */
  release(): void {
    this.instant = null;
  }
}
