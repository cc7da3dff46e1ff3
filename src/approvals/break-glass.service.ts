import { Injectable } from '@nestjs/common';
import type { Actor, VendorActor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { onConflict } from '../platform/errors.js';
import { newId } from '../platform/id.js';
import {
  alreadyDecided,
  contentChanged,
  glassBroken,
  noSuchReview,
  nothingToConfirm,
  ownWork,
  reasonRequired,
  sameFirstPerson,
} from './approvals.errors.js';
import { GlassAsked, GlassBroken } from './approvals.events.js';
import { ApprovalsService } from './approvals.service.js';
import { DecisionsService } from './decisions.service.js';
import { DEPARTMENT_GROUP } from './review-policy.js';
import { ReviewRound } from './review-round.entity.js';

/** An approval past the steps that are left: why, and by whom. */
export interface BreakGlass {
  roundId: string;
  reason: string;
  askedById: string;
  askedByName: string;
  askedAt: Date;
  confirmedByName: string | null;
  confirmedAt: Date | null;
}

/**
 * For the night nobody of a group can be reached: an admin asks for a text to be approved past the steps that are left, with a
 * reason, and a second person who wrote none of it confirms. Both stand on the record, which the department sees.
 */
@Injectable()
export class BreakGlassService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly approvals: ApprovalsService,
    private readonly decisions: DecisionsService,
  ) {}

  /** Asks, for one exact text. Throws `reason_required` (422), `content_changed`, `already_decided`, `glass_asked` (409). */
  ask(actor: Actor, reviewId: string, reason: string, contentHash: string): Promise<{ id: string }> {
    return this.unitOfWork.run(actor, async (tx) => {
      const { round, by } = await this.take(tx, reviewId, contentHash);
      if (!reason.trim()) throw reasonRequired();
      const id = newId();
      await tx
        .query(
          `insert into review_break_glass (id, round_id, draft_id, department_id, content_hash, reason, asked_by, asked_by_name, asked_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
          [
            id,
            round.id,
            round.draftId,
            round.departmentId,
            contentHash,
            reason.trim(),
            by.personId,
            by.name,
            tx.now,
          ],
        )
        .catch((error: unknown) => onConflict(error, 'review_break_glass_round_uq', glassBroken));
      await tx.record(
        GlassAsked(
          { ...refOf(round), reviewId, title: round.fullTitle, reason: reason.trim() },
          placeOf(round, `${by.name} asks to approve it past the steps that are left: ${reason.trim()}`),
        ),
      );
      return { id };
    });
  }

  /**
   * Confirms as the second person; the steps that are left are closed and the text is approved, once the department has where it
   * is asked itself: the glass is the vendor's, and its people do not decide for others. Throws `nothing_to_confirm`,
   * `content_changed`, `already_decided`, `thread_open` (409), `same_person` and `own_work` (403).
   */
  confirm(actor: Actor, reviewId: string, contentHash: string): Promise<{ roundId: string }> {
    return this.unitOfWork.run(actor, async (tx) => {
      const { round, by } = await this.take(tx, reviewId, contentHash);
      const asked = await this.of(tx, round.id);
      if (!asked || asked.confirmedAt) throw nothingToConfirm();
      if (asked.askedById === by.personId) throw sameFirstPerson();
      if (round.authorIds.includes(by.personId)) throw ownWork();
      await this.decisions.requireSettled(tx, round.draftId);
      await tx.query(
        'update review_break_glass set confirmed_by = $2, confirmed_by_name = $3, confirmed_at = $4 where round_id = $1',
        [round.id, by.personId, by.name, tx.now],
      );
      const waits = await this.approvals.closeOthers(tx, round.id, DEPARTMENT_GROUP);
      await tx.record(
        GlassBroken(
          { ...refOf(round), askedBy: asked.askedById, confirmedBy: by.personId, reason: asked.reason },
          placeOf(
            round,
            `approved past the steps that were left by ${asked.askedByName}, confirmed by ${by.name}${waits ? ', the department still decides' : ''}: ${asked.reason}`,
          ),
        ),
      );
      await this.decisions.goOn(tx, round);
      return { roundId: round.id };
    });
  }

  /** What was asked for a round, if anything. */
  of(tx: Tx, roundId: string): Promise<BreakGlass | undefined> {
    return tx.one<BreakGlass>(
      `select round_id as "roundId", reason, asked_by as "askedById", asked_by_name as "askedByName", asked_at as "askedAt",
              confirmed_by_name as "confirmedByName", confirmed_at as "confirmedAt"
         from review_break_glass where round_id = $1`,
      [roundId],
    );
  }

  private async take(
    tx: Tx,
    reviewId: string,
    contentHash: string,
  ): Promise<{ round: ReviewRound; by: VendorActor }> {
    const place = await tx.one<{ draftId: string; roundId: string }>(
      'select draft_id as "draftId", round_id as "roundId" from review where id = $1',
      [reviewId],
    );
    if (!place || tx.actor.side !== 'vendor') throw noSuchReview();
    await this.approvals.hold(tx, place.draftId);
    const round = await tx.repo(ReviewRound).findOneByOrFail({ id: place.roundId });
    if (round.contentHash !== contentHash || round.state === 'superseded') throw contentChanged();
    if (round.state !== 'open') throw alreadyDecided();
    return { round, by: tx.actor };
  }
}

function refOf({ id, draftId, departmentId, contentHash }: ReviewRound) {
  return { roundId: id, draftId, departmentId, contentHash };
}

function placeOf(round: ReviewRound, what: string) {
  return {
    departmentId: round.departmentId,
    visibility: 'shared' as const,
    subject: { type: 'draft', id: round.draftId },
    summary: `${round.fullTitle}: ${what}`,
  };
}
