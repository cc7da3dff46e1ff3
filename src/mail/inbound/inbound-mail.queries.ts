import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/tx.js';
import { Files } from '../../platform/files/files.js';
import type { InboundKind } from './mail-kind.js';

export type { InboundKind } from './mail-kind.js';

/** A mail that came in, as a list shows it. */
export interface InboundLine {
  id: string;
  mailbox: string;
  kind: InboundKind;
  fromName: string;
  fromAddress: string;
  subject: string;
  receivedAt: Date;
}

export interface InboundFile {
  seq: number;
  fileName: string;
  mediaType: string;
  size: number;
}

/** The whole of it; HTML is never part of it. */
export interface InboundShown extends InboundLine {
  text: string;
  writtenAt: Date | null;
  attachments: InboundFile[];
  attachmentsLeftOut: number;
}

const LINE = `id, mailbox, kind, from_name as "fromName", from_address as "fromAddress", subject, received_at as "receivedAt"`;

/** Questions about mail that came in. Who may ask is for the room the mailbox belongs to; all of it is the vendor's. */
@Injectable()
export class InboundMailQueries {
  constructor(private readonly files: Files) {}

  /** One mail of a mailbox. */
  async one(tx: Tx, mailbox: string, id: string): Promise<InboundShown | undefined> {
    const mail = await tx.one<Omit<InboundShown, 'attachments'>>(
      `select ${LINE}, text_body as text, written_at as "writtenAt", attachments_left_out as "attachmentsLeftOut"
         from inbound_message where mailbox = $1 and id = $2`,
      [mailbox, id],
    );
    if (!mail) return undefined;
    const attachments = await tx.query<InboundFile>(
      `select seq, file_name as "fileName", media_type as "mediaType", size from inbound_attachment
        where message_id = $1 order by seq`,
      [id],
    );
    return { ...mail, attachments };
  }

  /** The message as it came over the line. */
  async raw(tx: Tx, mailbox: string, id: string): Promise<Buffer | undefined> {
    const row = await tx.one<{ raw: Buffer }>(
      'select raw from inbound_message where mailbox = $1 and id = $2',
      [mailbox, id],
    );
    return row?.raw;
  }

  /** One of its attachments. */
  async file(
    tx: Tx,
    mailbox: string,
    id: string,
    seq: number,
  ): Promise<{ fileName: string; bytes: Buffer } | undefined> {
    const row = await tx.one<{ fileName: string; sha256: string }>(
      `select a.file_name as "fileName", a.sha256 from inbound_attachment a join inbound_message m on m.id = a.message_id
        where m.mailbox = $1 and m.id = $2 and a.seq = $3`,
      [mailbox, id, seq],
    );
    const blob = row && (await this.files.read(tx, row.sha256));
    return blob && { fileName: row.fileName, bytes: blob.bytes };
  }
}
