import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { idBefore } from './id-before.js';

const PAGE = 5_000;
/** By how much the clock of one machine may be behind another's; keys carry the time of the machine that made them. */
export const CLOCKS_APART_MS = 10_000;

/** Who reads decisions, each with the second number of its lock. */
const LOCKS = { days: 4350, bursts: 4360 } as const;
export type Reader = keyof typeof LOCKS;

/** A page of decisions after the one with the key $1, for the statement of a reader. */
export const DECISIONS = `
  select id, download_id, seq, decided_at, partnership_id, occurred_on from download_decision where id > $1 order by id limit ${PAGE}`;
/** What that statement says of the page `decision` beside what the reader is after. */
export const SEEN = `(select id from decision order by id desc limit 1) "lastId", (select count(*) from decision)::int "count"`;

export interface Seen {
  lastId: string | null;
  count: number;
}

/**
 * Leads a reader through decisions about downloads, along their primary key (`download_decision_pkey`), so that a run costs what came
 * since the last, and intake costs nothing. After a burst there are tens of thousands, so none of them leaves the database: a reader
 * asks for what it makes of a page (`DECISIONS`). The order of keys is not the order of commits: a run begins where all before was committed when
 * an earlier run read it, and some seconds earlier for clocks that differ. So a reader sees decisions more than once, and what it does
 * must come to the same then; but it never misses one.
 */
@Injectable()
export class DecisionReader {
  constructor(private readonly uow: UnitOfWork) {}

  /**
   * Calls `look` with the key after which the page begins, page after page, until there is nothing new, each in a transaction of its own that only one process holds, then
   * `finish`. Where one of them fails, or the process dies, the next run begins at the same place.
   */
  async read(
    name: Reader,
    look: (tx: Tx, after: string) => Promise<Seen>,
    finish: () => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    const sure = await this.sure(name);
    let after: string | null = null;
    for (let more = true; more;) {
      const last: string | null = after;
      const page = await this.uow.run(SYSTEM, async (tx) => {
        await this.hold(tx, name);
        const seen = await look(tx, last ?? (await this.start(tx, name)));
        await this.saw(tx, name, seen.lastId);
        return seen;
      });
      after = page.lastId ?? after;
      more = page.count === PAGE;
    }
    await finish();
    // What was still being written when it was first seen has now been read as well.
    if (sure)
      await this.uow.run(SYSTEM, (tx) =>
        tx.query('update decision_reader set after_id = $2 where name = $1 and after_id < $2', [name, sure]),
      );
  }

  /** Waits until no other run of this reader is under way, and keeps the next from beginning until the transaction ends. */
  async hold(tx: Tx, name: Reader): Promise<void> {
    await tx.query('select pg_advisory_xact_lock(7316, $1)', [LOCKS[name]]);
  }

  /** Leaves out everything decided so far: for a reader that does not care, or that has just taken it all in. */
  async skip(tx: Tx, name: Reader): Promise<void> {
    await tx.query(
      `update decision_reader set after_id = last.id, seen_id = last.id, seen_before = null
         from (select id from download_decision order by id desc limit 1) last
        where name = $1 and after_id <> last.id`,
      [name],
    );
  }

  /** Every decision whose key is not greater than this has surely been read. */
  async start(tx: Tx, name: Reader): Promise<string> {
    const row = await tx.one<{ afterId: string }>(
      'select after_id "afterId" from decision_reader where name = $1',
      [name],
    );
    return idBefore(row?.afterId ?? '00000000-0000-0000-0000-000000000000', CLOCKS_APART_MS);
  }

  /** The last key read, and the first transaction that had not begun by then. Asked after the reading, in a snapshot of its own. */
  private async saw(tx: Tx, name: Reader, id: string | null): Promise<void> {
    if (id === null) return;
    await tx.query(
      `update decision_reader set seen_id = $2, seen_before = pg_snapshot_xmax(pg_current_snapshot())
        where name = $1 and seen_id < $2`,
      [name, id],
    );
  }

  /** Up to where earlier runs have seen decisions, if every transaction of that time has ended. */
  private async sure(name: Reader): Promise<string | undefined> {
    const row = await this.uow.read(SYSTEM, (tx) =>
      tx.one<{ seenId: string }>(
        `select seen_id "seenId" from decision_reader
          where name = $1 and coalesce(seen_before <= pg_snapshot_xmin(pg_current_snapshot()), true)`,
        [name],
      ),
    );
    return row?.seenId;
  }
}
