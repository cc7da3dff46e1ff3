import { Column, Entity, PrimaryColumn } from 'typeorm';
import { acceptanceFault, type Authority, type GiftPolicy } from '../gift-policy.js';
import type { Moment } from '../reward.entity.js';
import { acceptanceRefused, dateInFuture, datesOutOfOrder } from '../rewards.errors.js';
import {
  aboveCap,
  aboveTerms,
  allowanceNotAccepted,
  allowanceStepNotAllowed,
  outsideDays,
  ownAcceptance,
} from './allowance.errors.js';
import type { Moved } from './allowance-posting.js';
import {
  ALLOWANCE_STEPS,
  type AllowanceState,
  type AllowanceStepName,
  mayStepAllowance,
} from './allowance-states.js';
import { type AllowanceKind, useFault } from './allowance-value.js';
import type { UseDto } from './allowances.dto.js';

/** What one step did; the caller writes it to the history, the ledger and the trail. */
export interface AllowanceStepTaken {
  step: AllowanceStepName;
  from: AllowanceState | null;
  to: AllowanceState;
  /** Business day in the department's zone, on which the ledger enters it. */
  occurredOn: string;
  reason: string | null;
  details: Record<string, string | number | null>;
  moved: Moved;
}

const NOTHING: Moved = { units: 0, cents: 0 };

/**
 * A discount for residents or a matched subsidy, offered to a department. Every verb checks the table of states and the days, and
 * returns the step it took; what is used never goes above what was promised. Money in cents, days in the department's zone.
 */
@Entity('allowance', { synchronize: false })
export class Allowance {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') partnershipId: string;
  @Column('uuid') departmentId: string;
  /** 1, 2, 3 … in its partnership. */
  @Column('int') number: number;
  @Column('text') kind: AllowanceKind;
  @Column('text', { default: 'department' }) recipient: 'department';
  @Column('text') state: AllowanceState;
  @Column('int', { nullable: true }) unitCents: number | null;
  @Column('int', { nullable: true }) matchPercent: number | null;
  @Column('int') units: number;
  @Column('int') capCents: number;
  @Column('date', { nullable: true }) startsOn: string | null;
  @Column('date', { nullable: true }) endsOn: string | null;
  @Column('date') offeredOn: string;
  @Column('date', { nullable: true }) acceptedOn: string | null;
  @Column('uuid', { nullable: true }) acceptedBy: string | null;
  @Column('text', { nullable: true }) authority: Authority | null;
  @Column('text', { nullable: true }) resolutionNumber: string | null;
  @Column('date', { nullable: true }) activeOn: string | null;
  @Column('date', { nullable: true }) closedOn: string | null;
  @Column('text', { nullable: true }) reason: string | null;
  @Column('int', { default: 0 }) usedUnits: number;
  @Column('int', { default: 0 }) usedCents: number;
  @Column('int', { default: 0 }) uses: number;
  @Column('int', { default: 0 }) steps: number;
  @Column('timestamptz') stateEnteredAt: Date;

  /** The department's acceptor said yes to the whole of it, by its own gift policy. */
  accept(
    acceptance: { authority: Authority; acceptedOn: string; resolutionNumber?: string | null },
    policy: GiftPolicy | null,
    at: Moment,
  ): AllowanceStepTaken {
    this.#require('acceptance');
    const fault = acceptanceFault(policy, this.capCents, acceptance);
    if (fault) throw acceptanceRefused(fault, policy?.acceptor);
    const { acceptedOn, authority } = acceptance;
    notFuture('acceptedOn', acceptedOn, at.today);
    notBefore('acceptedOn', acceptedOn, this.offeredOn, 'offered');
    const resolutionNumber = acceptance.resolutionNumber?.trim() || null;
    Object.assign(this, { acceptedOn, acceptedBy: at.personId, authority, resolutionNumber });
    const taken = this.#take('acceptance', at.now, acceptedOn, null, {
      units: this.units,
      cents: this.capCents,
    });
    return { ...taken, details: { authority, resolutionNumber } };
  }

  refuse(reason: string, at: Moment): AllowanceStepTaken {
    const taken = this.#take('refusal', at.now, at.today, reason);
    this.reason = reason;
    return taken;
  }

  /** The vendor's own yes: from this day on it may be used. */
  activate(activeOn: string, at: Moment): AllowanceStepTaken {
    this.#require('activation');
    if (at.personId !== null && at.personId === this.acceptedBy) throw ownAcceptance();
    notFuture('activeOn', activeOn, at.today);
    notBefore('activeOn', activeOn, this.acceptedOn, 'accepted');
    this.activeOn = activeOn;
    return this.#take('activation', at.now, activeOn);
  }

  /** A total of what was used. Refused when the terms do not give so much, or less is left. */
  use(report: UseDto, at: Moment): AllowanceStepTaken {
    this.#require('use');
    this.#withinDays(report, at.today);
    const fault = useFault(this, report);
    if (fault) throw aboveTerms(fault);
    if (report.units > this.units - this.usedUnits) throw aboveCap('units');
    if (report.amountCents > this.capCents - this.usedCents) throw aboveCap('amountCents');
    const moved = { units: report.units, cents: report.amountCents };
    this.#count(moved, 1);
    const taken = this.#take('use', at.now, report.to, null, moved);
    return { ...taken, details: { key: report.key, from: report.from, to: report.to } };
  }

  /** A report taken back whole: it is as if it had not come. */
  reverse(report: { key: string } & Moved, reason: string, at: Moment): AllowanceStepTaken {
    this.#require('reversal');
    const moved = { units: report.units, cents: report.cents };
    this.#count(moved, -1);
    const taken = this.#take('reversal', at.now, at.today, reason, moved);
    return { ...taken, details: { key: report.key } };
  }

  /** Over, no sooner than its last step. What was promised and not used is released; an offer nobody answered is taken back. */
  close(reason: string, closedOn: string, lastStepOn: string, at: Moment): AllowanceStepTaken {
    this.#require('closing');
    notFuture('closedOn', closedOn, at.today);
    if (closedOn < lastStepOn)
      throw datesOutOfOrder('closedOn', `Its last step was on ${lastStepOn}: enter that day or a later one.`);
    const rest = this.state === 'offered' ? NOTHING : this.rest();
    Object.assign(this, { closedOn, reason });
    return this.#take('closing', at.now, closedOn, reason, rest);
  }

  /** What of the promise is not used. */
  rest(): Moved {
    return { units: this.units - this.usedUnits, cents: this.capCents - this.usedCents };
  }

  #count({ units, cents }: Moved, sign: 1 | -1): void {
    this.usedUnits += sign * units;
    this.usedCents += sign * cents;
    this.uses += 1;
  }

  #withinDays({ from, to }: { from: string; to: string }, today: string): void {
    if (to < from) throw datesOutOfOrder('to', 'Enter the first day or a later one.');
    notFuture('to', to, today);
    const first = [this.activeOn, this.startsOn]
      .filter((day) => day !== null)
      .sort()
      .at(-1);
    if (first && from < first) throw outsideDays('from', `It may be used from ${first} on.`);
    if (this.endsOn && to > this.endsOn) throw outsideDays('to', `It may be used up to ${this.endsOn}.`);
  }

  /** Throws when the table has no such step from here, saying first that acceptance is what is missing. */
  #require(step: AllowanceStepName): void {
    if (mayStepAllowance(this.state, step)) return;
    const begins = step === 'activation' || step === 'use' || step === 'reversal';
    throw begins && this.state === 'offered'
      ? allowanceNotAccepted()
      : allowanceStepNotAllowed(step, this.state);
  }

  #take(
    step: AllowanceStepName,
    now: Date,
    occurredOn: string,
    reason: string | null = null,
    moved: Moved = NOTHING,
  ): AllowanceStepTaken {
    this.#require(step);
    const from = this.state;
    const { to } = ALLOWANCE_STEPS[step];
    if (to !== from) this.stateEnteredAt = now;
    this.state = to;
    return { step, from, to, occurredOn, reason, details: {}, moved };
  }
}

function notFuture(field: string, date: string, today: string): void {
  if (date > today) throw dateInFuture(field);
}

function notBefore(field: string, date: string, earliest: string | null, what: string): void {
  if (earliest !== null && date < earliest)
    throw datesOutOfOrder(field, `It was ${what} on ${earliest}: enter that day or a later one.`);
}
