import { Injectable } from '@nestjs/common';
import { DepartmentsQueries } from '../departments/departments.queries.js';
import type { Actor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { isId } from '../platform/id.js';
import { businessDate } from './business-date.js';
import { closeReasonLabel, isReasonFor } from './close-reasons.js';
import { Pitch } from './pitch.entity.js';
import type { CouncilItem } from './pitch-stage.entity.js';
import type { OutcomeDto } from './pitches.dto.js';
import { pitchNotFound, reasonUnfit, stageNotReachable } from './pitches.errors.js';
import { CouncilItemRecorded, OutcomeNoted } from './pitches.events.js';

/** What is put on the record about the end of a pitch before it, and after it. */
@Injectable()
export class OutcomesService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly departments: DepartmentsQueries,
  ) {}

  /**
   * Records the council item with the stage the pitch is in, so that the green light finds it. Throws 404, `date_in_future`,
   * `date_invalid` and, for a closed pitch, `stage_not_reachable` (422).
   */
  recordCouncilItem(actor: Actor, pitchId: string, given: CouncilItem): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const pitch = await lock(tx, pitchId);
      if (pitch.closedOn) throw stageNotReachable('This pitch is closed. Reopen it first.');
      const { timeZone } = await this.departments.factsOrFail(tx, pitch.departmentId);
      const item = { ...given, date: businessDate(given.date, tx.now, timeZone, 'date') };
      await tx.query('update pitch_stage set council_item = $2 where pitch_id = $1 and left_at is null', [
        pitchId,
        item,
      ]);
      await tx.record(
        CouncilItemRecorded(
          { pitchId, departmentId: pitch.departmentId, number: item.number, date: item.date },
          { ...place(pitch), summary: `Council item ${item.number}`, occurredOn: item.date },
        ),
      );
    });
  }

  /** Says what won a department over; the last word counts. Throws 404, `reason_unfit` and `stage_not_reachable` (422). */
  note(actor: Actor, pitchId: string, dto: OutcomeDto): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const pitch = await lock(tx, pitchId);
      if (!pitch.isWon) throw stageNotReachable('This pitch is not won yet.');
      if (!isReasonFor(dto.reasonCode, 'won')) throw reasonUnfit();
      pitch.closeReasonCode = dto.reasonCode;
      pitch.closeReason = dto.reason?.trim() || closeReasonLabel(dto.reasonCode);
      await tx.repo(Pitch).save(pitch);
      await tx.record(
        OutcomeNoted(
          { pitchId, departmentId: pitch.departmentId, reasonCode: dto.reasonCode },
          { ...place(pitch), summary: `Won because: ${pitch.closeReason}` },
        ),
      );
    });
  }
}

async function lock(tx: Tx, id: string): Promise<Pitch> {
  const pitch = isId(id)
    ? await tx.repo(Pitch).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } })
    : null;
  if (!pitch) throw pitchNotFound();
  return pitch;
}

function place(pitch: Pitch) {
  return {
    departmentId: pitch.departmentId,
    visibility: 'shared' as const,
    subject: { type: 'pitch', id: pitch.id },
  };
}
