import { Injectable } from '@nestjs/common';
import { InvitationSent } from '../identity/identity.events.js';
import { InvitationsService } from '../identity/invitations.service.js';
import { roleWords } from '../identity/people.queries.js';
import type { Role } from '../platform/actor.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import type { StoredEvent } from '../platform/events/define-event.js';
import { OnEvent } from '../platform/events/on-event.js';
import { MailService } from './mail.service.js';

/** Mails an invitation where mail is set up; elsewhere the admin hands on the link the page showed. */
@Injectable()
export class InvitationListener {
  constructor(
    private readonly mail: MailService,
    private readonly invitations: InvitationsService,
    private readonly config: Config,
  ) {}

  /** The link is made here, not when it was asked for, so that no event carries it. */
  @OnEvent(InvitationSent, { name: 'mail.invitation' })
  async onInvited(event: StoredEvent<{ invitationId: string; role: string }>, tx: Tx): Promise<void> {
    if (!this.config.smtpUrl) return;
    const invitation = await this.invitations.addressee(tx, event.payload.invitationId);
    if (!invitation) return;
    const url = await this.invitations.renewLink(tx, event.payload.invitationId);
    await this.mail.enqueue(tx, {
      topic: 'invitation',
      to: { name: invitation.name, email: invitation.email },
      template: 'mail/mail/invitation',
      data: { name: invitation.name, role: roleWords(event.payload.role as Role).toLowerCase(), url },
      idempotencyKey: `invitation:${event.id}`,
      secrets: [url],
    });
  }
}
