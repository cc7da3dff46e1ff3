import { Injectable } from '@nestjs/common';
import { PeopleQueries } from '../identity/people.queries.js';
import { PeopleService } from '../identity/people.service.js';
import { SignInLinkRequested } from '../identity/sign-in.service.js';
import type { Tx } from '../platform/database/tx.js';
import type { StoredEvent } from '../platform/events/define-event.js';
import { OnEvent } from '../platform/events/on-event.js';
import { MailSender } from './mail-sender.js';
import { EmailQueued } from './mail.events.js';
import { MailService } from './mail.service.js';

const LINK_HOURS = 1;

/** What the mail room does by itself when something happens. */
@Injectable()
export class MailListener {
  constructor(
    private readonly mail: MailService,
    private readonly sender: MailSender,
    private readonly people: PeopleService,
    private readonly queries: PeopleQueries,
  ) {}

  /** Reaches the network, so it runs outside of any transaction; the row knows whether it was sent. */
  @OnEvent(EmailQueued, { name: 'mail.hand-over', outside: true })
  async onQueued(event: StoredEvent<{ emailId: string }>): Promise<void> {
    await this.sender.deliver(event.payload.emailId);
  }

  /** The link is made here, not when it was asked for, so that no event carries it. */
  @OnEvent(SignInLinkRequested, { name: 'mail.sign-in-link' })
  async onLinkRequested(event: StoredEvent<{ personId: string }>, tx: Tx): Promise<void> {
    const { personId } = event.payload;
    const person = (await this.queries.memberships(tx, personId))[0];
    if (!person) return;
    const { url } = await this.people.createSignInLink(tx, { personId, hours: LINK_HOURS });
    await this.mail.enqueue(tx, {
      topic: 'sign-in',
      to: { name: person.name, email: person.email },
      template: 'mail/mail/sign-in-link',
      data: { name: person.name, url, hours: LINK_HOURS },
      idempotencyKey: `sign-in-link:${event.id}`,
      secrets: [url],
    });
  }
}
