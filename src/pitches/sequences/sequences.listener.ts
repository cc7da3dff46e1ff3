import { Injectable } from '@nestjs/common';
import { ContactEnded } from '../../departments/departments.events.js';
import { Unsubscribed } from '../../mail/mail.events.js';
import type { Tx } from '../../platform/database/tx.js';
import type { StoredEvent } from '../../platform/events/define-event.js';
import { OnEvent } from '../../platform/events/on-event.js';
import { PitchMailReceived } from '../mail/pitch-mail.events.js';
import { PITCH_TOPIC } from '../mail/pitch-mail.service.js';
import { closes, type Stage } from '../pitch-life.js';
import { PitchMoved, PitchWon } from '../pitches.events.js';
import { Ending } from './ending.js';

/** What ends a sequence by itself, in the same breath as it happens. The sender looks again before each mail. */
@Injectable()
export class SequencesListener {
  constructor(private readonly ending: Ending) {}

  @OnEvent(PitchMailReceived, { name: 'sequences.on-mail', inTransaction: true })
  async onMail(event: StoredEvent<{ pitchId: string; kind: string }>, tx: Tx): Promise<void> {
    if (event.payload.kind === 'answer')
      await this.ending.stopPitch(tx, event.payload.pitchId, 'answered', null);
  }

  /** Most pitches are in no sequence; the move, which a person waits for, then asks nothing more. */
  @OnEvent(PitchMoved, {
    name: 'sequences.on-move',
    inTransaction: true,
    wanted: 'liaison_pitch_in_sequence',
  })
  async onMove(event: StoredEvent<{ pitchId: string; to: string }>, tx: Tx): Promise<void> {
    const reason = closes(event.payload.to as Stage) ? 'closed' : 'moved';
    await this.ending.stopPitch(tx, event.payload.pitchId, reason, event.actorName);
  }

  @OnEvent(PitchWon, { name: 'sequences.on-won', inTransaction: true })
  async onWon(event: StoredEvent<{ pitchId: string }>, tx: Tx): Promise<void> {
    await this.ending.stopPitch(tx, event.payload.pitchId, 'closed', event.actorName);
  }

  @OnEvent(ContactEnded, { name: 'sequences.on-contact-ended', inTransaction: true })
  async onContactEnded(event: StoredEvent<{ contactId: string }>, tx: Tx): Promise<void> {
    await this.ending.stopContact(tx, event.payload.contactId, 'contact_ended', event.actorName);
  }

  @OnEvent(Unsubscribed, { name: 'sequences.on-unsubscribed', inTransaction: true })
  async onUnsubscribed(event: StoredEvent<{ emailId: string; topic: string }>, tx: Tx): Promise<void> {
    if (event.payload.topic !== PITCH_TOPIC) return;
    const mail = await tx.one<{ address: string }>(
      'select to_address as address from email_message where id = $1',
      [event.payload.emailId],
    );
    if (mail) await this.ending.stopAddress(tx, mail.address, 'suppressed');
  }
}
