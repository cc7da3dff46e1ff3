import { Injectable } from '@nestjs/common';
import { ApprovalsQueries } from '../approvals/approvals.queries.js';
import { DecisionsService } from '../approvals/decisions.service.js';
import { type Actor, actorName, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { FieldError } from '../platform/errors.js';
import { newId } from '../platform/id.js';
import { ChangesAnswered, ChangesProposed } from './content.events.js';
import { answersDoNotFit, noOpenProposal, nothingProposed } from './content.errors.js';
import { ContentQueries, type DraftView } from './content.queries.js';
import { DraftStore, type Held, placeOf, refOf } from './draft-store.js';
import { Proposal, ProposalHunk } from './proposal.entity.js';
import { QuoteSignoffs } from './review-signoffs.service.js';
import { partsOf, withParts } from './rules/draft-parts.js';
import { applyHunks, type Hunk, redline } from './rules/redline.js';
import { compose, type Edit, editedWords, type Words } from './text.js';

export interface ProposalRequest extends Edit {
  note?: string;
}

export interface HunkAnswer {
  hunkId: string;
  accept: boolean;
}

/** Other words a reviewer proposes, and the author's answer to each change. */
@Injectable()
export class ProposalsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: DraftStore,
    private readonly decisions: DecisionsService,
    private readonly approvals: ApprovalsQueries,
    private readonly queries: ContentQueries,
    private readonly signoffs: QuoteSignoffs,
  ) {}

  /**
   * Stores a reviewer's text against the one under review and sends the review back with it. Refused as a decision is
   * (`own_work`, `claimed`, `already_decided`, `content_changed`); 422 `locked_block_changed`, `nothing_proposed`.
   */
  propose(actor: Actor, reviewId: string, request: ProposalRequest) {
    return this.unitOfWork.run(actor, async (tx) => {
      const review = await this.approvals.review(tx, reviewId);
      const held = await this.store.take(tx, review.draftId);
      const words = editedWords(held.version, held.revision, request, null);
      const hunks = this.hunks(held, words);
      await this.decisions.decideWithin(tx, reviewId, {
        decision: 'changes_requested',
        note:
          request.note?.trim() || `Proposed ${hunks.length} ${hunks.length === 1 ? 'change' : 'changes'}.`,
        contentHash: review.contentHash,
      });
      if (hunks.length === 0) throw nothingProposed();
      const id = await this.insert(tx, held, reviewId, words, request.note ?? null);
      await this.insertHunks(tx, held, id, hunks);
      await tx.record(
        ChangesProposed(
          { ...refOf(held.draft, held.revision), proposalId: id, hunks: hunks.length },
          placeOf(
            held.draft,
            `${held.draft.title}: ${hunks.length} ${hunks.length === 1 ? 'change' : 'changes'} proposed`,
          ),
        ),
      );
      return this.queries.proposal(tx, id);
    });
  }

  /**
   * Answers every change of the open proposal: the accepted ones make a new revision, whose authors now include the
   * proposer; the refused ones are left out. 422 `answers_incomplete`, 409 `no_open_proposal`.
   */
  answer(actor: Actor, draftId: string, answers: HunkAnswer[]): Promise<DraftView> {
    return this.unitOfWork.run(actor, async (tx) => {
      const held = await this.store.take(tx, draftId);
      const proposal = await tx.repo(Proposal).findOneBy({ draftId, state: 'open' });
      if (!proposal || proposal.revisionId !== held.revision.id) throw noOpenProposal();
      const hunks = await tx
        .repo(ProposalHunk)
        .find({ where: { proposalId: proposal.id }, order: { position: 'ASC' } });
      const accepted = acceptedOf(hunks, answers);
      const { draft, revision, version } = held;
      const before = partsOf(version, revision.body, revision.values);
      const after = partsOf(version, proposal.body, proposal.values);
      const words = withParts(
        applyHunks(before, after, accepted),
        revision.body,
        revision.values,
        version.fields,
      );
      // The proposal is closed first, so that the new revision does not find it open and supersede it.
      await this.close(tx, proposal.id, accepted);
      const next = await this.store.revise(tx, held, {
        composed: compose(version, draft.partnershipId, words, revision.assets),
        assets: revision.assets,
        hand: 'vendor',
        contributorIds: accepted.size ? [proposal.proposerId] : [],
        note: `Answered ${proposal.proposerName}: ${accepted.size} of ${hunks.length} accepted`,
      });
      const inQuotes = hunks.filter(({ id, speaker }) => speaker !== null && accepted.has(id));
      await this.signoffs.noteChanges(
        tx,
        held,
        proposal.id,
        inQuotes.map(({ blockId }) => blockId),
      );
      await tx.query('update proposal set answer_revision_id = $2 where id = $1', [proposal.id, next.id]);
      const refused = hunks.length - accepted.size;
      await tx.record(
        ChangesAnswered(
          { ...refOf(draft, next), proposalId: proposal.id, accepted: accepted.size, refused },
          placeOf(draft, `${draft.title}: ${accepted.size} proposed changes accepted, ${refused} refused`),
        ),
      );
      return this.queries.draft(tx, draftId);
    });
  }

  private hunks({ version, revision }: Held, words: Words): Hunk[] {
    return redline(
      partsOf(version, revision.body, revision.values),
      partsOf(version, words.body, words.values),
    );
  }

  private async insert(
    tx: Tx,
    { draft, revision }: Held,
    reviewId: string,
    words: Words,
    note: string | null,
  ): Promise<string> {
    const id = newId();
    await tx.repo(Proposal).insert({
      id,
      draftId: draft.id,
      departmentId: draft.departmentId,
      reviewId,
      revisionId: revision.id,
      ...words,
      note: note?.trim() || null,
      proposerId: personIdOf(tx.actor) as string,
      proposerName: actorName(tx.actor),
      state: 'open',
      createdAt: tx.now,
    });
    return id;
  }

  private async insertHunks(
    tx: Tx,
    { draft, revision }: Held,
    proposalId: string,
    hunks: Hunk[],
  ): Promise<void> {
    const quotes = new Map(
      revision.blocks.filter(({ kind }) => kind === 'quote').map((block) => [block.id, block]),
    );
    await tx.repo(ProposalHunk).insert(
      hunks.map((hunk, position) => ({
        proposalId,
        id: hunk.id,
        draftId: draft.id,
        departmentId: draft.departmentId,
        position,
        blockId: hunk.blockId,
        field: hunk.field,
        deleted: hunk.deleted,
        inserted: hunk.inserted,
        fromAt: hunk.from,
        toAt: hunk.to,
        newFromAt: hunk.newFrom,
        newToAt: hunk.newTo,
        // A quote is a named person's own words: a change in it is marked for the author.
        speaker: quotes.has(hunk.blockId)
          ? (quotes.get(hunk.blockId)?.attribution ?? 'the person quoted')
          : null,
      })),
    );
  }

  private async close(tx: Tx, proposalId: string, accepted: ReadonlySet<string>): Promise<void> {
    const name = actorName(tx.actor);
    await tx.query(
      `update proposal_hunk set accepted = (id = any($2)), answered_by_name = $3, answered_at = $4 where proposal_id = $1`,
      [proposalId, [...accepted], name, tx.now],
    );
    await tx.query(
      `update proposal set state = 'answered', answered_at = $2, answered_by_name = $3 where id = $1`,
      [proposalId, tx.now, name],
    );
  }
}

function acceptedOf(hunks: readonly ProposalHunk[], answers: readonly HunkAnswer[]): Set<string> {
  const faults: FieldError[] = [];
  const given = new Map(answers.map(({ hunkId, accept }) => [hunkId, accept]));
  const known = new Set(hunks.map(({ id }) => id));
  for (const [index, { hunkId }] of answers.entries()) {
    if (!known.has(hunkId)) {
      faults.push({
        field: `answers.${index}.hunkId`,
        code: 'unknown_hunk',
        message: 'The proposal has no such change.',
      });
    } else if (answers.findIndex((one) => one.hunkId === hunkId) !== index) {
      faults.push({
        field: `answers.${index}.hunkId`,
        code: 'answered_twice',
        message: 'This change is answered twice.',
      });
    }
  }
  for (const { id, position } of hunks) {
    if (given.has(id)) continue;
    faults.push({
      field: `answers.${id}`,
      code: 'answer_missing',
      message: `Change ${position + 1} has no answer. Accept or refuse it.`,
    });
  }
  if (faults.length) throw answersDoNotFit(faults);
  return new Set(hunks.filter(({ id }) => given.get(id)).map(({ id }) => id));
}
