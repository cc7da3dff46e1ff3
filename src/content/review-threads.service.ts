import { Injectable } from '@nestjs/common';
import { type Actor, actorName, type PersonActor, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { isId, newId } from '../platform/id.js';
import { ThreadCommented, ThreadResolved } from './content.events.js';
import {
  noSuchThread,
  notYoursToResolve,
  ownTextResolved,
  threadResolved,
  wordsNotFound,
} from './content.errors.js';
import type { DraftRevision } from './draft-revision.entity.js';
import { DraftStore, placeOf, refOf } from './draft-store.js';
import { carried, onlyPlaceOf } from './rules/redline-anchor.js';

/** A question about words of the current text. Without `quote` it is about the whole block. */
export interface NewThread {
  blockId: string;
  quote?: string | null;
  text: string;
  visibility: 'shared' | 'vendor';
  /** Whether the text may not be approved before it is resolved. */
  blocking: boolean;
}

interface ThreadRow {
  id: string;
  draftId: string;
  revisionId: string;
  blockId: string;
  quote: string;
  fromAt: number;
  toAt: number;
  visibility: 'shared' | 'vendor';
  blocking: boolean;
  openedById: string;
  openedByName: string;
  openedAt: Date;
  resolvedByName: string | null;
  resolvedAt: Date | null;
}

export interface ThreadView extends Omit<ThreadRow, 'fromAt' | 'toAt'> {
  /** The words it is about as they read in the text shown; null when they were taken out, and `quote` tells what they were. */
  words: string | null;
  orphaned: boolean;
  comments: { by: string; side: 'vendor' | 'department'; at: Date; text: string }[];
}

const THREAD = `id, draft_id as "draftId", revision_id as "revisionId", block_id as "blockId", quote, from_at as "fromAt", to_at as "toAt",
  visibility, blocking, opened_by as "openedById", opened_by_name as "openedByName", opened_at as "openedAt",
  resolved_by_name as "resolvedByName", resolved_at as "resolvedAt"`;

/** Threads about words of a draft. Department people see and answer the shared ones, by row-level security. */
@Injectable()
export class ReviewThreads {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: DraftStore,
  ) {}

  /**
   * Asks about words of the current text. Throws `words_not_found` (422) when they do not stand in the block, or in more than
   * one place. What a department's person asks is shared and stops nothing.
   */
  open(actor: PersonActor, draftId: string, asked: NewThread): Promise<{ id: string }> {
    return this.unitOfWork.run(actor, async (tx) => {
      const { draft, revision } = await this.store.take(tx, draftId);
      const block = revision.blocks.find(({ id }) => id === asked.blockId)?.text ?? '';
      const quote = asked.quote?.trim() || block;
      const from = onlyPlaceOf(quote, block);
      if (from === null) throw wordsNotFound();
      const vendor = actor.side === 'vendor';
      const visibility = vendor ? asked.visibility : 'shared';
      const id = newId();
      await tx.query(
        `insert into review_thread (id, draft_id, department_id, revision_id, block_id, quote, from_at, to_at, visibility,
           blocking, opened_by, opened_by_name, opened_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
        [
          id,
          draftId,
          draft.departmentId,
          revision.id,
          asked.blockId,
          quote,
          from,
          from + quote.length,
          visibility,
          vendor && asked.blocking,
          actor.personId,
          actor.name,
          tx.now,
        ],
      );
      await this.add(tx, { id, draftId, visibility }, draft.departmentId, asked.text);
      await tx.record(
        ThreadCommented(
          { ...refOf(draft, revision), threadId: id, side: actor.side, first: true },
          { ...placeOf(draft, `${draft.title}: a question about its words`), visibility },
        ),
      );
      return { id };
    });
  }

  /** Answers in a thread. Throws `thread_resolved` (409). */
  comment(actor: PersonActor, threadId: string, text: string): Promise<{ id: string }> {
    return this.unitOfWork.run(actor, async (tx) => {
      const { thread, draft, revision } = await this.take(tx, threadId);
      if (thread.resolvedAt) throw threadResolved();
      await this.add(tx, thread, draft.departmentId, text);
      await tx.record(
        ThreadCommented(
          { ...refOf(draft, revision), threadId, side: actor.side, first: false },
          {
            ...placeOf(draft, `${draft.title}: an answer to a question about its words`),
            visibility: thread.visibility,
          },
        ),
      );
      return { id: threadId };
    });
  }

  /**
   * Settles a thread for good: by whoever opened it, or by a reviewer who wrote none of the text. Throws `not_yours` and
   * `own_work` (403), `thread_resolved` (409).
   */
  resolve(actor: PersonActor, threadId: string): Promise<{ id: string }> {
    return this.unitOfWork.run(actor, async (tx) => {
      const { thread, draft, revision } = await this.take(tx, threadId);
      if (thread.resolvedAt) throw threadResolved();
      if (thread.openedById !== actor.personId) {
        if (actor.side !== 'vendor' || !['reviewer', 'admin'].includes(actor.role)) throw notYoursToResolve();
        const authors = await this.store.authorIds(tx, draft.id, revision);
        if (authors.includes(actor.personId)) throw ownTextResolved();
      }
      await tx.query(
        'update review_thread set resolved_by = $2, resolved_by_name = $3, resolved_at = $4 where id = $1',
        [threadId, actor.personId, actor.name, tx.now],
      );
      await tx.record(
        ThreadResolved(
          { ...refOf(draft, revision), threadId },
          {
            ...placeOf(draft, `${draft.title}: a question about its words is settled`),
            visibility: thread.visibility,
          },
        ),
      );
      return { id: threadId };
    });
  }

  /** The threads of a draft, each set to where its words stand in this revision; the oldest first. */
  async of(tx: Tx, draftId: string, revision: DraftRevision): Promise<ThreadView[]> {
    const rows = await tx.query<ThreadRow>(
      `select ${THREAD} from review_thread where draft_id = $1 order by opened_at, id limit 200`,
      [draftId],
    );
    if (rows.length === 0) return [];
    const comments = await tx.query<{ threadId: string } & ThreadView['comments'][number]>(
      `select thread_id as "threadId", by_name as by, by_side as side, at, text from review_comment
        where draft_id = $1 order by at, id limit 2000`,
      [draftId],
    );
    const asked = await tx.query<{ id: string; blocks: DraftRevision['blocks'] }>(
      'select id, blocks from draft_revision where id = any($1)',
      [[...new Set(rows.map(({ revisionId }) => revisionId))]],
    );
    return rows.map(({ fromAt, toAt, ...thread }) => {
      const textIn = (blocks: DraftRevision['blocks'] | undefined): string =>
        blocks?.find(({ id }) => id === thread.blockId)?.text ?? '';
      const before = textIn(asked.find(({ id }) => id === thread.revisionId)?.blocks);
      const after = textIn(revision.blocks);
      const place = carried(before, { from: fromAt, to: toAt }, after);
      return {
        ...thread,
        words: place && after.slice(place.from, place.to),
        orphaned: place === null,
        comments: comments.filter(({ threadId }) => threadId === thread.id),
      };
    });
  }

  private async take(tx: Tx, threadId: string) {
    const thread = isId(threadId)
      ? await tx.one<ThreadRow>(`select ${THREAD} from review_thread where id = $1`, [threadId])
      : undefined;
    if (!thread) throw noSuchThread();
    const held = await this.store.take(tx, thread.draftId);
    // Read again now that the draft is held, since somebody may have settled it meanwhile.
    const now = await tx.one<ThreadRow>(`select ${THREAD} from review_thread where id = $1`, [threadId]);
    return { ...held, thread: now ?? thread };
  }

  private async add(
    tx: Tx,
    { id, draftId, visibility }: Pick<ThreadRow, 'id' | 'draftId' | 'visibility'>,
    departmentId: string,
    text: string,
  ): Promise<void> {
    await tx.query(
      `insert into review_comment (id, thread_id, draft_id, department_id, visibility, text, by_id, by_name, by_side, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        newId(),
        id,
        draftId,
        departmentId,
        visibility,
        text.trim(),
        personIdOf(tx.actor),
        actorName(tx.actor),
        sideOf(tx.actor),
        tx.now,
      ],
    );
  }
}

function sideOf(actor: Actor): 'vendor' | 'department' {
  return actor.side === 'department' ? 'department' : 'vendor';
}
