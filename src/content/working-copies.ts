import { Injectable } from '@nestjs/common';
import { personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import type { Draft } from './draft.entity.js';
import type { Edit } from './text.js';

/** What a person has typed over a revision and not saved. */
export interface WorkingCopy {
  baseRevisionId: string;
  words: Edit;
  keptAt: Date;
}

/**
 * Keeps what people type while they type, one copy for each person and draft. It is no revision: it is on no record, goes to
 * nobody else, changes no approval, and is gone once its words are saved or thrown away.
 */
@Injectable()
export class WorkingCopies {
  /** Keeps the words in place of those kept before. Nothing for an actor who is no person. */
  async keep(tx: Tx, draft: Draft, baseRevisionId: string, words: Edit): Promise<void> {
    const personId = personIdOf(tx.actor);
    if (!personId) return;
    await tx.query(
      `insert into draft_working_copy (draft_id, person_id, side, department_id, base_revision_id, words, kept_at)
       select $1, $2, $7, $3, r.id, $5, $6 from draft_revision r where r.id = $4 and r.draft_id = $1
       on conflict on constraint draft_working_copy_pk do update
          set side = excluded.side, base_revision_id = excluded.base_revision_id, words = excluded.words, kept_at = excluded.kept_at`,
      [draft.id, personId, draft.departmentId, baseRevisionId, JSON.stringify(words), tx.now, tx.actor.side],
    );
  }

  /** The actor's own copy, if there is one. */
  async own(tx: Tx, draftId: string): Promise<WorkingCopy | undefined> {
    return tx.one<WorkingCopy>(
      `select base_revision_id as "baseRevisionId", words, kept_at as "keptAt" from draft_working_copy
        where draft_id = $1 and person_id = $2`,
      [draftId, personIdOf(tx.actor)],
    );
  }

  async forget(tx: Tx, draftId: string): Promise<void> {
    await tx.query('delete from draft_working_copy where draft_id = $1 and person_id = $2', [
      draftId,
      personIdOf(tx.actor),
    ]);
  }
}
