import { Injectable } from '@nestjs/common';
import { Metrics } from '../platform/health/metrics.js';

/** How many events of a call were new, and how many were exact repeats that wrote nothing. */
export interface Accepted {
  accepted: number;
  repeated: number;
}

/** The process's own figures of what it took in and decided. */
@Injectable()
export class IntakeFigures {
  constructor(private readonly metrics: Metrics) {}

  /** Of `all` events that were looked at, `accepted` were new. */
  tally(accepted: number, all: number): Accepted {
    const repeated = all - accepted;
    this.metrics
      .counter('liaison_downloads_accepted_total', 'Reported app events stored and decided.')
      .inc(accepted);
    this.metrics
      .counter('liaison_downloads_repeated_total', 'Exact repeats of app events, which write nothing.')
      .inc(repeated);
    return { accepted, repeated };
  }
}
