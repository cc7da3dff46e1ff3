import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { DataSource } from 'typeorm';

/** The process's own figures in a registry of its own, so that several applications can live in one process. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  readonly requests = new Histogram({
    name: 'liaison_http_request_seconds',
    help: 'Time to answer, by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [this.registry],
  });
  private readonly pending = new Gauge({
    name: 'liaison_event_deliveries',
    help: 'Event deliveries not done, by state.',
    labelNames: ['state'],
    registers: [this.registry],
  });

  constructor(private readonly source: DataSource) {
    collectDefaultMetrics({ register: this.registry });
  }

  /** A counter of this process, made on first use. */
  counter(name: string, help: string): Counter {
    return (
      (this.registry.getSingleMetric(name) as Counter | undefined) ??
      new Counter({ name, help, registers: [this.registry] })
    );
  }

  async text(): Promise<string> {
    const rows = (await this.source.query(
      `select state, count(*)::int as count from event_delivery where state in ('pending', 'failed') group by state`,
    )) as { state: string; count: number }[];
    this.pending.reset();
    for (const { state, count } of rows) this.pending.set({ state }, count);
    return this.registry.metrics();
  }
}
