import { Injectable } from '@nestjs/common';
import { PeopleQueries, type PersonRow } from '../identity/people.queries.js';
import { MailService } from '../mail/mail.service.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import { inTurn } from '../platform/in-turn.js';
import type { StoredEvent } from '../platform/events/define-event.js';
import { OnEvent } from '../platform/events/on-event.js';
import {
  CorrectionAsked,
  Corrected,
  type DraftRef,
  DraftWithdrawn,
  Recalled,
  ThreadCommented,
} from './content.events.js';
import { ContentQueries } from './content.queries.js';
import { type ReceiptNotice, Receipts } from './receipts.js';
import { EmbargoLifted, ReleaseStopped } from './releases.events.js';

interface Telling {
  template: string;
  kind: ReceiptNotice['kind'];
  words: string | null;
  /** People who are told whether or not they have the text. */
  besides: PersonRow[];
  /** Whoever has only this text has nothing to change. */
  except?: string;
}

/**
 * Tells whoever has a text, and the other side, when it is asked to be corrected, was corrected, withdrawn or taken back: a mail
 * and, to those who have it, a notice that stays until they confirm. The person who did it is not told.
 */
@Injectable()
export class MailsListener {
  constructor(
    private readonly mail: MailService,
    private readonly people: PeopleQueries,
    private readonly queries: ContentQueries,
    private readonly receipts: Receipts,
    private readonly config: Config,
  ) {}

  @OnEvent(CorrectionAsked, { name: 'content.tell-correction' })
  async correction(event: StoredEvent<DraftRef & { note: string; side: string }>, tx: Tx): Promise<void> {
    await this.tell(tx, event, {
      template: 'mail/content/correction-asked',
      kind: 'correction_asked',
      words: event.payload.note,
      besides: await this.otherSide(tx, event.payload),
    });
  }

  @OnEvent(Corrected, { name: 'content.tell-corrected' })
  async corrected(event: StoredEvent<DraftRef & { note: string }>, tx: Tx): Promise<void> {
    await this.tell(tx, event, {
      template: 'mail/content/corrected',
      kind: 'corrected',
      words: event.payload.note,
      besides: [],
      except: event.payload.contentHash,
    });
  }

  @OnEvent(DraftWithdrawn, { name: 'content.tell-withdrawal' })
  async withdrawn(event: StoredEvent<DraftRef>, tx: Tx): Promise<void> {
    // A correction that was dropped leaves the released text as it was; then nothing is withdrawn.
    const { state } = await this.queries.draft(tx, event.payload.draftId);
    if (state !== 'withdrawn') return;
    await this.tell(tx, event, {
      template: 'mail/content/withdrawn',
      kind: 'withdrawn',
      words: null,
      besides: [],
    });
  }

  @OnEvent(Recalled, { name: 'content.tell-recall' })
  async recall(event: StoredEvent<DraftRef & { reason: string; side: string }>, tx: Tx): Promise<void> {
    await this.tell(tx, event, {
      template: 'mail/content/recalled',
      kind: 'recalled',
      words: event.payload.reason,
      besides: await this.otherSide(tx, event.payload),
    });
  }

  /** The department may let the text out from now on, unless a time is set at which that happens by itself. */
  @OnEvent(EmbargoLifted, { name: 'content.tell-embargo' })
  async embargo(event: StoredEvent<{ draftId: string; departmentId: string }>, tx: Tx): Promise<void> {
    const { draftId, departmentId } = event.payload;
    const timed = await tx.one(`select 1 from release_time where draft_id = $1 and state = 'waiting'`, [
      draftId,
    ]);
    const { state } = await this.queries.draft(tx, draftId);
    if (timed || state !== 'approved') return;
    for (const person of await this.people.byRole(tx, 'pio', departmentId))
      await this.send(tx, event, person, 'mail/content/embargo-over', null);
  }

  /** The department, and whoever set the time, hear why it did not go out. */
  @OnEvent(ReleaseStopped, { name: 'content.tell-stopped' })
  async stopped(
    event: StoredEvent<{ draftId: string; departmentId: string; setBy: string | null; reason: string }>,
    tx: Tx,
  ): Promise<void> {
    const { departmentId, setBy, reason } = event.payload;
    const pios = await this.people.byRole(tx, 'pio', departmentId);
    const admins = setBy ? await this.people.byRole(tx, 'admin') : [];
    const setter = admins.filter(({ personId }) => personId === setBy);
    for (const person of once([...pios, ...setter]))
      await this.send(tx, event, person, 'mail/content/release-stopped', reason);
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

  private async tell(tx: Tx, event: StoredEvent<DraftRef>, telling: Telling): Promise<void> {
    const { draftId, departmentId } = event.payload;
    const { template, kind, words, besides, except } = telling;
    const holders = await this.receipts.holders(tx, draftId, except ?? null);
    const others = (people: PersonRow[]) => people.filter(({ personId }) => personId !== event.actorId);
    for (const holder of others(holders))
      await this.receipts.tell(tx, holder, { eventId: event.id, draftId, departmentId, kind, words });
    for (const person of once(others([...besides, ...holders])))
      await this.send(tx, event, person, template, words);
  }

  private otherSide(
    tx: Tx,
    { side, departmentId }: { side: string; departmentId: string },
  ): Promise<PersonRow[]> {
    return side === 'department'
      ? this.people.byRole(tx, 'rep')
      : this.people.byRole(tx, 'pio', departmentId);
  }

  private async send(
    tx: Tx,
    event: StoredEvent<{ draftId: string; departmentId: string }>,
    { personId, name, email }: PersonRow,
    template: string,
    words: string | null,
  ): Promise<void> {
    const { draftId, departmentId } = event.payload;
    const { title } = await this.queries.draft(tx, draftId);
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

function once(people: readonly PersonRow[]): PersonRow[] {
  return [...new Map(people.map((person) => [person.personId, person])).values()];
}
