import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type pg from 'pg';
import { DataSource } from 'typeorm';
import { prepared } from '../database/prepared.js';
import { markedMethods } from '../events/discovered-methods.js';
import { NOBODY_REPLAYS } from './replay.js';
import { SCHEDULED, type ScheduledMark } from './scheduled.js';

interface Entry extends ScheduledMark {
  call: (...args: unknown[]) => unknown;
}

/** Notes are for the eyes of operators: nobody waits until they are on the disk. Local to the statement, which is its own transaction. */
const IN_PASSING = `in_passing as materialized (select set_config('synchronous_commit', 'off', true))`;

/** Takes the lock, unless another process has it or ($2) history is being replayed, and notes the start. */
const BEGIN = `
  with ${IN_PASSING},
  alone as materialized (
    select case when $2::boolean and not ${NOBODY_REPLAYS} then false
                else pg_try_advisory_lock(hashtextextended($1, 316)) end as mine from in_passing),
  noted as (
    insert into scheduled_run (name, last_started_at) select $1, clock_timestamp() from alone where mine
    on conflict (name) do update set last_started_at = excluded.last_started_at)
  select mine from alone`;

/** Notes the end, or why it failed ($2), and gives the lock back. */
const END = `
  with ${IN_PASSING},
  noted as (
    update scheduled_run set last_error = left($2::text, 500),
           last_finished_at = case when $2::text is null then clock_timestamp() else last_finished_at end
      from in_passing where name = $1)
  select pg_advisory_unlock(hashtextextended($1, 316))`;

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
    await this.run(name, true);
  }

  /** Runs one by name, unless another process is running it now. Throws when the name is unknown. */
  async run(name: string, unlessReplaying = false): Promise<void> {
    const entry = this.entries.get(name);
    if (!entry) throw new Error(`No scheduled work is named ${name}.`);
    const runner = this.source.createQueryRunner();
    const client = (await runner.connect()) as pg.ClientBase;
    try {
      const [begun] = await prepared<{ mine: boolean }>(client, BEGIN, [name, unlessReplaying]);
      if (!begun?.mine) return;
      try {
        await entry.call();
        await prepared(client, END, [name, null]);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.log.error(`${name} failed: ${reason}`);
        await prepared(client, END, [name, reason]).catch(() => undefined);
        throw error;
      }
    } finally {
      await runner.release();
    }
  }
}
