import { Injectable } from '@nestjs/common';
import type { Actor } from '../platform/actor.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { newId } from '../platform/id.js';
import { SecretKey } from '../platform/secret-key.js';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { compose, type Envelope, messageIdOf } from './compose.js';
import { MailGate } from './mail-gate.js';
import { MAIL_ROW, MailOutcomes, type MailRow } from './mail-outcomes.js';
import { renderMail, type RenderedMail } from './mail-template.js';
import { HOLD_WORDS, type MailState, RESENDABLE } from './mail-state.js';
import { addressInvalid, addressSuppressed, notInDoubt, notResendable, stillHeld } from './mail.errors.js';
import { EmailQueued, EmailSettled } from './mail.events.js';
import { secretLinks, withoutSecrets } from './secret-links.js';
import { senderOf } from './sender-address.js';
import { topicOf } from './topics.js';
import { unsubscribeToken } from './suppressions/unsubscribe-token.js';

/** One mail to one person. */
export interface MailRequest {
  /** What kind it is; a reader unsubscribes from a topic. */
  topic: string;
  to: { name: string; email: string };
  /** `mail/<room>/<name>`, below templates/. */
  template: string;
  data: Record<string, unknown>;
  /** The same key is the same mail, for ever. */
  idempotencyKey: string;
  departmentId?: string | null;
  /** Whether the department's timeline tells that it was sent. Default `vendor`. */
  visibility?: 'shared' | 'vendor';
  /** Whether the reader can end mails of this topic with one click; left out, the topic says. */
  unsubscribe?: boolean;
  /** Where an answer goes; the organisation's press contact when left out. */
  replyTo?: { name: string; email: string };
  /** The Message-ID of the mail this one follows, so that mail programs show them as one conversation. */
  follows?: string | null;
  /** Strings the mail log must not show. Sign-in, set-up and invitation links are found by themselves. */
  secrets?: string[];
}

interface Prepared {
  id: string;
  mail: RenderedMail;
  raw: Buffer;
  rawShown: Buffer | null;
  envelope: Envelope;
}

/** Takes mails in and gives them back to the queue. What goes out is a row first, written with what caused it. */
@Injectable()
export class MailService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly config: Config,
    private readonly key: SecretKey,
    private readonly organisation: OrganisationQueries,
    private readonly gate: MailGate,
    private readonly outcomes: MailOutcomes,
  ) {}

  /**
   * Writes the mail into the caller's transaction: rendered, composed, and queued, held or suppressed. A key that was
   * used before gives the first mail's answer and writes nothing. Throws `address_invalid` (422).
   */
  enqueue(tx: Tx, request: MailRequest): Promise<{ id: string; state: MailState }> {
    if (!/^[^\s@<>,;"]+@[^\s@<>,;"]+$/.test(request.to.email)) throw addressInvalid();
    return tx.asApp('the mail log is the vendor’s', async () => {
      const known = await tx.one<{ id: string; state: MailState }>(
        'select id, state from email_message where idempotency_key = $1',
        [request.idempotencyKey],
      );
      return known ?? this.write(tx, request);
    });
  }

  /** What would become of a mail to this address now: why it gets none (a code), and why mail is held (in words). */
  async standing(
    tx: Tx,
    address: string,
    topic: string,
  ): Promise<{ suppressed: string | null; held: string | null }> {
    const hold = await this.gate.holdReason(tx);
    return {
      suppressed: await this.gate.suppressedBecause(tx, address, topic),
      held: hold ? HOLD_WORDS[hold] : null,
    };
  }

  /**
   * Sends a held, failed or unknown mail (again) because a person says so; the Message-ID stays. Throws `not_found`,
   * `already_decided` (409), `still_held` or `address_suppressed` (422).
   */
  async resend(actor: Actor, id: string): Promise<void> {
    await this.unitOfWork.run(actor, async (tx) => {
      const mail = await tx.one<{
        state: MailState;
        topic: string;
        address: string;
        subject: string;
        rawShown: Buffer | null;
      }>(
        `select state, topic, to_address as address, subject, raw_shown as "rawShown" from email_message where id = $1 for update`,
        [id],
      );
      if (!mail) throw notFound('mail');
      if (!RESENDABLE.includes(mail.state)) throw notResendable();
      const hold = await this.gate.holdReason(tx);
      if (hold) throw stillHeld(hold);
      if (await this.gate.suppressedBecause(tx, mail.address, mail.topic)) throw addressSuppressed();
      await tx.query(
        `update email_message set state = 'queued', reason = null, next_attempt_at = $2, first_attempt_at = null,
           attempts = 0, holder = null, settled_at = null, dkim_signature = null where id = $1`,
        [id, tx.now],
      );
      await this.recordQueued(tx, id, mail.subject);
    });
  }

  /**
   * Says of a mail nobody knows the fate of that it arrived, because a person has asked its reader. Throws `not_found`,
   * `already_decided` (409) for any other mail.
   */
  async arrived(actor: Actor, id: string): Promise<void> {
    await this.unitOfWork.run(actor, async (tx) => {
      const row = await tx.one<MailRow & { state: MailState }>(
        `select ${MAIL_ROW}, state from email_message where id = $1 for update`,
        [id],
      );
      if (!row) throw notFound('mail');
      if (row.state !== 'unknown') throw notInDoubt();
      await this.outcomes.settle(tx, [{ row, state: 'sent', reason: null }]);
    });
  }

  /**
   * Keeps a mail from leaving because what it was for is done; `why` is for the log. False when it has left, or may have: then
   * nothing is changed.
   */
  withdraw(tx: Tx, id: string, why: string): Promise<boolean> {
    return tx.asApp('the mail log is the vendor’s', async () => {
      const row = await tx.one<MailRow>(
        // In a demo every mail is held for good, and stands for one that left.
        `select ${MAIL_ROW} from email_message
          where id = $1 and (state = 'queued' or state = 'held' and reason is distinct from 'demo') for update`,
        [id],
      );
      if (row) await this.outcomes.settle(tx, [{ row, state: 'suppressed', reason: why }]);
      return row !== undefined;
    });
  }

  private async write(tx: Tx, request: MailRequest): Promise<{ id: string; state: MailState }> {
    const suppressed = await this.gate.suppressedBecause(tx, request.to.email, request.topic);
    const hold = suppressed ? null : await this.gate.holdReason(tx);
    const state: MailState = suppressed ? 'suppressed' : hold ? 'held' : 'queued';
    const prepared = await this.prepare(tx, request);
    const row = await this.insert(tx, request, prepared, state, suppressed ?? hold);
    if (!row) {
      // Another transaction wrote the same key a moment ago and has committed.
      const first = await tx.one<{ id: string; state: MailState }>(
        'select id, state from email_message where idempotency_key = $1',
        [request.idempotencyKey],
      );
      return first ?? { id: prepared.id, state };
    }
    const { subject } = prepared.mail;
    if (state === 'queued') await this.recordQueued(tx, prepared.id, subject);
    else {
      await tx.record(
        EmailSettled(
          { emailId: prepared.id, topic: request.topic, state },
          {
            departmentId: request.departmentId ?? null,
            visibility: 'vendor',
            subject: { type: 'email', id: prepared.id },
            summary: `${state === 'held' ? 'Held' : 'Did not send'} the mail “${subject}”`,
          },
        ),
      );
    }
    return { id: prepared.id, state };
  }

  private async prepare(tx: Tx, request: MailRequest): Promise<Prepared> {
    const id = newId();
    const organisation = await this.organisation.current(tx);
    const from = senderOf(this.config, organisation);
    const ending = request.unsubscribe ?? topicOf(request.topic).endable;
    const unsubscribeUrl = ending ? `${this.config.publicUrl}/u/${unsubscribeToken(this.key, id)}` : null;
    const frame = {
      organisation,
      publicUrl: this.config.publicUrl,
      unsubscribeUrl,
      preferencesUrl: unsubscribeUrl && `${unsubscribeUrl}/topics`,
    };
    const mail = renderMail(request.template, request.data, frame);
    const envelope: Envelope = {
      from,
      replyTo: request.replyTo ?? organisation.pressContact.email ?? null,
      follows: request.follows ?? null,
      to: request.to,
      messageId: messageIdOf(request.idempotencyKey, from),
      date: tx.now,
      unsubscribeUrl,
    };
    const raw = await compose(mail, envelope);
    const secrets = [...(request.secrets ?? []), ...secretLinks(request.data, this.config.publicUrl)];
    if (secrets.length === 0) return { id, mail, raw, rawShown: null, envelope };
    const shown = {
      subject: withoutSecrets(mail.subject, secrets),
      text: withoutSecrets(mail.text, secrets),
      html: withoutSecrets(mail.html, secrets),
    };
    return { id, mail: shown, raw, rawShown: await compose(shown, envelope), envelope };
  }

  private insert(
    tx: Tx,
    request: MailRequest,
    { id, mail, raw, rawShown, envelope }: Prepared,
    state: MailState,
    reason: string | null,
  ): Promise<{ id: string } | undefined> {
    return tx.one<{ id: string }>(
      `insert into email_message (id, idempotency_key, topic, template, to_name, to_address, subject, state, reason,
         department_id, visibility, message_id, raw, raw_shown, text_body, html_body, next_attempt_at, created_at, settled_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
       on conflict do nothing returning id`,
      [
        id,
        request.idempotencyKey,
        request.topic,
        request.template,
        request.to.name,
        request.to.email,
        mail.subject,
        state,
        reason,
        request.departmentId ?? null,
        request.visibility ?? 'vendor',
        envelope.messageId,
        raw,
        rawShown,
        mail.text,
        mail.html,
        state === 'queued' ? tx.now : null,
        tx.now,
        state === 'suppressed' ? tx.now : null,
      ],
    );
  }

  private async recordQueued(tx: Tx, emailId: string, subject: string): Promise<void> {
    await tx.record(
      EmailQueued(
        { emailId },
        {
          visibility: 'vendor',
          subject: { type: 'email', id: emailId },
          summary: `Queued the mail “${subject}”`,
        },
      ),
    );
  }
}
