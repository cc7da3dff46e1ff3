import { Injectable } from '@nestjs/common';
import { PeopleQueries } from '../identity/people.queries.js';
import { MailService } from '../mail/mail.service.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import { inTurn } from '../platform/in-turn.js';
import type { StoredEvent } from '../platform/events/define-event.js';
import { OnEvent } from '../platform/events/on-event.js';
import { CorrectionAsked, type DraftRef, Recalled, ThreadCommented } from './content.events.js';
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

  /** Who has a part in the conversation hears of it: those who wrote in it, and of a shared one the other side's people. */
  @OnEvent(ThreadCommented, { name: 'content.tell-thread' })
  async thread(event: StoredEvent<DraftRef & { threadId: string; first: boolean }>, tx: Tx): Promise<void> {
    const { draftId, departmentId, threadId, first } = event.payload;
    const comments = await tx.query<{ byId: string; side: string; text: string; visibility: string }>(
      `select by_id as "byId", by_side as side, text, visibility from review_comment
        where thread_id = $1 and at <= $2 order by at, id`,
      [threadId, event.recordedAt],
    );
    const last = comments.at(-1);
    if (!last) return;
    const { title } = await this.queries.draft(tx, draftId);
    const officers =
      last.visibility === 'shared' && last.side === 'vendor'
        ? await this.people.byRole(tx, 'pio', departmentId)
        : [];
    const writers = (
      await inTurn([...new Set(comments.map(({ byId }) => byId))], (id) => this.people.memberships(tx, id))
    ).flatMap(([membership]) => (membership ? [membership] : []));
    const people = new Map([...officers, ...writers].map((one) => [one.personId, one]));
    people.delete(last.byId);
    for (const { personId, name, email } of people.values()) {
      await this.mail.enqueue(tx, {
        topic: 'review',
        to: { name, email },
        template: 'mail/content/question',
        data: {
          name,
          title,
          first,
          words: last.text,
          by: event.actorName,
          url: `${this.config.publicUrl}/drafts/${draftId}/questions#thread-${threadId}`,
        },
        idempotencyKey: `${event.type}:${event.id}:${personId}`,
        departmentId,
        visibility: last.visibility === 'shared' ? 'shared' : 'vendor',
      });
    }
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
