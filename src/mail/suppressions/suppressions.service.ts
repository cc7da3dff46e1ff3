import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../../platform/actor.js';
import type { Tx } from '../../platform/database/tx.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { SecretKey } from '../../platform/secret-key.js';
import { MailGate, type SuppressionReason } from '../mail-gate.js';
import { topicUnknown, unsubscribeUnknown } from '../mail.errors.js';
import { SuppressionLifted, Unsubscribed } from '../mail.events.js';
import { topicOf } from '../topics.js';
import { emailOfToken } from './unsubscribe-token.js';

/** What an unsubscribe link speaks of. */
export interface Subscription {
  emailId: string;
  topic: string;
  departmentName: string | null;
  ended: boolean;
}

/** What a reader may choose: for each kind of mail whether they get it, and whether they get any at all. */
export interface Preferences {
  departmentName: string | null;
  /** Kinds of mail this address was written to about, that can be ended. */
  topics: { key: string; words: string; wanted: boolean }[];
  none: boolean;
  /** Nothing goes to this address for a reason the reader cannot take back here. */
  barred: 'bounced' | 'complaint' | 'by_hand' | null;
}

interface Row extends Subscription {
  address: string;
  departmentId: string | null;
}

const SELECT = `select m.id as "emailId", m.topic, m.to_address as address, m.department_id as "departmentId",
    d.name as "departmentName",
    exists (select 1 from suppression s where s.address = lower(m.to_address) and s.topic in (m.topic, '*')
      and s.ended_at is null and (s.ends_at is null or s.ends_at > $2)) as ended
  from email_message m left join department entry on entry.id = m.department_id
  left join department d on d.id = coalesce(entry.merged_into_id, entry.id) where m.id = $1`;

/** Ending mails of a topic, by the link in one of them; whoever holds the link needs no other right. */
@Injectable()
export class SuppressionsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly key: SecretKey,
    private readonly gate: MailGate,
  ) {}

  /** What the link is about; looking changes nothing. Throws `not_found` for a link that was not made here. */
  async look(token: string): Promise<Subscription> {
    const id = this.idOf(token);
    const row = await this.unitOfWork.read(SYSTEM, (tx) => tx.one<Row>(SELECT, [id, tx.now]));
    if (!row) throw unsubscribeUnknown();
    return { emailId: row.emailId, topic: row.topic, departmentName: row.departmentName, ended: row.ended };
  }

  /** Ends mails of the link's topic to its address; doing it again changes nothing. Throws `not_found`. */
  async end(token: string): Promise<Subscription> {
    const id = this.idOf(token);
    return this.unitOfWork.run(SYSTEM, async (tx) => {
      const row = await tx.one<Row>(SELECT, [id, tx.now]);
      if (!row) throw unsubscribeUnknown();
      const { address, topic, departmentId, departmentName, emailId } = row;
      const isNew = await this.gate.suppress(tx, {
        address,
        topic,
        reason: 'unsubscribed',
        emailId,
      });
      if (isNew) await this.recordEnd(tx, { emailId, topic, departmentId });
      return { emailId, topic, departmentName, ended: true };
    });
  }

  /** Takes back an end that was made by this kind of link. Throws `not_found`. */
  async undo(token: string): Promise<Subscription> {
    const id = this.idOf(token);
    return this.unitOfWork.run(SYSTEM, async (tx) => {
      const row = await tx.one<Row>(SELECT, [id, tx.now]);
      if (!row) throw unsubscribeUnknown();
      await this.takeBack(tx, row.address, row.topic, 'unsubscribed');
      const after = await tx.one<Row>(SELECT, [id, tx.now]);
      return {
        emailId: row.emailId,
        topic: row.topic,
        departmentName: row.departmentName,
        ended: after?.ended ?? false,
      };
    });
  }

  /** What the reader of a mail gets, and may choose; looking changes nothing. Throws `not_found`. */
  async preferences(token: string): Promise<Preferences> {
    const id = this.idOf(token);
    return this.unitOfWork.read(SYSTEM, (tx) => this.preferencesOf(tx, id));
  }

  /**
   * Sets what the reader gets: the named kinds and no others, or none at all. `again` takes back a complaint of theirs. Kinds that are not theirs to choose are
   * refused (`invalid`). Choosing the same again changes nothing. Throws `not_found`.
   */
  async choose(
    token: string,
    choice: { wanted: readonly string[]; none: boolean; again: boolean },
  ): Promise<Preferences> {
    const id = this.idOf(token);
    return this.unitOfWork.run(SYSTEM, async (tx) => {
      const row = await tx.one<Row>(SELECT, [id, tx.now]);
      if (!row) throw unsubscribeUnknown();
      const { topics } = await this.preferencesOf(tx, id);
      if (choice.wanted.some((key) => !topics.some((topic) => topic.key === key))) throw topicUnknown();
      if (choice.again) await this.takeBack(tx, row.address, '*', 'complaint');
      await this.set(tx, row, '*', !choice.none);
      for (const { key } of topics) await this.set(tx, row, key, choice.wanted.includes(key));
      return this.preferencesOf(tx, id);
    });
  }

  private async preferencesOf(tx: Tx, id: string): Promise<Preferences> {
    const row = await tx.one<Row>(SELECT, [id, tx.now]);
    if (!row) throw unsubscribeUnknown();
    const written = await tx.query<{ topic: string }>(
      `select distinct topic from email_message where lower(to_address) = lower($1) order by topic`,
      [row.address],
    );
    const live = await tx.query<{ topic: string; reason: SuppressionReason }>(
      `select topic, reason from suppression where address = lower($1) and ended_at is null and (ends_at is null or ends_at > $2)`,
      [row.address, tx.now],
    );
    const ended = (topic: string): boolean => live.some((one) => one.topic === topic);
    const all = live.find(({ topic }) => topic === '*')?.reason;
    return {
      departmentName: row.departmentName,
      topics: written
        .map(({ topic }) => topicOf(topic))
        .filter(({ endable, key }) => endable || key === row.topic)
        .map(({ key, words }) => ({ key, words, wanted: !ended(key) })),
      none: all === 'unsubscribed',
      barred: all && all !== 'unsubscribed' ? all : null,
    };
  }

  /** Lets mails of a topic come, or ends them. Only what a reader ended is theirs to take back. */
  private async set(tx: Tx, row: Row, topic: string, wanted: boolean): Promise<void> {
    const { address, emailId, departmentId } = row;
    if (wanted) {
      await this.takeBack(tx, address, topic, 'unsubscribed');
    } else if (await this.gate.suppress(tx, { address, topic, reason: 'unsubscribed', emailId }))
      await this.recordEnd(tx, { emailId, topic, departmentId });
  }

  /** What a reader said is theirs alone to take back, here; nothing where they did not say it. */
  private async takeBack(
    tx: Tx,
    address: string,
    topic: string,
    reason: 'unsubscribed' | 'complaint',
  ): Promise<void> {
    const row = await tx.one<{ id: string }>(
      `update suppression set ended_at = $4
        where address = lower($1) and topic = $2 and reason = $3 and ended_at is null returning id`,
      [address, topic, reason, tx.now],
    );
    if (!row) return;
    await tx.record(
      SuppressionLifted(
        { suppressionId: row.id, topic },
        {
          visibility: 'vendor',
          subject: { type: 'suppression', id: row.id },
          summary: reason === 'complaint' ? 'A reader takes back a complaint' : 'A reader wants mails again',
        },
      ),
    );
  }

  private async recordEnd(
    tx: Tx,
    { emailId, topic, departmentId }: { emailId: string; topic: string; departmentId: string | null },
  ): Promise<void> {
    const what = topic === '*' ? 'all mails' : topicOf(topic).words;
    await tx.record(
      Unsubscribed(
        { emailId, topic },
        {
          departmentId,
          visibility: departmentId ? 'shared' : 'vendor',
          subject: { type: 'email', id: emailId },
          summary: `A reader ended ${what}`,
        },
      ),
    );
  }

  private idOf(token: string): string {
    const id = emailOfToken(this.key, token);
    if (!id) throw unsubscribeUnknown();
    return id;
  }
}
