import { Injectable } from '@nestjs/common';
import { actorName, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { newId } from '../platform/id.js';
import { sideOf } from './draft-store.js';

export interface OpenCorrection {
  id: string;
  releaseId: string;
  releasedRevisionId: string;
  note: string;
  askedByName: string;
  askedBySide: 'vendor' | 'department' | 'system';
  askedAt: Date;
}

export interface StandingRelease {
  id: string;
  revisionId: string;
  contentHash: string;
}

/** What is public of a draft, and the correction that may be under way. */
@Injectable()
export class Corrections {
  /** The correction under way, if there is one. */
  open(tx: Tx, draftId: string): Promise<OpenCorrection | undefined> {
    return tx.one<OpenCorrection>(
      `select c.id, c.release_id as "releaseId", r.revision_id as "releasedRevisionId", c.note,
              c.asked_by_name as "askedByName", c.asked_by_side as "askedBySide", c.asked_at as "askedAt"
         from correction c join release r on r.id = c.release_id where c.draft_id = $1 and c.state = 'open'`,
      [draftId],
    );
  }

  /** The release that is public now: the last one, unless it was recalled. */
  standing(tx: Tx, draftId: string): Promise<StandingRelease | undefined> {
    return tx.one<StandingRelease>(
      `select r.id, r.revision_id as "revisionId", r.content_hash as "contentHash" from release r
        where r.draft_id = $1
          and not exists (select 1 from release n where n.replaces_id = r.id)
          and not exists (select 1 from recall c where c.release_id = r.id)`,
      [draftId],
    );
  }

  async ask(
    tx: Tx,
    draft: { id: string; departmentId: string },
    releaseId: string,
    note: string,
  ): Promise<string> {
    const id = newId();
    await tx.query(
      `insert into correction (id, release_id, draft_id, department_id, note, state, asked_by, asked_by_name, asked_by_side, asked_at)
       values ($1, $2, $3, $4, $5, 'open', $6, $7, $8, $9)`,
      [
        id,
        releaseId,
        draft.id,
        draft.departmentId,
        note,
        personIdOf(tx.actor),
        actorName(tx.actor),
        sideOf(tx),
        tx.now,
      ],
    );
    return id;
  }

  async close(tx: Tx, id: string, state: 'applied' | 'dropped'): Promise<void> {
    await tx.query('update correction set state = $2, closed_at = $3 where id = $1', [id, state, tx.now]);
  }
}
