import { Injectable } from '@nestjs/common';
import { DepartmentsQueries } from '../departments/departments.queries.js';
import { type Actor, actorName, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { isId, newId } from '../platform/id.js';
import { apartFromIdempotencyKey } from '../platform/web/idempotency-scope.js';
import { businessDate } from './business-date.js';
import { Offer } from './offer.entity.js';
import { inWords } from './offer-in-words.js';
import { Pitch } from './pitch.entity.js';
import type { OfferDto } from './pitches.dto.js';
import { personalIncentive, pitchNotFound, stageNotReachable } from './pitches.errors.js';
import { OfferMade, OfferRefused } from './pitches.events.js';

/** What is put to departments, and what may not be. */
@Injectable()
export class OffersService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly departments: DepartmentsQueries,
  ) {}

  /** Puts a new offer; the one before stays on the record. Throws 404, `personal_incentive`, `stage_not_reachable` (422). */
  async make(actor: Actor, pitchId: string, dto: OfferDto): Promise<string> {
    await this.refusePersonal(actor, dto, { pitchId });
    return this.work.run(actor, async (tx) => {
      const pitch = await tx
        .repo(Pitch)
        .findOne({ where: { id: idOrFail(pitchId) }, lock: { mode: 'pessimistic_write' } });
      if (!pitch) throw pitchNotFound();
      if (pitch.closedOn) throw stageNotReachable('This pitch is closed. Reopen it before making an offer.');
      const { timeZone } = await this.departments.factsOrFail(tx, pitch.departmentId);
      const on = businessDate(undefined, tx.now, timeZone, 'occurredOn');
      if (dto.devicesPromised !== undefined) pitch.devicesPromised = dto.devicesPromised;
      pitch.touch(on);
      await tx.repo(Pitch).save(pitch);
      return this.put(tx, pitch, dto, on);
    });
  }

  /** Writes an offer to a pitch the caller holds, inside the caller's transaction. Returns its id. */
  async put(tx: Tx, pitch: Pitch, dto: OfferDto, on: string): Promise<string> {
    const offer = new Offer();
    offer.id = newId();
    offer.pitchId = pitch.id;
    offer.departmentId = pitch.departmentId;
    offer.number = ((await this.latest(tx, pitch.id))?.number ?? 0) + 1;
    offer.deviceDiscountPercent = dto.deviceDiscountPercent ?? null;
    offer.downloadsPerDevice = dto.downloadsPerDevice;
    offer.deviceSku = dto.deviceSku;
    offer.deviceFmvCents = dto.deviceFmvCents;
    offer.recipient = 'department';
    offer.note = dto.note?.trim() || null;
    offer.byId = personIdOf(tx.actor);
    offer.byName = actorName(tx.actor);
    offer.occurredOn = on;
    offer.recordedAt = tx.now;
    await tx.repo(Offer).insert(offer);
    await tx.record(
      OfferMade(
        { pitchId: pitch.id, departmentId: pitch.departmentId, offerId: offer.id },
        {
          departmentId: pitch.departmentId,
          visibility: 'shared',
          subject: { type: 'pitch', id: pitch.id },
          summary: `Offer: ${inWords(offer)}`,
          occurredOn: on,
        },
      ),
    );
    return offer.id;
  }

  /** The offer that stands, if there is one. */
  latest(tx: Tx, pitchId: string): Promise<Offer | null> {
    return tx.repo(Offer).findOne({ where: { pitchId }, order: { number: 'DESC' } });
  }

  /**
   * Refuses an offer to anyone but the department with `personal_incentive` (422). The attempt goes on the record in a
   * transaction of its own, which stays when everything else of the request is undone; of the recipient only that it was a
   * person is kept.
   */
  async refusePersonal(
    actor: Actor,
    offer: OfferDto,
    where: { pitchId: string } | { departmentId: string },
  ): Promise<void> {
    if (offer.recipient === 'department') return;
    await apartFromIdempotencyKey(() => this.work.run(actor, (tx) => this.recordRefusal(tx, where)));
    throw personalIncentive();
  }

  private async recordRefusal(tx: Tx, where: { pitchId: string } | { departmentId: string }): Promise<void> {
    const place =
      'pitchId' in where ? await this.placeOf(tx, where.pitchId) : await this.ofDepartment(tx, where);
    if (!place) return;
    const { pitchId, departmentId } = place;
    await tx.record(
      OfferRefused(
        { pitchId, departmentId, recipient: 'person' },
        {
          departmentId,
          visibility: 'vendor',
          subject: pitchId ? { type: 'pitch', id: pitchId } : { type: 'department', id: departmentId },
          summary: 'Refused: an incentive for a person instead of the department',
        },
      ),
    );
  }

  private async placeOf(tx: Tx, pitchId: string): Promise<{ pitchId: string; departmentId: string } | null> {
    const pitch = isId(pitchId) ? await tx.repo(Pitch).findOneBy({ id: pitchId }) : null;
    return pitch && { pitchId: pitch.id, departmentId: pitch.departmentId };
  }

  /** A pitch that was to begin with such an offer does not begin; its department's open pitch, if there is one, shows it. */
  private async ofDepartment(tx: Tx, { departmentId }: { departmentId: string }) {
    if (!isId(departmentId) || !(await this.departments.facts(tx, departmentId))) return null;
    const open = await tx.one<{ id: string }>(
      'select id from pitch where department_id = any ((select liaison_family($1))::uuid[]) and closed_on is null',
      [departmentId],
    );
    return { pitchId: open?.id ?? null, departmentId };
  }
}

function idOrFail(id: string): string {
  if (!isId(id)) throw pitchNotFound();
  return id;
}
