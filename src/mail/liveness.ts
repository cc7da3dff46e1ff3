import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type QueryRunner } from 'typeorm';
import { newId } from '../platform/id.js';

/**
 * This process's sign of life, for others to see: an advisory lock that Postgres lets go when the process is gone,
 * however it went. A mail in `sending` whose holder has no lock was being handed over when its process died.
 */
@Injectable()
export class Liveness implements OnApplicationShutdown {
  readonly holder = newId();
  private runner: QueryRunner | null = null;
  private taking: Promise<void> | null = null;

  constructor(private readonly source: DataSource) {}

  /** Takes the lock, or makes sure it is still held; the connection stays open for as long as the process lives. */
  async hold(): Promise<void> {
    this.taking ??= this.take().finally(() => {
      this.taking = null;
    });
    await this.taking;
  }

  async onApplicationShutdown(): Promise<void> {
    const { runner } = this;
    this.runner = null;
    // The connection goes back to the pool, so the lock must not stay on it.
    await runner?.query('select pg_advisory_unlock_all()').catch(() => undefined);
    await runner?.release().catch(() => undefined);
  }

  private async take(): Promise<void> {
    if (this.runner) {
      try {
        await this.runner.query('select 1');
        return;
      } catch {
        await this.runner.release().catch(() => undefined);
        this.runner = null;
      }
    }
    const runner = this.source.createQueryRunner();
    await runner.connect();
    await runner.query('select pg_advisory_lock(hashtextextended($1, 1500))', [this.holder]);
    this.runner = runner;
  }
}

/** SQL: whether nobody holds the lock of the holder in `column`. Lets go at once; run it in its own transaction. */
export function holderGone(column: string): string {
  return `pg_try_advisory_xact_lock(hashtextextended(${column}::text, 1500))`;
}
