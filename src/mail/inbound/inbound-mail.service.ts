import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../../platform/actor.js';
import { Config } from '../../platform/config/config.js';
import type { Tx } from '../../platform/database/tx.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Files } from '../../platform/files/files.js';
import { newId } from '../../platform/id.js';
import type { InboundKind } from './mail-kind.js';
import { readMail, type ReadMail } from './read-mail.js';

/** A place mail can come to. `key` names it for ever (`pitch/<id>`); the same message is filed in it once. */
export interface Mailbox {
  key: string;
  departmentId: string | null;
}

/** A mail as it was filed. */
export interface FiledMail {
  id: string;
  messageId: string;
  kind: InboundKind;
  fromName: string;
  fromAddress: string;
  subject: string;
  text: string;
  writtenAt: Date | null;
  attachments: number;
}

/** A room that takes mail at `<prefix>+<token>@domain`. */
export interface MailboxOwner {
  /** The mailbox of a token, or undefined when there is none. */
  find(tx: Tx, token: string): Promise<Mailbox | undefined>;
  /** What the room does with a mail, in the transaction that keeps it; called once for each message and mailbox. */
  file?(tx: Tx, mailbox: Mailbox, mail: FiledMail): Promise<void>;
  /**
   * Of a room that keeps no mail as it came: reads it, and gives back what is to be done in the transaction. It may come
   * twice. In place of `file`.
   */
  read?(raw: Buffer, envelopeFrom: string): Promise<(tx: Tx, mailbox: Mailbox) => Promise<void>>;
}

/** A mailbox and the room it belongs to. */
export interface Addressed {
  mailbox: Mailbox;
  owner: MailboxOwner;
}

/** Where mail that comes in finds its room, and is kept. Rooms above register; this one knows none of them. */
@Injectable()
export class InboundMailService {
  private readonly owners = new Map<string, MailboxOwner>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly config: Config,
    private readonly files: Files,
  ) {}

  /** Takes mail at `<prefix>+…` to a room. Call it when the module starts. */
  register(prefix: string, owner: MailboxOwner): void {
    if (this.owners.has(prefix)) throw new Error(`Two rooms want the mail to ${prefix}+….`);
    this.owners.set(prefix, owner);
  }

  /** The address of a token, or null where no domain is set up for incoming mail. */
  addressOf(prefix: string, token: string): string | null {
    const domain = this.config.inboundMailDomain;
    return domain ? `${prefix}+${token}@${domain}` : null;
  }

  /** The mailbox an address leads to, or null: unknown here. */
  async mailboxAt(address: string): Promise<Addressed | null> {
    const [, prefix = '', token = '', domain = ''] =
      /^([^+@]+)\+([^@]+)@(.+)$/.exec(address.toLowerCase()) ?? [];
    const owner = this.owners.get(prefix);
    if (!owner || domain !== this.config.inboundMailDomain) return null;
    const mailbox = await this.unitOfWork.read(SYSTEM, (tx) => owner.find(tx, token));
    return mailbox ? { mailbox, owner } : null;
  }

  /**
   * Keeps a message in every mailbox it is for, in one transaction: when this returns, it is committed. A message
   * that is there already is left as it is. Throws what the database throws; then nothing was kept.
   */
  async receive(raw: Buffer, envelopeFrom: string, to: readonly Addressed[]): Promise<void> {
    const mail = await readMail(raw, envelopeFrom);
    const doers = new Map<MailboxOwner, (tx: Tx, mailbox: Mailbox) => Promise<void>>();
    for (const { owner } of to) if (owner.read) doers.set(owner, await owner.read(raw, envelopeFrom));
    await this.unitOfWork.run(SYSTEM, async (tx) => {
      const own = mail.kind === 'answer' && (await this.isOurs(tx, mail.fromAddress));
      // In one order, so that two messages to the same two mailboxes cannot wait for each other.
      for (const one of [...to].sort((a, b) => (a.mailbox.key < b.mailbox.key ? -1 : 1))) {
        const act = doers.get(one.owner);
        if (act) await act(tx, one.mailbox);
        else await this.keep(tx, one, raw, mail, own ? 'own' : mail.kind);
      }
    });
  }

  private async keep(
    tx: Tx,
    { mailbox, owner }: Addressed,
    raw: Buffer,
    mail: ReadMail,
    kind: InboundKind,
  ): Promise<void> {
    const { messageId, fromName, fromAddress, subject, text, writtenAt } = mail;
    const row = await tx.one<{ id: string }>(
      `insert into inbound_message (id, mailbox, message_id, kind, department_id, from_name, from_address, subject,
         text_body, raw, attachments_left_out, written_at, received_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
       on conflict (mailbox, message_id) do nothing returning id`,
      [
        newId(),
        mailbox.key,
        messageId,
        kind,
        mailbox.departmentId,
        fromName,
        fromAddress,
        subject,
        text,
        raw,
        mail.attachmentsLeftOut,
        writtenAt,
        tx.now,
      ],
    );
    if (!row) return;
    let seq = 0;
    for (const { fileName, mediaType, bytes } of mail.attachments) {
      const { sha256, size } = await this.files.store(tx, bytes, mediaType);
      await tx.query(
        `insert into inbound_attachment (message_id, seq, file_name, media_type, size, sha256) values ($1, $2, $3, $4, $5, $6)`,
        [row.id, ++seq, fileName, mediaType, size, sha256],
      );
    }
    const filed = {
      id: row.id,
      messageId,
      kind,
      fromName,
      fromAddress,
      subject,
      text,
      writtenAt,
      attachments: seq,
    };
    await owner.file?.(tx, mailbox, filed);
  }

  /** Whether somebody of the vendor's own wrote it, a rep who answered to all for instance. */
  private async isOurs(tx: Tx, address: string): Promise<boolean> {
    const row = await tx.one(
      `select from person p join membership m on m.person_id = p.id
        where p.email = $1 and m.department_id is null and m.ended_at is null limit 1`,
      [address],
    );
    return row !== undefined;
  }
}
