import { Injectable } from '@nestjs/common';
import { DepartmentsQueries } from '../departments/departments.queries.js';
import { type Actor, actorName, isOwnDepartment, isPerson, personIdOf, SYSTEM } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound, onConflict } from '../platform/errors.js';
import { Files } from '../platform/files/files.js';
import { isId, newId } from '../platform/id.js';
import { Scheduled } from '../platform/jobs/scheduled.js';
import { localDate } from '../platform/local-time.js';
import { readDocument } from './acceptance-document.js';
import { recordDisposition } from './record-disposition.js';
import { recordStep } from './record-step.js';
import { type Moment, Reward, type StepTaken } from './reward.entity.js';
import { DeviceUnit, Shipment } from './reward-rows.entity.js';
import type {
  AcceptanceDto,
  ApprovalDto,
  DeliveryDto,
  DispositionDto,
  ExchangeDto,
  LossDto,
  RefusalDto,
  ReturnDto,
  ShipmentDto,
} from './rewards.dto.js';
import { addressMissing, serialTaken } from './rewards.errors.js';
import { addToCatalogue } from './catalogue.js';
import { type Settled, Settlement } from './settlement.js';
import type { SettleInput } from './settlement-steps.js';
import { hasAddress } from './ship-to.js';
import { isPromised } from './stock/stock.js';
import { StockService } from './stock/stock.service.js';

type DepartmentFacts = NonNullable<Awaited<ReturnType<DepartmentsQueries['facts']>>>;

interface Step {
  tx: Tx;
  reward: Reward;
  department: DepartmentFacts;
  at: Moment;
}

/** A step, and the SKU it took from stock or put back. */
type Taken = StepTaken & { movedSku?: string };

/** The use cases of a reward. Each step is one transaction: state, history, ledger and event, or nothing at all. */
@Injectable()
export class RewardsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly departments: DepartmentsQueries,
    private readonly settlement: Settlement,
    private readonly stock: StockService,
    private readonly files: Files,
  ) {}

  /** Called by referrals with what the downloads now come to; runs in its transaction. */
  settle(tx: Tx, inputs: readonly SettleInput[]): Promise<Settled[]> {
    return this.settlement.settle(tx, inputs);
  }

  /** The hold is over: the worker offers what a settlement has not. One transaction for each partnership. */
  @Scheduled('rewards.offer-due', { everySeconds: 300, byCalendar: true })
  async offerDue(): Promise<void> {
    const due = await this.uow.glance(SYSTEM, (ask) =>
      ask.prepared<{ partnershipId: string; departmentId: string }>(
        `select distinct partnership_id "partnershipId", department_id "departmentId" from reward
          where state = 'accrued' and hold_until <= $1`,
        [ask.now],
      ),
    );
    for (const { partnershipId, departmentId } of due) {
      await this.uow.run(SYSTEM, async (tx) => {
        const department = await this.departmentOf(tx, departmentId);
        await this.settlement.lock(tx, partnershipId, departmentId);
        const rewards = await this.settlement.movableRewards(tx, partnershipId);
        await this.settlement.offerDue(tx, rewards, localDate(tx.now, department.timeZone));
      });
    }
  }

  /** The department's acceptor took it; recorded by the department, or by the vendor from its document. */
  accept(actor: Actor, id: string, dto: AcceptanceDto): Promise<void> {
    return this.step(actor, id, async ({ tx, reward, department, at }) => {
      const taken = reward.accept(dto, department.giftPolicy, at);
      if (!dto.document) return taken;
      const { bytes, fileName: name, mediaType } = readDocument(dto.document);
      const { sha256 } = await this.files.store(tx, bytes, mediaType);
      return { ...taken, details: { ...taken.details, documentSha256: sha256, documentName: name } };
    });
  }

  refuse(actor: Actor, id: string, dto: RefusalDto): Promise<void> {
    return this.step(actor, id, ({ reward, at }) => reward.refuse(dto.reason, at));
  }

  /** An admin's yes; 403 `own_work` for whoever recorded the acceptance. */
  approve(actor: Actor, id: string, dto: ApprovalDto): Promise<void> {
    return this.step(actor, id, ({ reward, at }) => ({ ...reward.approve(at), reason: dto.note ?? null }));
  }

  /**
   * Takes one from stock where the SKU is counted; 422 `out_of_stock` when none is on hand. A lost device's replacement may
   * follow at once: the approval stands, so both steps are taken here.
   */
  ship(actor: Actor, id: string, dto: ShipmentDto): Promise<void> {
    return this.step(actor, id, async ({ tx, reward, department, at }) => {
      // Both counters at once and in order: the SKU that leaves may be another than the one promised.
      await this.stock.lock(tx, [dto.sku, reward.deviceSku]);
      if (reward.state === 'lost') await recordStep(tx, reward, reward.replace(at), at.today);
      const shipmentId = newId();
      const taken = reward.ship({ id: shipmentId, ...dto }, at);
      if (!hasAddress(department.shipTo)) throw addressMissing();
      await this.sendUnit(tx, reward, shipmentId, dto, department.shipTo);
      return { ...taken, movedSku: dto.sku };
    });
  }

  deliver(actor: Actor, id: string, dto: DeliveryDto): Promise<void> {
    return this.step(actor, id, ({ reward, at }) => reward.deliver(dto.receivedOn, at));
  }

  lose(actor: Actor, id: string, dto: LossDto): Promise<void> {
    return this.step(actor, id, ({ reward, at }) => reward.lose(dto.reason, at));
  }

  /** With `toStock` the device stands on the shelf again; 422 `not_counted` when nobody counts its SKU. */
  sendBack(actor: Actor, id: string, dto: ReturnDto): Promise<void> {
    return this.step(actor, id, async ({ tx, reward, at }) => {
      const taken = reward.sendBack(dto.reason, dto.returnedOn, at);
      if (!dto.toStock) return taken;
      const shipment = await tx.repo(Shipment).findOneByOrFail({ id: reward.shipmentId ?? '' });
      await this.stock.putBack(tx, {
        sku: shipment.sku,
        rewardId: reward.id,
        shipmentId: shipment.id,
        occurredOn: dto.returnedOn,
        reason: dto.reason,
      });
      return { ...taken, movedSku: shipment.sku };
    });
  }

  /** A defective device came back: it is marked, and another may be shipped under the acceptance and approval there are. */
  exchange(actor: Actor, id: string, dto: ExchangeDto): Promise<void> {
    return this.step(actor, id, async ({ tx, reward, at }) => {
      const { shipmentId } = reward;
      const taken = reward.exchange(dto.reason, dto.returnedOn, at);
      await tx.query(
        `insert into device_defect (shipment_id, reward_id, department_id, serial_number, returned_on, reason, by_name, recorded_at)
         select id, reward_id, department_id, serial_number, $2, $3, $4, $5 from shipment where id = $1`,
        [shipmentId, dto.returnedOn, dto.reason, actorName(tx.actor), tx.now],
      );
      return taken;
    });
  }

  /** What became of a delivered device, told by the department or a rep. A row of its own; the reward stays as it is. */
  dispose(actor: Actor, id: string, dto: DispositionDto): Promise<void> {
    return this.uow.run(actor, async (tx) => {
      const { reward, at } = await this.locked(tx, id);
      await recordDisposition(tx, reward, dto, at);
    });
  }

  /** Locks the reward first, so that of two people at once one steps and the other is told where it stands now. */
  private step(actor: Actor, id: string, take: (step: Step) => Taken | Promise<Taken>): Promise<void> {
    return this.uow.run(actor, async (tx) => {
      const step = await this.locked(tx, id);
      const { reward, at } = step;
      const { movedSku, ...taken } = await take(step);
      await recordStep(tx, reward, taken, at.today);
      // Only now is the state written, and with it what is promised of the stock.
      const promiseMoved = isPromised(taken.from) !== isPromised(taken.to);
      if (movedSku || promiseMoved)
        await this.stock.watch(tx, [reward.deviceSku, movedSku ?? reward.deviceSku]);
    });
  }

  /** The reward, locked, with its department and its day. 404 for one that is not there or not the actor's to see. */
  private async locked(tx: Tx, id: string): Promise<Step> {
    const { actor } = tx;
    const reward = isId(id)
      ? await tx.repo(Reward).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } })
      : null;
    if (
      !reward ||
      (isPerson(actor) && actor.side === 'department' && !isOwnDepartment(actor, reward.departmentId))
    ) {
      throw notFound('device');
    }
    const department = await this.departmentOf(tx, reward.departmentId);
    const today = localDate(tx.now, department.timeZone);
    return { tx, reward, department, at: { now: tx.now, today, personId: personIdOf(actor) } };
  }

  private async sendUnit(
    tx: Tx,
    reward: Reward,
    shipmentId: string,
    dto: ShipmentDto,
    shipTo: object,
  ): Promise<void> {
    const { departmentId } = reward;
    await addToCatalogue(tx, [{ deviceSku: dto.sku, fmvCents: null }]);
    const { sku, serialNumber } = dto;
    await tx.repo(Shipment).insert({
      id: shipmentId,
      rewardId: reward.id,
      departmentId,
      ...dto,
      shipTo,
      recordedBy: personIdOf(tx.actor),
      recordedAt: tx.now,
    });
    const outing = await this.outingOf(tx, serialNumber);
    await tx
      .repo(DeviceUnit)
      .insert({ id: newId(), serialNumber, sku, shipmentId, departmentId, outing, recordedAt: tx.now })
      .catch((error: unknown) => onConflict(error, 'device_unit_serial_uq', serialTaken));
    const { shippedOn: occurredOn } = dto;
    await this.stock.ship(tx, { sku, rewardId: reward.id, shipmentId, occurredOn });
  }

  /** Which outing of this device it is: one more than the last, if it came back into stock from that. */
  private async outingOf(tx: Tx, serialNumber: string): Promise<number> {
    const last = await tx.one<{ outing: number; back: boolean }>(
      `select u.outing, exists (select from stock_movement m where m.shipment_id = u.shipment_id and m.kind = 'returned') back
         from device_unit u where upper(u.serial_number) = upper($1) order by u.outing desc limit 1`,
      [serialNumber],
    );
    return last ? last.outing + (last.back ? 1 : 0) : 1;
  }

  private async departmentOf(tx: Tx, departmentId: string): Promise<DepartmentFacts> {
    const department = await this.departments.facts(tx, departmentId);
    if (!department) throw notFound('department');
    return department;
  }
}
