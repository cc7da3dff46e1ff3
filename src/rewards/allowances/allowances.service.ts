import { Injectable } from '@nestjs/common';
import { DepartmentsQueries } from '../../departments/departments.queries.js';
import { type Actor, actorName, isOwnDepartment, isPerson, personIdOf } from '../../platform/actor.js';
import type { Tx } from '../../platform/database/tx.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { notFound } from '../../platform/errors.js';
import { isId, newId } from '../../platform/id.js';
import { localDate } from '../../platform/local-time.js';
import { apartFromIdempotencyKey } from '../../platform/web/idempotency-scope.js';
import type { GiftPolicy } from '../gift-policy.js';
import type { Moment } from '../reward.entity.js';
import { dateInFuture, datesOutOfOrder } from '../rewards.errors.js';
import { Allowance, type AllowanceStepTaken } from './allowance.entity.js';
import {
  allowanceForPerson,
  allowanceTermsInvalid,
  noSuchReport,
  partnershipEnded,
  reportDiffers,
  reportReversed,
} from './allowance.errors.js';
import { AllowanceRefused } from './allowance.events.js';
import { isFault, valueOf } from './allowance-value.js';
import type {
  AllowanceAcceptanceDto,
  AllowanceActivationDto,
  AllowanceClosingDto,
  AllowanceRefusalDto,
  OfferAllowanceDto,
  UseDto,
  UseReversalDto,
} from './allowances.dto.js';
import { recordAllowanceStep } from './record-allowance-step.js';

interface Locked {
  tx: Tx;
  allowance: Allowance;
  policy: GiftPolicy | null;
  at: Moment;
}

interface Report {
  id: string;
  from: string;
  to: string;
  units: number;
  cents: number;
  citySpentCents: number | null;
  reversed: boolean;
}

/** The use cases of an allowance. Each step is one transaction: state, history, ledger and event, or nothing at all. */
@Injectable()
export class AllowancesService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly departments: DepartmentsQueries,
  ) {}

  /**
   * Offers a discount or a subsidy to the department of a partnership. 404 without it; 422 `personal_incentive` (which goes on the
   * record), `terms_invalid`, `partnership_ended`, `dates_out_of_order`, `date_in_future`. Returns its id.
   */
  async offer(actor: Actor, dto: OfferAllowanceDto): Promise<string> {
    if (dto.recipient !== 'department') {
      await apartFromIdempotencyKey(() =>
        this.uow.run(actor, (tx) => this.recordRefusal(tx, dto.partnershipId)),
      );
      throw allowanceForPerson();
    }
    const value = valueOf(dto);
    if (isFault(value)) throw allowanceTermsInvalid(value);
    const { startsOn = null, endsOn = null } = dto;
    if (startsOn && endsOn && endsOn < startsOn)
      throw datesOutOfOrder('endsOn', 'Enter the first day or a later one.');
    return this.uow.run(actor, async (tx) => {
      const partnership = await this.lockPartnership(tx, dto.partnershipId);
      if (partnership.state === 'ended') throw partnershipEnded();
      const { timeZone } = await this.departments.factsOrFail(tx, partnership.departmentId);
      const today = localDate(tx.now, timeZone);
      const offeredOn = dto.offeredOn ?? today;
      if (offeredOn > today) throw dateInFuture('offeredOn');
      const allowance = tx.repo(Allowance).create({
        id: newId(),
        ...partnership,
        kind: dto.kind,
        recipient: 'department',
        state: 'offered',
        ...value,
        startsOn,
        endsOn,
        offeredOn,
        usedUnits: 0,
        usedCents: 0,
        uses: 0,
        steps: 0,
        stateEnteredAt: tx.now,
      });
      await this.put(tx, allowance, {
        step: 'offer',
        from: null,
        to: 'offered',
        occurredOn: offeredOn,
        reason: null,
        details: {},
        moved: { units: 0, cents: 0 },
      });
      return allowance.id;
    });
  }

  /** By the department's gift policy, the whole of it being the gift: 422 `authority_mismatch`, `resolution_required`. */
  accept(actor: Actor, id: string, dto: AllowanceAcceptanceDto): Promise<void> {
    return this.step(actor, id, ({ allowance, policy, at }) => allowance.accept(dto, policy, at));
  }

  refuse(actor: Actor, id: string, dto: AllowanceRefusalDto): Promise<void> {
    return this.step(actor, id, ({ allowance, at }) => allowance.refuse(dto.reason, at));
  }

  /** An admin's yes; 403 `own_work` for whoever recorded the acceptance. */
  activate(actor: Actor, id: string, dto: AllowanceActivationDto): Promise<void> {
    return this.step(actor, id, ({ allowance, at }) => allowance.activate(dto.activeOn, at));
  }

  /**
   * Counts a report of use. The same report again changes nothing, also after closing; 409 `report_differs` for other figures under
   * its key, `report_reversed` after it was taken back; 422 `above_terms`, `above_cap`, `outside_days`.
   */
  use(actor: Actor, id: string, dto: UseDto): Promise<void> {
    return this.uow.run(actor, async (tx) => {
      const { allowance, at } = await this.locked(tx, id);
      const known = await this.report(tx, id, dto.key);
      if (known) return sameReport(known, dto);
      const taken = allowance.use(dto, at);
      const stepId = await this.put(tx, allowance, taken);
      const { units, amountCents: cents, citySpentCents = null } = dto;
      await this.keepUse(tx, allowance, stepId, { ...dto, units, cents, citySpentCents, reverses: null });
    });
  }

  /** Takes a report back; again, it changes nothing. 422 `unknown_report`. */
  reverse(actor: Actor, id: string, { key, reason }: UseReversalDto): Promise<void> {
    return this.uow.run(actor, async (tx) => {
      const { allowance, at } = await this.locked(tx, id);
      const known = await this.report(tx, id, key);
      if (!known) throw noSuchReport();
      if (known.reversed) return;
      const taken = allowance.reverse({ key, ...known }, reason, at);
      const stepId = await this.put(tx, allowance, taken);
      const { from, to } = known;
      const citySpentCents = known.citySpentCents && -known.citySpentCents;
      const [units, cents] = [-known.units, -known.cents];
      await this.keepUse(tx, allowance, stepId, {
        key,
        from,
        to,
        units,
        cents,
        citySpentCents,
        reverses: known.id,
      });
    });
  }

  /** Over, or taken back before it began: what was promised and not used is released. */
  close(actor: Actor, id: string, dto: AllowanceClosingDto): Promise<void> {
    return this.step(actor, id, async ({ tx, allowance, at }) => {
      const last = await tx.one<{ on: string }>(
        'select max(occurred_on) "on" from allowance_step where allowance_id = $1',
        [id],
      );
      return allowance.close(dto.reason, dto.closedOn ?? at.today, last?.on ?? allowance.offeredOn, at);
    });
  }

  private step(
    actor: Actor,
    id: string,
    take: (locked: Locked) => AllowanceStepTaken | Promise<AllowanceStepTaken>,
  ): Promise<void> {
    return this.uow.run(actor, async (tx) => {
      const locked = await this.locked(tx, id);
      await this.put(tx, locked.allowance, await take(locked));
    });
  }

  private async put(tx: Tx, allowance: Allowance, taken: AllowanceStepTaken): Promise<string> {
    allowance.steps += 1;
    await tx.repo(Allowance).save(allowance);
    return recordAllowanceStep(tx, allowance, taken);
  }

  /** The allowance, locked, with its department's policy and day. 404 for one that is not there or not the actor's to see. */
  private async locked(tx: Tx, id: string): Promise<Locked> {
    const { actor } = tx;
    const allowance = isId(id)
      ? await tx.repo(Allowance).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } })
      : null;
    const strange =
      allowance &&
      isPerson(actor) &&
      actor.side === 'department' &&
      !isOwnDepartment(actor, allowance.departmentId);
    if (!allowance || strange) throw notFound('discount or subsidy');
    const { timeZone, giftPolicy } = await this.departments.factsOrFail(tx, allowance.departmentId);
    const at = { now: tx.now, today: localDate(tx.now, timeZone), personId: personIdOf(actor) };
    return { tx, allowance, policy: giftPolicy, at };
  }

  /** Locks the partnership, so that its allowances are numbered one after the other and none begins while it ends. */
  private async lockPartnership(
    tx: Tx,
    partnershipId: string,
  ): Promise<{ partnershipId: string; departmentId: string; state: string; number: number }> {
    const found = await tx.one<{ departmentId: string; state: string }>(
      'select department_id "departmentId", state from partnership where id = $1 for update',
      [partnershipId],
    );
    if (!found) throw notFound('partnership');
    const last = await tx.one<{ number: number }>(
      'select coalesce(max(number), 0)::int number from allowance where partnership_id = $1',
      [partnershipId],
    );
    return { partnershipId, ...found, number: (last?.number ?? 0) + 1 };
  }

  private async recordRefusal(tx: Tx, partnershipId: string): Promise<void> {
    const found = await tx.one<{ departmentId: string }>(
      'select department_id "departmentId" from partnership where id = $1',
      [partnershipId],
    );
    if (!found) return;
    const { departmentId } = found;
    await tx.record(
      AllowanceRefused(
        { partnershipId, departmentId, recipient: 'person' },
        {
          departmentId,
          visibility: 'vendor',
          subject: { type: 'partnership', id: partnershipId },
          summary: 'Refused: a discount or subsidy for a person instead of the department',
        },
      ),
    );
  }

  private report(tx: Tx, allowanceId: string, key: string): Promise<Report | undefined> {
    return tx.one(
      `select u.id, u.from_day "from", u.to_day "to", u.units, u.cents, u.city_spent_cents "citySpentCents",
              exists (select from allowance_use r where r.reverses = u.id) reversed
         from allowance_use u where u.allowance_id = $1 and u.key = $2 and u.reverses is null`,
      [allowanceId, key],
    );
  }

  private async keepUse(
    tx: Tx,
    allowance: Allowance,
    stepId: string,
    use: Omit<Report, 'id' | 'reversed'> & { key: string; reverses: string | null },
  ): Promise<void> {
    await tx.query(
      `insert into allowance_use (id, allowance_id, department_id, number, key, from_day, to_day, units, cents, city_spent_cents,
         reverses, step_id, by_name, recorded_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        newId(),
        allowance.id,
        allowance.departmentId,
        allowance.uses,
        use.key,
        use.from,
        use.to,
        use.units,
        use.cents,
        use.citySpentCents,
        use.reverses,
        stepId,
        actorName(tx.actor),
        tx.now,
      ],
    );
  }
}

/** Nothing when the report is the one that was counted; else the refusal that says what became of that. */
function sameReport(known: Report, dto: UseDto): void {
  const same =
    known.from === dto.from &&
    known.to === dto.to &&
    known.units === dto.units &&
    known.cents === dto.amountCents &&
    known.citySpentCents === (dto.citySpentCents ?? null);
  if (!same) throw reportDiffers();
  if (known.reversed) throw reportReversed();
}
