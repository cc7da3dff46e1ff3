import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Files } from '../platform/files/files.js';
import { Scheduled } from '../platform/jobs/scheduled.js';
import { DataImport } from './data-import.entity.js';
import { ImportPutAway } from './imports.events.js';
import { DUE, dueSince } from './put-away.js';

const BATCH = 50;
/** Of an hour; what is left waits for the next one. */
const MOST_BATCHES = 20;
const ROWS = 5_000;

/**
 * Puts away the rows and the file of lists that nobody went on with, and of applied ones once they can no longer be taken back.
 * The import is marked first, so that from then on nobody applies it or takes it back; then its rows go, a bounded number in
 * each transaction. Killed in between, the next run goes on with the rows that are left. What the import said and did stays.
 */
@Injectable()
export class ImportSweep {
  constructor(
    private readonly work: UnitOfWork,
    private readonly files: Files,
  ) {}

  @Scheduled('imports.put-away', { everySeconds: 3_600 })
  async putAway(): Promise<void> {
    await this.removeRows();
    for (let batch = 0; batch < MOST_BATCHES; batch++) {
      const due = await this.work.read(SYSTEM, (tx) =>
        tx.query<{ id: string }>(
          `select id from data_import where ${DUE} order by created_at, id limit ${BATCH}`,
          dueSince(tx.now),
        ),
      );
      for (const { id } of due) await this.work.run(SYSTEM, (tx) => this.mark(tx, id));
      await this.removeRows();
      if (due.length < BATCH) return;
    }
  }

  private async mark(tx: Tx, id: string): Promise<void> {
    const due = await tx.one(`select from data_import where ${DUE} and id = $3 for update skip locked`, [
      ...dueSince(tx.now),
      id,
    ]);
    if (!due) return;
    const item = await tx.repo(DataImport).findOneByOrFail({ id });
    item.putAway(tx.now);
    await tx.repo(DataImport).save(item);
    await this.files.letGo(tx, `import/${id}`);
    const list = `The list ${item.fileName ?? item.source}`;
    await tx.record(
      ImportPutAway(
        { importId: id, expired: item.state === 'expired' },
        {
          visibility: 'vendor',
          subject: { type: 'department_import', id },
          summary:
            item.state === 'expired'
              ? `${list} was put away: nobody went on with it`
              : `${list} was put away: it can no longer be taken back`,
        },
      ),
    );
  }

  private async removeRows(): Promise<void> {
    for (;;) {
      const marked = await this.work.read(SYSTEM, (tx) =>
        tx.query<{ id: string }>(
          `select i.id from data_import i where i.put_away_at is not null
              and exists (select from data_import_row r where r.import_id = i.id) order by i.id limit ${BATCH}`,
        ),
      );
      for (const { id } of marked) while ((await this.removeSome(id)) === ROWS);
      if (marked.length < BATCH) return;
    }
  }

  /** Answers how many rows went. */
  private removeSome(id: string): Promise<number> {
    return this.work.run(SYSTEM, async (tx) => {
      const gone = await tx.query(
        `with few as (select line from data_import_row where import_id = $1 order by line limit ${ROWS}),
              gone as (delete from data_import_row r using few where r.import_id = $1 and r.line = few.line returning 1)
         select from gone`,
        [id],
      );
      return gone.length;
    });
  }
}
