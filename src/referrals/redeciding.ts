import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { newId } from '../platform/id.js';
import { Scheduled } from '../platform/jobs/scheduled.js';
import { Deciding } from './deciding.js';
import { holdIntake } from './intake-lock.js';
import { DownloadsRedecided } from './referrals.events.js';

/** Up to this many downloads are decided again in the same breath; more become a job. */
const AT_ONCE = 1_000;

interface Open {
  id: string;
  departmentId: string;
  cause: string;
  afterDownloadId: string | null;
}

/** Decides again what a corrected date, new terms or a new code touches. */
@Injectable()
export class Redeciding {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly deciding: Deciding,
  ) {}

  /** All downloads of a department: at once up to 1,000, else as a job whose row is its own progress. */
  async department(tx: Tx, departmentId: string, cause: string): Promise<void> {
    const ids = await this.page(tx, departmentId, null, AT_ONCE + 1);
    if (ids.length > AT_ONCE) {
      await tx.query(
        'insert into redecision (id, department_id, cause, requested_at) values ($1, $2, $3, $4)',
        [newId(), departmentId, cause, tx.now],
      );
      return;
    }
    const changed = await this.deciding.decide(tx, ids, cause, [departmentId]);
    if (changed > 0) await this.tell(tx, departmentId, cause, changed);
  }

  /**
   * A department's new partnership. Its codes are reserved next, which holds intake back: that lock comes before the
   * partnerships' everywhere else, so it is taken before them here too.
   */
  async opened(tx: Tx, departmentId: string): Promise<void> {
    await holdIntake(tx);
    await this.department(tx, departmentId, 'partnership opened');
  }

  /** Departments that became one, or two again: the downloads of each. Intake is held back first, as everywhere. */
  async merged(tx: Tx, departmentIds: readonly string[], cause: string): Promise<void> {
    await holdIntake(tx);
    for (const departmentId of departmentIds) await this.department(tx, departmentId, cause);
  }

  /** The downloads that came with a code before it was anyone's. The caller holds intake back. */
  async codeBecameKnown(tx: Tx, departmentId: string, alias: string): Promise<void> {
    const early = await tx.query<{ id: string }>(
      'select download_id id from download_standing where department_id is null and reported_alias = $1 order by download_id',
      [alias],
    );
    let changed = 0;
    for (let from = 0; from < early.length; from += AT_ONCE) {
      const ids = early.slice(from, from + AT_ONCE).map((row) => row.id);
      changed += await this.deciding.decide(tx, ids, 'code reserved');
    }
    if (changed > 0) await this.tell(tx, departmentId, 'code reserved', changed);
  }

  /** Works through the jobs left, a thousand downloads to a transaction; a killed run goes on where it stopped. */
  @Scheduled('referrals.redecide', { everySeconds: 5 })
  async work(): Promise<void> {
    while (await this.uow.run(SYSTEM, (tx) => this.step(tx))) {
      // Each step is one transaction.
    }
  }

  private async step(tx: Tx): Promise<boolean> {
    const open = await tx.one<Open>(
      `select id, department_id "departmentId", cause, after_download_id "afterDownloadId" from redecision
        where done_at is null order by requested_at, id limit 1 for update`,
    );
    if (!open) return false;
    const ids = await this.page(tx, open.departmentId, open.afterDownloadId, AT_ONCE);
    const last = ids.length < AT_ONCE;
    const changed = await this.deciding.decide(tx, ids, open.cause, last ? [open.departmentId] : []);
    await tx.query(
      `update redecision set after_download_id = coalesce($2, after_download_id), decided = decided + $3,
         done_at = case when $4 then $5::timestamptz end where id = $1`,
      [open.id, ids.at(-1) ?? null, changed, last, tx.now],
    );
    if (last) {
      const sum = await tx.one<{ decided: number }>('select decided from redecision where id = $1', [
        open.id,
      ]);
      if (sum && sum.decided > 0) await this.tell(tx, open.departmentId, open.cause, sum.decided);
    }
    return true;
  }

  private async page(tx: Tx, departmentId: string, after: string | null, limit: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `select download_id id from download_standing where department_id = $1 and ($2::uuid is null or download_id > $2)
        order by download_id limit $3`,
      [departmentId, after, limit],
    );
    return rows.map((row) => row.id);
  }

  private async tell(tx: Tx, departmentId: string, cause: string, changed: number): Promise<void> {
    await tx.record(
      DownloadsRedecided(
        { departmentId, cause, changed },
        {
          departmentId,
          visibility: 'shared',
          subject: { type: 'department', id: departmentId },
          summary: `${changed} ${changed === 1 ? 'download was' : 'downloads were'} decided again: ${cause}`,
        },
      ),
    );
  }
}
