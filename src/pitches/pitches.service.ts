import { Injectable } from '@nestjs/common';
import { DepartmentsQueries, type DepartmentFacts } from '../departments/departments.queries.js';
import { type Actor, actorName, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError, pgErrorOf } from '../platform/errors.js';
import { isId, newId } from '../platform/id.js';
import { businessDate } from './business-date.js';
import { Offer } from './offer.entity.js';
import { inWords } from './offer-in-words.js';
import { BOARD_STAGES, closes, faultsOf, STEPS } from './pitch-life.js';
import { type CouncilItem, PitchStage } from './pitch-stage.entity.js';
import { Pitch } from './pitch.entity.js';
import type { MovePitchDto, OfferDto, OpenPitchDto } from './pitches.dto.js';
import {
  councilItemRequired,
  openPitchExists,
  personalIncentive,
  pitchNotFound,
  staleMove,
  stageNotReachable,
  unknownPerson,
} from './pitches.errors.js';
import { OfferMade, PitchMoved, PitchOpened, PitchWon } from './pitches.events.js';
import { stageLabel } from './stage-labels.js';

interface Entry {
  on: string;
  note?: string;
  reason?: string;
  councilItem?: CouncilItem;
}

/** A pitch from its opening to its end: stages and offers. What is said and to be done on the way is in PitchDiaryService. */
@Injectable()
export class PitchesService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly departments: DepartmentsQueries,
  ) {
    const faults = faultsOf(STEPS);
    if (faults.length > 0) throw new Error(`The life of a pitch is broken: ${faults.join('; ')}`);
  }

  /**
   * Opens a pitch as `prospect`. Throws 404 for an unknown department, `open_pitch_exists` (409), `personal_incentive`,
   * `date_in_future` and `unknown_person` (422). Returns its id.
   */
  open(actor: Actor, dto: OpenPitchDto): Promise<string> {
    return this.work.run(actor, async (tx) => {
      refusePersonal(dto.offer);
      const department = await this.departments.factsOrFail(tx, dto.departmentId);
      const pitch = new Pitch();
      pitch.id = newId();
      pitch.departmentId = department.id;
      pitch.ownerId = dto.ownerId ?? personIdOf(actor);
      pitch.stage = 'prospect';
      pitch.openedOn = businessDate(dto.openedOn, tx.now, department.timeZone, 'openedOn');
      pitch.stageEnteredOn = pitch.lastTouchedOn = pitch.openedOn;
      pitch.closedOn = pitch.closeReason = null;
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
      await this.putOffer(tx, pitch, dto.offer, pitch.openedOn);
      return pitch.id;
    });
  }

  /**
   * Moves a pitch. Throws 404, `stale_move` and `open_pitch_exists` (409), `stage_not_reachable`, `reason_required`,
   * `council_item_required` and `date_in_future` (422).
   */
  move(actor: Actor, pitchId: string, dto: MovePitchDto): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const { pitch, department } = await this.lock(tx, pitchId);
      if (dto.expectedStage !== undefined && dto.expectedStage !== pitch.stage) throw staleMove();
      const on = businessDate(dto.occurredOn, tx.now, department.timeZone, 'occurredOn');
      const councilItem = checked(dto.councilItem, tx.now, department.timeZone);
      const from = pitch.stage;
      pitch.moveTo(dto.to, on, dto.reason);
      if (dto.to === 'green_lit') await this.requireCouncilItem(tx, pitch, department, councilItem);
      await this.change(tx, pitch, from, { on, note: dto.note, reason: dto.reason, councilItem });
    });
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
    const { pitch, department } = await this.lock(tx, pitchId);
    if (pitch.isWon)
      throw new DomainError(
        'conflict',
        'partnership_exists',
        'This pitch has already opened its partnership.',
      );
    const on = businessDate(occurredOn, tx.now, department.timeZone, 'occurredOn');
    const councilItem = checked(given, tx.now, department.timeZone);
    const from = pitch.stage;
    if (from !== 'legal_review' && from !== 'green_lit') {
      throw stageNotReachable('The green light comes from legal review. Move the pitch there first.');
    }
    if (from === 'legal_review') pitch.moveTo('green_lit', on, undefined);
    await this.requireCouncilItem(tx, pitch, department, councilItem);
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
      PitchWon(
        { pitchId, departmentId: department.id },
        { ...place(pitch), summary: 'Green light', occurredOn: on },
      ),
    );
    return { pitchId, departmentId: department.id, offer: await latestOffer(tx, pitchId) };
  }

  /** Puts a new offer; the one before stays on the record. Throws 404, `personal_incentive`, `stage_not_reachable` (422). */
  makeOffer(actor: Actor, pitchId: string, dto: OfferDto): Promise<string> {
    return this.work.run(actor, async (tx) => {
      refusePersonal(dto);
      const { pitch, department } = await this.lock(tx, pitchId);
      if (pitch.closedOn) throw stageNotReachable('This pitch is closed. Reopen it before making an offer.');
      const on = businessDate(undefined, tx.now, department.timeZone, 'occurredOn');
      if (dto.devicesPromised !== undefined) pitch.devicesPromised = dto.devicesPromised;
      pitch.touch(on);
      await tx.repo(Pitch).save(pitch);
      return this.putOffer(tx, pitch, dto, on);
    });
  }

  /** Gives a pitch to another person of the vendor side. Throws 404 and `unknown_person` (422). */
  assign(actor: Actor, pitchId: string, ownerId: string): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const { pitch } = await this.lock(tx, pitchId);
      pitch.ownerId = ownerId;
      await this.keep(tx, pitch);
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

  /** Writes a move: the row, the end of the last stay, the beginning of the next, and the event. */
  private async change(tx: Tx, pitch: Pitch, from: Pitch['stage'], entry: Entry): Promise<void> {
    await this.keep(tx, pitch);
    await tx.query(
      `update pitch_stage set left_at = $2, left_on = $3 where pitch_id = $1 and left_at is null`,
      [pitch.id, tx.now, entry.on],
    );
    await enter(tx, pitch, entry);
    const back = BOARD_STAGES.indexOf(pitch.stage) < BOARD_STAGES.indexOf(from) && !closes(pitch.stage);
    await tx.record(
      PitchMoved(
        { pitchId: pitch.id, departmentId: pitch.departmentId, from, to: pitch.stage },
        {
          ...place(pitch),
          summary: `Pitch moved ${back && !closes(from) ? 'back ' : ''}to ${stageLabel(pitch.stage).toLowerCase()}`,
          occurredOn: entry.on,
        },
      ),
    );
  }

  private async requireCouncilItem(
    tx: Tx,
    pitch: Pitch,
    department: DepartmentFacts,
    item?: CouncilItem,
  ): Promise<void> {
    if (!department.oversightOrdinance || item) return;
    const earlier = await tx.one(
      `select from pitch_stage where pitch_id = $1 and council_item is not null limit 1`,
      [pitch.id],
    );
    if (!earlier) throw councilItemRequired();
  }

  private async putOffer(tx: Tx, pitch: Pitch, dto: OfferDto, on: string): Promise<string> {
    const offer = new Offer();
    offer.id = newId();
    offer.pitchId = pitch.id;
    offer.departmentId = pitch.departmentId;
    offer.number = ((await latestOffer(tx, pitch.id))?.number ?? 0) + 1;
    offer.deviceDiscountPercent = dto.deviceDiscountPercent ?? null;
    offer.downloadsPerDevice = dto.downloadsPerDevice;
    offer.deviceSku = dto.deviceSku;
    offer.deviceFmvCents = dto.deviceFmvCents;
    offer.recipient = 'department';
    offer.byId = personIdOf(tx.actor);
    offer.byName = actorName(tx.actor);
    offer.occurredOn = on;
    offer.recordedAt = tx.now;
    await tx.repo(Offer).insert(offer);
    await tx.record(
      OfferMade(
        { pitchId: pitch.id, departmentId: pitch.departmentId, offerId: offer.id },
        { ...place(pitch), summary: `Offer: ${inWords(offer)}`, occurredOn: on },
      ),
    );
    return offer.id;
  }
}

function refusePersonal(offer: OfferDto): void {
  if (offer.recipient !== 'department') throw personalIncentive();
}

function checked(item: CouncilItem | undefined, now: Date, zone: string): CouncilItem | undefined {
  if (!item) return undefined;
  return { ...item, date: businessDate(item.date, now, zone, 'councilItem.date') };
}

function latestOffer(tx: Tx, pitchId: string): Promise<Offer | null> {
  return tx.repo(Offer).findOne({ where: { pitchId }, order: { number: 'DESC' } });
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
