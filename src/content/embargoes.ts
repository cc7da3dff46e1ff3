import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DraftFacts } from './draft-facts.js';
import { DraftStore, type Held, placeOf } from './draft-store.js';
import { embargoInstant } from './embargo-instant.js';
import { EmbargoLifted } from './releases.events.js';

const LOOK_AHEAD_MS = 27 * 3_600_000;
const PER_ROUND = 100;

/** Watches the embargoes of approved texts, and says once of each that it is over. */
@Injectable()
export class Embargoes {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: DraftStore,
    private readonly facts: DraftFacts,
  ) {}

  /** Begins to watch the embargo of a text that was approved; one that was over before is none. */
  async watch(tx: Tx, { draft, revision }: Held): Promise<void> {
    const { timeZone } = await this.facts.gather(tx, draft.partnershipId);
    const liftsAt = embargoInstant(revision.values, timeZone);
    if (!liftsAt || liftsAt <= tx.now) return;
    await tx.asApp('the product watches embargoes', () =>
      tx.query(
        `insert into embargo (draft_id, department_id, content_hash, lifts_at) values ($1, $2, $3, $4) on conflict do nothing`,
        [draft.id, draft.departmentId, revision.contentHash, liftsAt],
      ),
    );
  }

  /** Lifts what is due, read again in the zone the department has now. A text that is no longer its draft's current one is passed over. */
  async liftDue(): Promise<void> {
    const due = await this.unitOfWork.glance(SYSTEM, (ask) =>
      ask.prepared<{ draftId: string; contentHash: string }>(
        `select draft_id as "draftId", content_hash as "contentHash" from embargo
          where lifted_at is null and lifts_at <= $1 order by lifts_at limit ${PER_ROUND}`,
        [new Date(ask.now.getTime() + LOOK_AHEAD_MS)],
      ),
    );
    for (const { draftId, contentHash } of due)
      await this.unitOfWork.run(SYSTEM, (tx) => this.lift(tx, draftId, contentHash));
  }

  private async lift(tx: Tx, draftId: string, contentHash: string): Promise<void> {
    const { draft, revision } = await this.store.take(tx, draftId);
    const row = await tx.one(
      'select 1 from embargo where draft_id = $1 and content_hash = $2 and lifted_at is null for update',
      [draftId, contentHash],
    );
    if (!row) return;
    const { timeZone } = await this.facts.gather(tx, draft.partnershipId);
    const current = revision.contentHash === contentHash;
    const liftsAt = current ? embargoInstant(revision.values, timeZone) : null;
    if (liftsAt && liftsAt > tx.now) {
      await tx.query(
        'update embargo set lifts_at = $3 where draft_id = $1 and content_hash = $2 and lifts_at <> $3',
        [draftId, contentHash, liftsAt],
      );
      return;
    }
    await tx.query('update embargo set lifted_at = $3 where draft_id = $1 and content_hash = $2', [
      draftId,
      contentHash,
      tx.now,
    ]);
    if (!current || draft.state !== 'approved') return;
    await tx.record(
      EmbargoLifted(
        { draftId, departmentId: draft.departmentId, contentHash },
        placeOf(draft, `${draft.title}: the embargo is over`),
      ),
    );
  }
}
