import { Injectable } from '@nestjs/common';
import { DepartmentsQueries, type DepartmentFacts } from '../departments/departments.queries.js';
import { type Actor, actorName, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError, onConflict, pgErrorOf } from '../platform/errors.js';
import { isId, newId } from '../platform/id.js';
import { businessDate } from './business-date.js';
import type { Offer } from './offer.entity.js';
import { OffersService } from './offers.service.js';
import { BOARD_STAGES, closes, faultsOf, STEPS } from './pitch-life.js';
import {
  type Entry,
  lockForMove,
  moved,
  type MovedPitch,
  refuseStale,
  type Stay,
  writeMove,
} from './moving.js';
import { type CouncilItem, PitchStage } from './pitch-stage.entity.js';
import { Pitch } from './pitch.entity.js';
import type { MovePitchDto, OpenPitchDto } from './pitches.dto.js';
import {
  councilItemRequired,
  dateBeforeStage,
  openPitchExists,
  pitchNotFound,
  stageNotReachable,
  unknownPerson,
} from './pitches.errors.js';
import { PitchAssigned, PitchMoved, PitchOpened, PitchWon } from './pitches.events.js';
import { stageLabel } from './stage-labels.js';

/** A pitch from its opening to its end. What is said and to be done on the way is in PitchDiaryService. */
@Injectable()
export class PitchesService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly departments: DepartmentsQueries,
    private readonly offers: OffersService,
  ) {
    const faults = faultsOf(STEPS);
    if (faults.length > 0) throw new Error(`The life of a pitch is broken: ${faults.join('; ')}`);
  }

  /**
   * Opens a pitch as `prospect`. Throws 404 for an unknown department, `open_pitch_exists` (409), `personal_incentive`,
   * `date_in_future` and `unknown_person` (422). Returns its id.
   */
  async open(actor: Actor, dto: OpenPitchDto): Promise<string> {
    await this.offers.refusePersonal(actor, dto.offer, { departmentId: dto.departmentId });
    return this.work.run(actor, async (tx) => {
      const department = await this.departments.factsOrFail(tx, dto.departmentId);
      const pitch = new Pitch();
      pitch.id = newId();
      pitch.departmentId = department.id;
      pitch.ownerId = dto.ownerId ?? personIdOf(actor);
      pitch.stage = 'prospect';
      pitch.openedOn = businessDate(dto.openedOn, tx.now, department.timeZone, 'openedOn');
      pitch.stageEnteredOn = pitch.lastTouchedOn = pitch.openedOn;
      pitch.closedOn = pitch.closeReason = pitch.closeReasonCode = null;
      pitch.devicesPromised = dto.offer.devicesPromised ?? 0;
      pitch.createdAt = tx.now;
      await this.keep(tx, pitch);
      await enter(tx, pitch, { on: pitch.openedOn });
      await tx.record(
        PitchOpened(
          { pitchId: pitch.id, departmentId: department.id },
          { ...place(pitch), summary: 'Pitch opened', occurredOn: pitch.openedOn },
        ),
      );
      await this.offers.put(tx, pitch, dto.offer, pitch.openedOn);
      return pitch.id;
    });
  }

  /**
   * Moves a pitch: one write of its row, one row of history. Throws 404, `stale_move` and `open_pitch_exists` (409),
   * `stage_not_reachable`, `reason_required`, `council_item_required`, `date_in_future` and `date_before_stage` (422).
   */
  move(actor: Actor, pitchId: string, dto: MovePitchDto): Promise<MovedPitch> {
    return this.work.run(actor, (tx) => this.moveIn(tx, pitchId, dto));
  }

  /** The same inside the caller's transaction. */
  async moveIn(tx: Tx, pitchId: string, dto: MovePitchDto): Promise<MovedPitch> {
    const { pitch, timeZone, hasOrdinance } = await lockForMove(tx, pitchId);
    if (dto.expectedStage !== undefined && dto.expectedStage !== pitch.stage) return refuseStale(tx, pitch);
    const on = dayOfStep(pitch, dto.occurredOn, tx.now, timeZone);
    const councilItem = checked(dto.councilItem, tx.now, timeZone);
    const from = pitch.stage;
    pitch.moveTo(dto.to, on, dto.reason, dto.reasonCode);
    if (dto.to === 'green_lit') await this.requireCouncilItem(tx, pitch, hasOrdinance, councilItem);
    const stages = await this.change(tx, pitch, from, {
      on,
      note: dto.note,
      reason: pitch.closeReason ?? dto.reason,
      reasonCode: pitch.closeReasonCode ?? undefined,
      councilItem,
    });
    return moved(pitch, stages);
  }

  /**
   * The pitch's part of the green light, inside the caller's transaction: from `legal_review`, or from `green_lit` as long as no
   * partnership came of it. The pitch is won and closed. Throws 404, `stage_not_reachable`, `council_item_required` (422)
   * and `partnership_exists` (409).
   */
  async greenLight(
    tx: Tx,
    pitchId: string,
    { councilItem: given, occurredOn }: { councilItem?: CouncilItem; occurredOn: string },
  ): Promise<{ pitchId: string; departmentId: string; offer: Offer | null }> {
    const { pitch, timeZone, hasOrdinance } = await lockForMove(tx, pitchId);
    const { departmentId } = pitch;
    if (pitch.isWon)
      throw new DomainError(
        'conflict',
        'partnership_exists',
        'This pitch has already opened its partnership.',
      );
    const day = businessDate(occurredOn, tx.now, timeZone, 'occurredOn');
    // An agreement may be older than the last step that was entered here; the history still goes forward.
    const on = day < pitch.stageEnteredOn ? pitch.stageEnteredOn : day;
    const councilItem = checked(given, tx.now, timeZone);
    const from = pitch.stage;
    if (from !== 'legal_review' && from !== 'green_lit') {
      throw stageNotReachable('The green light comes from legal review. Move the pitch there first.');
    }
    if (from === 'legal_review') pitch.moveTo('green_lit', on, undefined);
    await this.requireCouncilItem(tx, pitch, hasOrdinance, councilItem);
    if (from === 'legal_review') await this.change(tx, pitch, from, { on, councilItem });
    else if (councilItem) {
      await tx.query(`update pitch_stage set council_item = $2 where pitch_id = $1 and left_at is null`, [
        pitchId,
        councilItem,
      ]);
    }
    pitch.close(on);
    await tx.repo(Pitch).save(pitch);
    await tx.record(
      PitchWon({ pitchId, departmentId }, { ...place(pitch), summary: 'Green light', occurredOn: day }),
    );
    return { pitchId, departmentId, offer: await this.offers.latest(tx, pitchId) };
  }

  /** Gives a pitch to another person of the vendor side. Throws 404 and `unknown_person` (422). */
  assign(actor: Actor, pitchId: string, ownerId: string): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const { pitch } = await this.lock(tx, pitchId);
      const from = pitch.ownerId;
      if (from === ownerId) return;
      pitch.ownerId = ownerId;
      await this.keep(tx, pitch);
      const { departmentId } = pitch;
      await tx.record(
        PitchAssigned(
          { pitchId, departmentId, from, to: ownerId },
          // Who looks after a department is the vendor's to know.
          { ...place(pitch), visibility: 'vendor', summary: 'Pitch given to a colleague' },
        ),
      );
    });
  }

  private async lock(tx: Tx, id: string): Promise<{ pitch: Pitch; department: DepartmentFacts }> {
    const pitch = isId(id)
      ? await tx.repo(Pitch).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } })
      : null;
    if (!pitch) throw pitchNotFound();
    return { pitch, department: await this.departments.factsOrFail(tx, pitch.departmentId) };
  }

  private async keep(tx: Tx, pitch: Pitch): Promise<void> {
    try {
      await tx.repo(Pitch).save(pitch);
    } catch (error) {
      const { constraint } = pgErrorOf(error);
      if (constraint === 'pitch_owner_fk') throw unknownPerson('ownerId');
      if (constraint === 'pitch_open_department_uq') throw openPitchExists();
      throw error;
    }
  }

  /** Writes a move and says so on the record. */
  private async change(tx: Tx, pitch: Pitch, from: Pitch['stage'], entry: Entry): Promise<Stay[]> {
    const back = BOARD_STAGES.indexOf(pitch.stage) < BOARD_STAGES.indexOf(from) && !closes(pitch.stage);
    const event = PitchMoved(
      { pitchId: pitch.id, departmentId: pitch.departmentId, from, to: pitch.stage },
      {
        ...place(pitch),
        summary: `Pitch moved ${back && !closes(from) ? 'back ' : ''}to ${stageLabel(pitch.stage).toLowerCase()}`,
        occurredOn: entry.on,
      },
    );
    return writeMove(tx, pitch, entry, event).catch((error: unknown) =>
      onConflict(error, 'pitch_open_department_uq', openPitchExists),
    );
  }

  private async requireCouncilItem(
    tx: Tx,
    pitch: Pitch,
    hasOrdinance: boolean,
    item?: CouncilItem,
  ): Promise<void> {
    if (!hasOrdinance || item) return;
    const earlier = await tx.one(
      `select from pitch_stage where pitch_id = $1 and council_item is not null limit 1`,
      [pitch.id],
    );
    if (!earlier) throw councilItemRequired();
  }
}

/** The day of a step, in the department's zone: today, or the day given. Throws `date_before_stage` (422) when time would run backwards. */
function dayOfStep(pitch: Pitch, given: string | undefined, now: Date, zone: string): string {
  const day = businessDate(given, now, zone, 'occurredOn');
  if (day >= pitch.stageEnteredOn) return day;
  if (given !== undefined) throw dateBeforeStage(pitch.stageEnteredOn);
  return pitch.stageEnteredOn;
}

function checked(item: CouncilItem | undefined, now: Date, zone: string): CouncilItem | undefined {
  if (!item) return undefined;
  return { ...item, date: businessDate(item.date, now, zone, 'councilItem.date') };
}

async function enter(tx: Tx, pitch: Pitch, entry: Entry): Promise<void> {
  await tx.repo(PitchStage).insert({
    id: newId(),
    pitchId: pitch.id,
    departmentId: pitch.departmentId,
    stage: pitch.stage,
    enteredAt: tx.now,
    leftAt: null,
    occurredOn: entry.on,
    leftOn: null,
    byId: personIdOf(tx.actor),
    byName: actorName(tx.actor),
    note: entry.note ?? null,
    reason: entry.reason ?? null,
    reasonCode: entry.reasonCode ?? null,
    councilItem: entry.councilItem ?? null,
  });
}

function place(pitch: Pitch) {
  return {
    departmentId: pitch.departmentId,
    visibility: 'shared' as const,
    subject: { type: 'pitch', id: pitch.id },
  };
}
