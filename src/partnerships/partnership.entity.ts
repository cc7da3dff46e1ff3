import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RecordableEvent } from '../platform/events/define-event.js';
import { mayStep, type PartnershipState } from './partnership-life.js';
import { dateInFuture, datesOutOfOrder, stepNotAllowed } from './partnerships.errors.js';
import {
  PartnershipActivated,
  PartnershipAnnounced,
  PartnershipEnded,
  PartnershipRenewed,
} from './partnerships.events.js';

/** What a verb of the partnership tells the trail besides its payload. */
interface Told {
  departmentId: string;
  visibility: 'shared';
  subject: { type: 'partnership'; id: string };
  occurredOn: string;
  summary: string;
}

/**
 * One agreement between the vendor and a department. All dates are business dates, `YYYY-MM-DD` in the department's
 * zone; every verb takes `today` in that zone, refuses a day that has not come, keeps signed ≤ active ≤ ended ≤ ends,
 * and may be repeated to correct its date. A verb changes the row and returns the event that happened.
 */
@Entity('partnership', { synchronize: false })
export class Partnership {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') departmentId: string;
  @Column('uuid', { nullable: true }) pitchId: string | null;
  @Column('text') state: PartnershipState;
  @Column('date') signedOn: string;
  @Column('date') endsOn: string;
  @Column('date', { nullable: true }) activeOn: string | null;
  @Column('date', { nullable: true }) announcedOn: string | null;
  @Column('text', { nullable: true }) announcementUrl: string | null;
  @Column('date', { nullable: true }) endedOn: string | null;
  @Column('text', { nullable: true }) endReason: string | null;
  @Column('timestamptz') recordedAt: Date;

  /** The link counts from this day on, the day included. */
  activate(activeOn: string, today: string): RecordableEvent {
    this.#notFuture('activeOn', activeOn, today);
    if (activeOn < this.signedOn)
      throw datesOutOfOrder(
        'activeOn',
        `The agreement was signed on ${this.signedOn}: active on that day or later.`,
      );
    if (activeOn > this.lastDay)
      throw datesOutOfOrder(
        'activeOn',
        `The partnership's last day is ${this.lastDay}: active on that day or earlier.`,
      );
    const was = this.activeOn;
    this.activeOn = activeOn;
    if (this.state === 'signed') this.#step('active');
    const summary = was ? `Active date corrected to ${activeOn}` : `Active from ${activeOn}`;
    return PartnershipActivated({ ...this.#which(), activeOn, was }, this.#told(activeOn, summary));
  }

  /** The department told the public on this day. From `signed` too: some announce before the link is on. */
  announce(announcedOn: string, url: string | null, today: string): RecordableEvent {
    this.#notFuture('announcedOn', announcedOn, today);
    const was = this.announcedOn;
    this.announcedOn = announcedOn;
    this.announcementUrl = url ?? this.announcementUrl;
    if (this.state !== 'ended') this.#step('announced');
    const summary = was ? `Announcement date corrected to ${announcedOn}` : `Announced on ${announcedOn}`;
    return PartnershipAnnounced(
      { ...this.#which(), announcedOn, was, url: this.announcementUrl },
      this.#told(announcedOn, summary),
    );
  }

  /** Over: the given day is the last that counts. */
  end(endedOn: string, reason: string, today: string): RecordableEvent {
    this.#notFuture('endedOn', endedOn, today);
    const earliest = this.activeOn ?? this.signedOn;
    if (endedOn < earliest)
      throw datesOutOfOrder(
        'endedOn',
        `The partnership began on ${earliest}: it ended on that day or later.`,
      );
    if (endedOn > this.endsOn)
      throw datesOutOfOrder(
        'endedOn',
        `The agreement's last day is ${this.endsOn}. Renew it to go on longer.`,
      );
    const was = this.endedOn;
    this.endedOn = endedOn;
    this.endReason = reason;
    this.#step('ended');
    const summary = was ? `End date corrected to ${endedOn}` : `Ended on ${endedOn}: ${reason}`;
    return PartnershipEnded({ ...this.#which(), endedOn, was, reason }, this.#told(endedOn, summary));
  }

  /** The agreed last day moves on, under a new document; alias, keyword and the count of devices go on. */
  renew(endsOn: string, today: string): RecordableEvent {
    if (this.state === 'ended')
      throw stepNotAllowed(
        'This partnership has ended. Open a new one with a green light; link and keyword stay.',
      );
    if (endsOn <= this.endsOn)
      throw datesOutOfOrder(
        'endsOn',
        `The agreement already runs until ${this.endsOn}: a renewal ends later.`,
      );
    const was = this.endsOn;
    this.endsOn = endsOn;
    return PartnershipRenewed(
      { ...this.#which(), endsOn, was },
      this.#told(today, `Renewed until ${endsOn}`),
    );
  }

  /** The last day that counts: ended on, else the agreed end. */
  get lastDay(): string {
    return this.endedOn ?? this.endsOn;
  }

  #step(to: PartnershipState): void {
    if (!mayStep(this.state, to))
      throw stepNotAllowed(`A partnership that is ${this.state} cannot become ${to}.`);
    this.state = to;
  }

  #notFuture(field: string, date: string, today: string): void {
    if (date > today) throw dateInFuture(field);
  }

  #which(): { partnershipId: string; departmentId: string } {
    return { partnershipId: this.id, departmentId: this.departmentId };
  }

  #told(occurredOn: string, summary: string): Told {
    return {
      departmentId: this.departmentId,
      visibility: 'shared',
      subject: { type: 'partnership', id: this.id },
      occurredOn,
      summary,
    };
  }
}
