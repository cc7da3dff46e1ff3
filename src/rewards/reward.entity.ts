import { Column, Entity, PrimaryColumn } from 'typeorm';
import { acceptanceFault, type Authority, type GiftPolicy } from './gift-policy.js';
import {
  awaitsAcceptance,
  mayStep,
  REWARD_STEPS,
  type RewardState,
  type RewardStepName,
} from './reward-states.js';
import {
  acceptanceRefused,
  dateInFuture,
  datesOutOfOrder,
  notAccepted,
  ownWork,
  stepNotAllowed,
} from './rewards.errors.js';

/** What one step did; the caller writes it to the history, the ledger and the trail. */
export interface StepTaken {
  step: RewardStepName;
  from: RewardState | null;
  to: RewardState;
  /** Business day in the department's zone, when the step has one. */
  occurredOn: string | null;
  reason: string | null;
  details: Record<string, string | number | null>;
}

export interface Moment {
  now: Date;
  /** Today in the department's zone. */
  today: string;
  personId: string | null;
}

/**
 * One device earned by a threshold. Every verb checks the table of states, refuses a day that has not come, keeps
 * accepted ≤ shipped ≤ received and shipped ≤ returned, and returns the step it took. Money in cents.
 */
@Entity('reward', { synchronize: false })
export class Reward {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') partnershipId: string;
  @Column('uuid') departmentId: string;
  @Column('int') ordinal: number;
  @Column('text') state: RewardState;
  @Column('int') fmvCents: number;
  @Column('uuid') termsVersionId: string;
  @Column('text') deviceSku: string;
  @Column('timestamptz') accruedAt: Date;
  @Column('timestamptz') holdUntil: Date;
  @Column('timestamptz', { nullable: true }) offeredAt: Date | null;
  @Column('date', { nullable: true }) acceptedOn: string | null;
  @Column('uuid', { nullable: true }) acceptedBy: string | null;
  @Column('text', { nullable: true }) authority: Authority | null;
  @Column('text', { nullable: true }) resolutionNumber: string | null;
  @Column('timestamptz', { nullable: true }) approvedAt: Date | null;
  @Column('uuid', { nullable: true }) approvedBy: string | null;
  @Column('uuid', { nullable: true }) shipmentId: string | null;
  @Column('date', { nullable: true }) shippedOn: string | null;
  @Column('date', { nullable: true }) receivedOn: string | null;
  @Column('date', { nullable: true }) returnedOn: string | null;
  @Column('text', { nullable: true }) reason: string | null;
  @Column('int') steps: number;
  @Column('timestamptz') stateEnteredAt: Date;

  /** The hold is over: the device is the department's to take. */
  offer(now: Date): StepTaken {
    const taken = this.#take('offer', now);
    this.offeredAt = now;
    return taken;
  }

  /** Within the hold the downloads behind it fell away. */
  voidInHold(now: Date): StepTaken {
    return this.#take('voiding', now);
  }

  /** Earned again after it was voided: the same device, with a hold of its own. */
  revive(now: Date, holdUntil: Date): StepTaken {
    const taken = this.#take('revival', now);
    this.accruedAt = now;
    this.holdUntil = holdUntil;
    return taken;
  }

  /** The department's acceptor said yes on `acceptedOn`, by its own gift policy. */
  accept(
    acceptance: { authority: Authority; acceptedOn: string; resolutionNumber?: string | null },
    policy: GiftPolicy | null,
    at: Moment,
  ): StepTaken {
    this.#require('acceptance');
    const fault = acceptanceFault(policy, this.fmvCents, acceptance);
    if (fault) throw acceptanceRefused(fault, policy?.acceptor);
    notFuture('acceptedOn', acceptance.acceptedOn, at.today);
    const resolutionNumber = acceptance.resolutionNumber?.trim() || null;
    const taken = this.#take('acceptance', at.now, acceptance.acceptedOn);
    Object.assign(this, { acceptedOn: acceptance.acceptedOn, acceptedBy: at.personId, resolutionNumber });
    this.authority = acceptance.authority;
    return { ...taken, details: { authority: acceptance.authority, resolutionNumber } };
  }

  /** The department does not want it. It counts as issued and is not replaced. */
  refuse(reason: string, at: Moment): StepTaken {
    const taken = this.#take('refusal', at.now, at.today, reason);
    this.reason = reason;
    return taken;
  }

  /** The vendor's own yes, by someone who did not record the acceptance; after a loss, the yes to another device. */
  approve(at: Moment): StepTaken {
    const step = this.state === 'lost' ? 'replacement' : 'approval';
    this.#require(step);
    if (at.personId !== null && at.personId === this.acceptedBy) throw ownWork();
    const taken = this.#take(step, at.now, at.today);
    this.approvedAt = at.now;
    this.approvedBy = at.personId;
    return taken;
  }

  /** Another device takes the lost one's place under the approval already given. */
  replace(at: Moment): StepTaken {
    return this.#take('replacement', at.now, at.today);
  }

  ship(
    shipment: { id: string; shippedOn: string; sku: string; serialNumber: string },
    at: Moment,
  ): StepTaken {
    this.#require('shipment');
    notFuture('shippedOn', shipment.shippedOn, at.today);
    notBefore('shippedOn', shipment.shippedOn, this.acceptedOn, 'accepted');
    const taken = this.#take('shipment', at.now, shipment.shippedOn);
    this.shipmentId = shipment.id;
    this.shippedOn = shipment.shippedOn;
    return {
      ...taken,
      details: { shipmentId: shipment.id, sku: shipment.sku, serialNumber: shipment.serialNumber },
    };
  }

  deliver(receivedOn: string, at: Moment): StepTaken {
    this.#require('delivery');
    notFuture('receivedOn', receivedOn, at.today);
    notBefore('receivedOn', receivedOn, this.shippedOn, 'shipped');
    const taken = this.#take('delivery', at.now, receivedOn);
    this.receivedOn = receivedOn;
    return taken;
  }

  /** The parcel did not arrive. */
  lose(reason: string, at: Moment): StepTaken {
    const taken = this.#take('loss', at.now, at.today, reason);
    this.reason = reason;
    return taken;
  }

  /** Sent back, or refused at the door. It counts as issued and is not replaced. */
  sendBack(reason: string, returnedOn: string, at: Moment): StepTaken {
    this.#require('return');
    notFuture('returnedOn', returnedOn, at.today);
    notBefore(
      'returnedOn',
      returnedOn,
      this.receivedOn ?? this.shippedOn,
      this.receivedOn ? 'received' : 'shipped',
    );
    const taken = this.#take('return', at.now, returnedOn, reason);
    this.reason = reason;
    this.returnedOn = returnedOn;
    return taken;
  }

  /** A defective device is back. Another goes out under the acceptance and approval there are: it is the same gift. */
  exchange(reason: string, returnedOn: string, at: Moment): StepTaken {
    this.#require('exchange');
    notFuture('returnedOn', returnedOn, at.today);
    notBefore('returnedOn', returnedOn, this.receivedOn, 'received');
    const { shipmentId } = this;
    const taken = this.#take('exchange', at.now, returnedOn, reason);
    Object.assign(this, { shipmentId: null, shippedOn: null, receivedOn: null });
    return { ...taken, details: { shipmentId } };
  }

  /** Throws when the table has no such step from here, saying first that acceptance is what is missing. */
  #require(step: RewardStepName): void {
    if (mayStep(this.state, step)) return;
    const needsAcceptance = !['offer', 'acceptance', 'refusal', 'voiding', 'revival'].includes(step);
    throw needsAcceptance && awaitsAcceptance(this.state) ? notAccepted() : stepNotAllowed(step, this.state);
  }

  #take(
    step: RewardStepName,
    now: Date,
    occurredOn: string | null = null,
    reason: string | null = null,
  ): StepTaken {
    this.#require(step);
    const from = this.state;
    this.state = REWARD_STEPS[step].to;
    this.stateEnteredAt = now;
    return { step, from, to: this.state, occurredOn, reason, details: {} };
  }
}

function notFuture(field: string, date: string, today: string): void {
  if (date > today) throw dateInFuture(field);
}

function notBefore(field: string, date: string, earliest: string | null, what: string): void {
  if (earliest !== null && date < earliest) {
    throw datesOutOfOrder(field, `It was ${what} on ${earliest}: enter that day or a later one.`);
  }
}
