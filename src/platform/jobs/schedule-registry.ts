import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { markedMethods } from '../events/discovered-methods.js';
import { NOBODY_REPLAYS } from './replay.js';
import { SCHEDULED, type ScheduledMark } from './scheduled.js';

interface Entry extends ScheduledMark {
  call: (...args: unknown[]) => unknown;
}

/** The methods marked as scheduled, by name, and the lock that lets only one process run each at a time. */
@Injectable()
export class ScheduleRegistry implements OnModuleInit {
  private readonly log = new Logger('Schedule');
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly source: DataSource,
  ) {}

  onModuleInit(): void {
    for (const { mark, call, where } of markedMethods<ScheduledMark>(
      this.discovery,
      this.scanner,
      SCHEDULED,
    )) {
      if (this.entries.has(mark.name))
        throw new Error(`Two scheduled methods are named ${mark.name} (${where}).`);
      this.entries.set(mark.name, { ...mark, call });
    }
  }

  all(): ScheduledMark[] {
    return [...this.entries.values()].map(({ call: _call, ...mark }) => mark);
  }

  /** Runs what is due by the calendar, as runAlone does: for a clock that goes from instant to instant. */
  async runCalendar(): Promise<void> {
    for (const { name, byCalendar } of this.entries.values()) if (byCalendar) await this.runAlone(name);
  }

  /** Runs one without lock or bookkeeping: for a replay, which is alone by its own lock and passes years in seconds. */
  async runAlone(name: string): Promise<void> {
    await this.entries.get(name)?.call();
  }

  /** As run, but leaves the work alone while history is being replayed under another clock. */
  async runUnlessReplaying(name: string): Promise<void> {
    const [{ free }] = (await this.source.query(`select ${NOBODY_REPLAYS} as free`)) as [{ free: boolean }];
    if (free) await this.run(name);
  }

  /** Runs one by name, unless another process is running it now. Throws when the name is unknown. */
  async run(name: string): Promise<void> {
    const entry = this.entries.get(name);
    if (!entry) throw new Error(`No scheduled work is named ${name}.`);
    const runner = this.source.createQueryRunner();
    await runner.connect();
    try {
      const [{ mine }] = (await runner.query(
        'select pg_try_advisory_lock(hashtextextended($1, 316)) as mine',
        [name],
      )) as [{ mine: boolean }];
      if (!mine) return;
      try {
        await runner.query(
          `insert into scheduled_run (name, last_started_at) values ($1, clock_timestamp())
           on conflict (name) do update set last_started_at = excluded.last_started_at`,
          [name],
        );
        await entry.call();
        await runner.query(
          `update scheduled_run set last_finished_at = clock_timestamp(), last_error = null where name = $1`,
          [name],
        );
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.log.error(`${name} failed: ${reason}`);
        await runner
          .query(`update scheduled_run set last_error = left($2, 500) where name = $1`, [name, reason])
          .catch(() => undefined);
        throw error;
      } finally {
        await runner
          .query('select pg_advisory_unlock(hashtextextended($1, 316))', [name])
          .catch(() => undefined);
      }
    } finally {
      await runner.release();
    }
  }
}
