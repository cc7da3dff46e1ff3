import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { Public } from '../web/access.js';
import { Metrics } from './metrics.js';

/** Liveness, readiness and metrics, for whoever runs the installation. */
@Controller()
@ApiTags('operations')
export class HealthController {
  constructor(
    private readonly source: DataSource,
    private readonly metrics: Metrics,
  ) {}

  /** The process answers; says nothing about the database. */
  @Get('healthz')
  @Public()
  alive(): { status: string } {
    return { status: 'ok' };
  }

  /** The database answers too; 503 `not_ready` until it does. */
  @Get('readyz')
  @Public()
  async ready(): Promise<{ status: string }> {
    await this.source.query('select 1');
    return { status: 'ready' };
  }

  /** Prometheus text format. Counts only: no names, no addresses. */
  @Get('metrics')
  @Public()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async text(): Promise<string> {
    return this.metrics.text();
  }
}
