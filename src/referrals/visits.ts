import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { SYSTEM } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { isDatabaseAway } from '../platform/errors.js';
import { type DayOfVisits, HeldVisits } from './held-visits.js';
import { orLate } from './or-late.js';

/** How many counters are held at most while the database is away; visits of further links are not counted then. */
const MOST_HELD = 10_000;
const PATIENCE_MS = 1_000;
const AGAIN_MS = 2_000;

/**
 * Counts visits by link and day. While the database is away they are added up in memory and written when it is back.
 * A process that dies before that takes them along, and a connection lost in the very moment of a commit may count a
 * visit twice: this is a figure of interest, nothing is earned by it.
 */
@Injectable()
export class Visits implements OnModuleDestroy {
  private readonly log = new Logger('Referrals');
  private readonly held = new HeldVisits(MOST_HELD);
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly uow: UnitOfWork) {}

  /** Counts one visit; at once where the database answers within a second. Never throws because it is away. */
  async count(visit: Omit<DayOfVisits, 'clicks'>, isAway: boolean): Promise<void> {
    const one = { ...visit, clicks: 1 };
    if (isAway) return this.hold([one]);
    await orLate(this.writeOrHold([one]), PATIENCE_MS);
  }

  /** The last chance of what is held. */
  async onModuleDestroy(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    if (!this.held.isEmpty) await orLate(this.writeHeld(), PATIENCE_MS);
    if (this.timer) clearTimeout(this.timer);
  }

  private async writeOrHold(days: DayOfVisits[]): Promise<void> {
    try {
      await this.write(days);
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      this.hold(days);
    }
  }

  private hold(days: DayOfVisits[]): void {
    for (const day of days) this.held.add(day);
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.writeHeld();
    }, AGAIN_MS).unref();
  }

  private async writeHeld(): Promise<void> {
    const days = this.held.take();
    try {
      await this.writeOrHold(days);
    } catch (error) {
      // The links of a demo that was cleared meanwhile, say.
      this.log.warn(`Visits of ${days.length} links could not be counted: ${(error as Error).message}`);
    }
  }

  private async write(days: DayOfVisits[]): Promise<void> {
    await this.uow.run(SYSTEM, (tx) =>
      tx.query(
        `insert into link_click_day as l (alias, day, department_id, clicks)
         select * from unnest($1::text[], $2::date[], $3::uuid[], $4::bigint[])
         on conflict (alias, day) do update set clicks = l.clicks + excluded.clicks`,
        [
          days.map(({ alias }) => alias),
          days.map(({ day }) => day),
          days.map(({ departmentId }) => departmentId),
          days.map(({ clicks }) => clicks),
        ],
      ),
    );
  }
}
