import { Injectable } from '@nestjs/common';
import { type Actor, actorName, personIdOf, SYSTEM } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError } from '../platform/errors.js';
import { isId, newId } from '../platform/id.js';
import { Scheduled } from '../platform/jobs/scheduled.js';
import { noSuchDraft } from './content.errors.js';
import { DraftFacts } from './draft-facts.js';
import { DraftStore, placeOf, refOf } from './draft-store.js';
import { embargoInstant } from './embargo-instant.js';
import { Embargoes } from './embargoes.js';
import { goesAt, type LocalMoment, momentIn } from './release-times.js';
import { beforeEmbargo, noReleaseTime, releaseTimePast } from './releases.errors.js';
import { ReleaseStopped, ReleaseTimeCancelled, ReleaseTimeSet } from './releases.events.js';
import { ReleasesService } from './releases.service.js';
import { shortInstant } from './review-page.js';

/** A release time as its draft's people see it. */
export interface ReleaseTimeRow {
  id: string;
  contentHash: string;
  date: string;
  time: string;
  dueAt: Date;
  state: 'waiting' | 'released' | 'stopped' | 'cancelled';
  reason: string | null;
  setByName: string;
  setAt: Date;
}

interface Due {
  id: string;
  draftId: string;
  contentHash: string;
  date: string;
  time: string;
  setBy: string | null;
  setByName: string;
}

const ROW = `id, content_hash as "contentHash", to_char(local_date, 'YYYY-MM-DD') as date, local_time as time, due_at as "dueAt",
  state, reason, set_by_name as "setByName", set_at as "setAt"`;
/** Zones are at most 26 hours apart, so a corrected zone is found in time when rows are looked at that early. */
const LOOK_AHEAD_MS = 27 * 3_600_000;
const PER_ROUND = 100;

/** Sets when an approved text goes out, and lets it out then: once, and only if it still may. */
@Injectable()
export class ReleaseTimesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: DraftStore,
    private readonly facts: DraftFacts,
    private readonly releases: ReleasesService,
    private readonly embargoes: Embargoes,
  ) {}

  /**
   * Sets the time of an approved text, on the department's clocks; a time set before is put aside. 422 `not_approved`,
   * `release_time_past`, `embargoed` when it is before the embargo.
   */
  set(actor: Actor, draftId: string, hash: string, moment: LocalMoment): Promise<ReleaseTimeRow> {
    return this.unitOfWork.run(actor, async (tx) => {
      const held = await this.store.take(tx, draftId);
      await this.releases.requireApproved(tx, held, hash);
      const { timeZone } = await this.facts.gather(tx, held.draft.partnershipId);
      const dueAt = momentIn(moment, timeZone);
      if (dueAt <= tx.now) throw releaseTimePast();
      const embargo = embargoInstant(held.revision.values, timeZone);
      if (embargo && dueAt < embargo) throw beforeEmbargo(shortInstant(embargo, timeZone));
      await this.settleWaiting(tx, draftId, 'cancelled');
      const id = newId();
      await tx.query(
        `insert into release_time (id, draft_id, department_id, content_hash, local_date, local_time, due_at, state, set_by, set_by_name, set_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $9, $10)`,
        [
          id,
          draftId,
          held.draft.departmentId,
          hash,
          moment.date,
          moment.time,
          dueAt,
          personIdOf(tx.actor),
          actorName(tx.actor),
          tx.now,
        ],
      );
      await tx.record(
        ReleaseTimeSet(
          { ...refOf(held.draft, held.revision), releaseTimeId: id, dueAt: dueAt.toISOString() },
          placeOf(held.draft, `${held.draft.title}: goes out ${shortInstant(dueAt, timeZone)}`),
        ),
      );
      return (await this.latest(tx, draftId)) as ReleaseTimeRow;
    });
  }

  /** Takes the time back; the text stays approved. 409 `no_release_time` when none waits any more. */
  cancel(actor: Actor, draftId: string): Promise<void> {
    return this.unitOfWork.run(actor, async (tx) => {
      const { draft } = await this.store.take(tx, draftId);
      const id = await this.settleWaiting(tx, draftId, 'cancelled');
      if (!id) throw noReleaseTime();
      await tx.record(
        ReleaseTimeCancelled(
          { draftId, releaseTimeId: id },
          placeOf(draft, `${draft.title}: release time taken back`),
        ),
      );
    });
  }

  /** The time that was set last for a draft, whatever became of it. */
  latest(tx: Tx, draftId: string): Promise<ReleaseTimeRow | undefined> {
    if (!isId(draftId)) throw noSuchDraft();
    return tx.one<ReleaseTimeRow>(
      `select ${ROW} from release_time where draft_id = $1 order by set_at desc, id desc limit 1`,
      [draftId],
    );
  }

  /**
   * Lifts embargoes and lets out what is due, each in a transaction of its own that settles the row and does the work: a process that
   * is killed leaves both undone or both done, and two that fire at once find the row taken.
   */
  @Scheduled('content.release-times', { everySeconds: 15, byCalendar: true })
  async run(): Promise<void> {
    await this.embargoes.liftDue();
    for (let after = ''; ;) {
      const due = await this.unitOfWork.glance(SYSTEM, (ask) =>
        ask.prepared<{ id: string }>(
          `select id from release_time where state = 'waiting' and due_at <= $1 and id::text > $2 order by id::text limit ${PER_ROUND}`,
          [new Date(ask.now.getTime() + LOOK_AHEAD_MS), after],
        ),
      );
      for (const { id } of due) await this.fire(id);
      if (due.length < PER_ROUND) return;
      after = due.at(-1)?.id ?? after;
    }
  }

  private async fire(id: string): Promise<void> {
    try {
      await this.unitOfWork.run(SYSTEM, (tx) => this.fireIn(tx, id));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      await this.unitOfWork.run(SYSTEM, (tx) => this.stop(tx, id, error.message));
    }
  }

  private async fireIn(tx: Tx, id: string): Promise<void> {
    const row = await this.takeWaiting(tx, id);
    if (!row) return;
    const { draft, revision } = await this.store.take(tx, row.draftId);
    const { timeZone } = await this.facts.gather(tx, draft.partnershipId);
    const dueAt =
      revision.contentHash === row.contentHash
        ? goesAt(row, revision.values, timeZone)
        : momentIn(row, timeZone);
    if (dueAt > tx.now) {
      // The department's zone was corrected meanwhile, or it is only looked at ahead of time.
      await tx.query('update release_time set due_at = $2 where id = $1 and due_at <> $2', [id, dueAt]);
      return;
    }
    const by = { id: row.setBy, name: row.setByName };
    const released = await this.releases.releaseIn(tx, row.draftId, row.contentHash, by);
    await tx.query(
      `update release_time set state = 'released', release_id = $2, settled_at = $3 where id = $1`,
      [id, released.id, tx.now],
    );
  }

  private async stop(tx: Tx, id: string, reason: string): Promise<void> {
    const row = await this.takeWaiting(tx, id);
    if (!row) return;
    const { draft } = await this.store.take(tx, row.draftId);
    if (draft.state === 'withdrawn' || draft.state === 'recalled') {
      // Whoever took the text back knows that it does not go out.
      await this.settleWaiting(tx, row.draftId, 'cancelled');
      return;
    }
    await tx.query(`update release_time set state = 'stopped', reason = $2, settled_at = $3 where id = $1`, [
      id,
      reason,
      tx.now,
    ]);
    await tx.record(
      ReleaseStopped(
        { draftId: draft.id, departmentId: draft.departmentId, releaseTimeId: id, setBy: row.setBy, reason },
        placeOf(draft, `${draft.title}: not released at its time`),
      ),
    );
  }

  /** The draft is held before its row, as saving and releasing do, so that none of them waits for another in a circle. */
  private async takeWaiting(tx: Tx, id: string): Promise<Due | undefined> {
    const found = await tx.one<{ draftId: string }>(
      'select draft_id as "draftId" from release_time where id = $1',
      [id],
    );
    if (found) await this.store.take(tx, found.draftId);
    return tx.one<Due>(
      `select id, draft_id as "draftId", content_hash as "contentHash", to_char(local_date, 'YYYY-MM-DD') as date,
              local_time as time, set_by as "setBy", set_by_name as "setByName"
         from release_time where id = $1 and state = 'waiting' for update`,
      [id],
    );
  }

  private async settleWaiting(tx: Tx, draftId: string, state: 'cancelled'): Promise<string | undefined> {
    const row = await tx.one<{ id: string }>(
      `update release_time set state = $2, settled_at = $3 where draft_id = $1 and state = 'waiting' returning id`,
      [draftId, state, tx.now],
    );
    return row?.id;
  }
}
