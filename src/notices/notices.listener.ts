import { Injectable } from '@nestjs/common';
import { MailService } from '../mail/mail.service.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import type { StoredEvent } from '../platform/events/define-event.js';
import { OnEvents } from '../platform/events/on-event.js';
import { newId } from '../platform/id.js';
import { tooOldToTell } from './kept-notices.js';
import { type NoticeKind, noticeKind, type Way } from './notice-kinds.js';
import { type ToldOf, toldOf, TOLD_AT_ONCE, TOLD_LATER } from './told-of.js';
import { type Recipient, WhomToTell } from './whom-to-tell.js';

/** Makes notices of what happened: one for each person and event, however often the event is delivered. */
@Injectable()
export class NoticesListener {
  constructor(
    private readonly whom: WhomToTell,
    private readonly mail: MailService,
    private readonly config: Config,
  ) {}

  @OnEvents(TOLD_LATER, { name: 'notices.tell' })
  async tell(event: StoredEvent, tx: Tx): Promise<void> {
    const told = toldOf(event);
    if (told) await this.tellAll(tx, event, told);
  }

  /** In the transaction of the event itself, which may be anybody's. */
  @OnEvents(TOLD_AT_ONCE, { name: 'notices.tell-at-once', inTransaction: true })
  async tellAtOnce(event: StoredEvent, tx: Tx): Promise<void> {
    const told = toldOf(event);
    if (told) await tx.asApp('people are told by the product', () => this.tellAll(tx, event, told));
  }

  private async tellAll(tx: Tx, event: StoredEvent, told: ToldOf): Promise<void> {
    const kind = noticeKind(told.kind);
    if (!kind || tooOldToTell(event.recordedAt, tx.now)) return;
    const recipients = await this.whom.of(tx, event);
    if (recipients.length === 0) return;
    const ways = await this.waysOf(tx, kind, recipients);
    for (const recipient of recipients) {
      const way = ways.get(recipient.personId) ?? kind.usual;
      const isNew = await this.write(tx, event, told, recipient, way);
      if (isNew && way === 'mail') await this.send(tx, event, told, kind, recipient);
    }
  }

  private async write(
    tx: Tx,
    event: StoredEvent,
    { kind, path }: ToldOf,
    { personId, departmentId }: Recipient,
    way: Way,
  ): Promise<boolean> {
    const rows = await tx.query(
      `insert into notice (id, person_id, department_id, event_id, kind, way, summary, path, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict on constraint notice_once_uq do nothing returning id`,
      [newId(), personId, departmentId, event.id, kind, way, event.summary, path, event.recordedAt],
    );
    return rows.length > 0;
  }

  private async send(
    tx: Tx,
    event: StoredEvent,
    { path }: ToldOf,
    { words }: NoticeKind,
    { personId, departmentId, name, email }: Recipient,
  ): Promise<void> {
    await this.mail.enqueue(tx, {
      topic: 'notices',
      to: { name, email },
      template: 'mail/notices/notice',
      data: {
        name,
        words,
        summary: event.summary,
        by: event.actorName,
        url: this.config.publicUrl + path,
        choicesUrl: `${this.config.publicUrl}/notices/choices`,
      },
      idempotencyKey: `notice:${personId}:${event.id}`,
      departmentId,
      visibility: 'vendor',
      unsubscribe: true,
    });
  }

  private async waysOf(
    tx: Tx,
    { kind }: NoticeKind,
    recipients: readonly Recipient[],
  ): Promise<Map<string, Way>> {
    const rows = await tx.query<{ personId: string; way: Way }>(
      'select person_id as "personId", way from notice_choice where kind = $1 and person_id = any ($2::uuid[])',
      [kind, recipients.map(({ personId }) => personId)],
    );
    return new Map(rows.map(({ personId, way }) => [personId, way]));
  }
}
