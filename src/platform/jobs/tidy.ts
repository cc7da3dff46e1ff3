import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Scheduled } from './scheduled.js';

/** Puts away what nobody can ask for any more: old tries, old idempotency keys. The record itself is never touched. */
@Injectable()
export class Tidy {
  constructor(private readonly source: DataSource) {}

  @Scheduled('platform.tidy', { everySeconds: 3_600 })
  async tidy(): Promise<void> {
    await this.source.query(
      `delete from rate_limit where window_start < clock_timestamp() - interval '1 day'`,
    );
    await this.source.query(
      `delete from idempotency_key where created_at < clock_timestamp() - interval '30 days'`,
    );
  }
}
