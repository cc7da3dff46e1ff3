import { Injectable } from '@nestjs/common';
import { noReviewerIn } from '../approvals/approvals.queries.js';
import { ApprovalsService } from '../approvals/approvals.service.js';
import type { Actor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { FieldError } from '../platform/errors.js';
import { DraftSubmitted, DraftWithdrawn } from './content.events.js';
import { checksFailed, stepNotAllowed } from './content.errors.js';
import { ContentQueries, type DraftView } from './content.queries.js';
import { Corrections } from './corrections.js';
import { type Checked, DraftChecking, type ToCheck } from './draft-checking.js';
import type { DraftCheck } from './draft-checks.js';
import { DraftFacts } from './draft-facts.js';
import { nextState } from './draft-life.js';
import { DraftStore, type Held, placeOf, refOf } from './draft-store.js';
import { Draft } from './draft.entity.js';
import { TextTouches } from './text-touches.js';
import { compose } from './text.js';

/** Sends drafts for approval and takes them back. */
@Injectable()
export class SubmissionService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: DraftStore,
    private readonly facts: DraftFacts,
    private readonly approvals: ApprovalsService,
    private readonly corrections: Corrections,
    private readonly queries: ContentQueries,
    private readonly checking: DraftChecking,
    private readonly touches: TextTouches,
  ) {}

  /**
   * Puts the current text before the reviewers; `confirmed` are the keys of what its author says to settle checks. 422 with
   * every failed check at once, `no_eligible_reviewer` among them.
   */
  submit(actor: Actor, draftId: string, confirmed: readonly string[] = []): Promise<DraftView> {
    return this.unitOfWork.run(actor, async (tx) => {
      const held = await this.store.take(tx, draftId);
      const { draft, revision } = held;
      if (!nextState(draft.state, 'submit')) throw stepNotAllowed(draft.state, 'submit');
      const known = await this.facts.gather(tx, draft.partnershipId);
      const authorIds = await this.store.authorIds(tx, draftId, revision);
      const touches = await this.touches.of(tx, held);
      const { kind, departmentId } = draft;
      const text = toCheck(held);
      await this.checking.confirm(tx, text, draft.departmentId, known, confirmed);
      const { checks } = await this.checking.of(tx, text, known);
      const failed = [
        ...unlikeSaved(held, text),
        ...checks.filter(({ blocks }) => blocks).map(faultOf),
        ...(await this.reviewerFaults(tx, { kind, departmentId, authorIds, touches })),
      ];
      if (failed.length) throw checksFailed(failed);
      draft.step('submit', tx.now);
      await tx.repo(Draft).save(draft);
      await tx.record(
        DraftSubmitted(refOf(draft, revision), placeOf(draft, `${draft.title}: sent for approval`)),
      );
      await this.approvals.open(tx, {
        draftId,
        departmentId: draft.departmentId,
        revisionId: revision.id,
        contentHash: revision.contentHash,
        kind: draft.kind,
        authorIds,
        touches,
        title: draft.title,
        departmentName: known.departmentName,
        departmentState: known.departmentState,
        revisionNumber: revision.number,
      });
      return this.queries.draft(tx, draftId);
    });
  }

  /** What keeps the text as it is saved from being sent, apart from who may decide it. */
  async checks(tx: Tx, draftId: string): Promise<FieldError[]> {
    const { checks } = await this.checked(tx, draftId);
    return checks.filter(({ blocks }) => blocks).map(faultOf);
  }

  /** All checks of the text as it is saved, and what its author is asked to confirm. */
  async checked(tx: Tx, draftId: string): Promise<Checked> {
    const held = await this.queries.text(tx, draftId);
    const known = await this.facts.gather(tx, held.draft.partnershipId);
    const text = toCheck(held);
    const { checks, questions } = await this.checking.of(tx, text, known);
    const unlike = unlikeSaved(held, text).map((fault) => ({ ...fault, blocks: true, confirm: null }));
    return { checks: [...unlike, ...checks], questions };
  }

  /** Takes a draft back any time before its release; with a correction under way, the released text stands again. */
  withdraw(actor: Actor, draftId: string): Promise<DraftView> {
    return this.unitOfWork.run(actor, async (tx) => {
      const { draft, revision } = await this.store.take(tx, draftId);
      const correction = await this.corrections.open(tx, draftId);
      draft.step(correction ? 'drop_correction' : 'withdraw', tx.now);
      if (correction) {
        await this.corrections.close(tx, correction.id, 'dropped');
        draft.currentRevisionId = correction.releasedRevisionId;
      }
      await tx.query(`update proposal set state = 'superseded' where draft_id = $1 and state = 'open'`, [
        draftId,
      ]);
      await this.approvals.supersede(tx, draftId, 'the draft was withdrawn');
      await tx.repo(Draft).save(draft);
      const summary = correction ? 'correction dropped, the released text stands' : 'withdrawn';
      await tx.record(DraftWithdrawn(refOf(draft, revision), placeOf(draft, `${draft.title}: ${summary}`)));
      return this.queries.draft(tx, draftId);
    });
  }

  private async reviewerFaults(
    tx: Tx,
    text: Parameters<ApprovalsService['missingReviewers']>[1],
  ): Promise<FieldError[]> {
    return (await this.approvals.missingReviewers(tx, text)).map(noReviewerIn);
  }
}

/** A saved text as it is checked; its blocks are rendered anew, so that a text whose template's words changed is found. */
function toCheck({ draft, revision, version }: Held): ToCheck {
  const composed = compose(version, draft.partnershipId, revision, revision.assets);
  return { draftId: draft.id, kind: draft.kind, version, composed, assets: revision.assets };
}

function unlikeSaved({ revision }: Held, { composed }: ToCheck): (FieldError & { code: string })[] {
  if (composed.contentHash === revision.contentHash) return [];
  return [
    {
      field: 'body',
      code: 'locked_block_changed',
      message: 'The text is not the one that was saved. Save it again.',
    },
  ];
}

function faultOf({ field, code, message }: DraftCheck): FieldError {
  return { field, code, message };
}
