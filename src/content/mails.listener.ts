import { Injectable } from '@nestjs/common';
import { PeopleQueries } from '../identity/people.queries.js';
import { MailService } from '../mail/mail.service.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import type { StoredEvent } from '../platform/events/define-event.js';
import { OnEvent } from '../platform/events/on-event.js';
import { CorrectionAsked, type DraftRef, Recalled } from './content.events.js';
import { ContentQueries } from './content.queries.js';

/** Tells the other side at once when a public text is asked to be corrected, or is taken back. */
@Injectable()
export class MailsListener {
  constructor(
    private readonly mail: MailService,
    private readonly people: PeopleQueries,
    private readonly queries: ContentQueries,
    private readonly config: Config,
  ) {}

  @OnEvent(CorrectionAsked, { name: 'content.tell-correction' })
  async correction(event: StoredEvent<DraftRef & { note: string; side: string }>, tx: Tx): Promise<void> {
    await this.tell(tx, event, 'mail/content/correction-asked', event.payload.note);
  }

  @OnEvent(Recalled, { name: 'content.tell-recall' })
  async recall(event: StoredEvent<DraftRef & { reason: string; side: string }>, tx: Tx): Promise<void> {
    await this.tell(tx, event, 'mail/content/recalled', event.payload.reason);
  }

  private async tell(
    tx: Tx,
    event: StoredEvent<DraftRef & { side: string }>,
    template: string,
    words: string,
  ): Promise<void> {
    const { draftId, departmentId, side } = event.payload;
    const { title } = await this.queries.draft(tx, draftId);
    const people =
      side === 'department'
        ? await this.people.byRole(tx, 'rep')
        : await this.people.byRole(tx, 'pio', departmentId);
    for (const { personId, name, email } of people) {
      await this.mail.enqueue(tx, {
        topic: 'release',
        to: { name, email },
        template,
        data: { name, title, words, by: event.actorName, url: `${this.config.publicUrl}/drafts/${draftId}` },
        idempotencyKey: `${event.type}:${event.id}:${personId}`,
        departmentId,
        visibility: 'shared',
      });
    }
  }
}
