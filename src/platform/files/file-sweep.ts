import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../actor.js';
import type { Tx } from '../database/tx.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { pgErrorOf } from '../errors.js';
import { Scheduled } from '../jobs/scheduled.js';

const BATCH = 100;
/** Of an hour; what is left waits for the next one. */
const MOST_BATCHES = 50;
const POINTED_TO = '23503';

/** Over for all it was kept for. */
const OVER = `not exists (select from kept_file other where other.sha256 = k.sha256
  and (other.keep_until is null or other.keep_until > $1))`;

/**
 * Takes away files that were kept for a while, once the while is over: each in a transaction of its own, so that a process
 * that dies leaves a file whole or gone. Files on the record are never looked at; the database would refuse, too.
 */
@Injectable()
export class FileSweep {
  constructor(private readonly work: UnitOfWork) {}

  @Scheduled('files.sweep', { everySeconds: 3_600 })
  async sweep(): Promise<void> {
    let after = '';
    for (let batch = 0; batch < MOST_BATCHES; batch++) {
      const over = await this.work.read(SYSTEM, (tx) =>
        tx.query<{ sha256: string }>(
          `select distinct k.sha256 from kept_file k where k.keep_until <= $1 and ${OVER} and k.sha256 > $2
            order by k.sha256 limit $3`,
          [tx.now, after, BATCH],
        ),
      );
      for (const { sha256 } of over) await this.remove(sha256);
      if (over.length < BATCH) return;
      after = over.at(-1)?.sha256 ?? after;
    }
  }

  private async remove(sha256: string): Promise<void> {
    try {
      await this.work.run(SYSTEM, (tx) => this.removeIn(tx, sha256));
    } catch (error) {
      if (pgErrorOf(error).code !== POINTED_TO) throw error;
      // Something on the record names it after all: there it stays.
      await this.work.run(SYSTEM, (tx) =>
        tx.query(`insert into kept_file (sha256, kept_for) values ($1, 'record') on conflict do nothing`, [
          sha256,
        ]),
      );
    }
  }

  private async removeIn(tx: Tx, sha256: string): Promise<void> {
    const lock = await tx.one<{ mine: boolean }>(
      `select pg_try_advisory_xact_lock(hashtext('blob'), hashtext($1)) as mine`,
      [sha256],
    );
    if (!lock?.mine) return;
    const over = await tx.one(`select from kept_file k where k.sha256 = $2 and ${OVER} limit 1`, [
      tx.now,
      sha256,
    ]);
    if (!over) return;
    await tx.query('delete from blob_chunk where sha256 = $1', [sha256]);
    await tx.query('delete from blob where sha256 = $1', [sha256]);
  }
}
