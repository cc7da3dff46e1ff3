import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from '../src/platform/database/rls.js';

/**
 * Mail that came in, one row for each mailbox it was for, with the raw message and its attachments as files. Like the
 * outgoing log it is the vendor's alone; the timeline tells a department that its mail arrived.
 */
export class ReceiveMail3250000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create table inbound_message (
      id uuid constraint inbound_message_pk primary key,
      mailbox text not null,
      message_id text not null,
      kind text not null,
      department_id uuid constraint inbound_message_department_fk references department (id),
      from_name text not null,
      from_address text not null,
      subject text not null,
      text_body text not null,
      raw bytea not null,
      attachments_left_out int not null default 0,
      written_at timestamptz,
      received_at timestamptz not null,
      constraint inbound_message_once_uq unique (mailbox, message_id),
      constraint inbound_message_kind_ck check (kind in ('answer', 'automatic', 'own', 'delivery_report'))
    )`);
    await q.query(`create index inbound_message_department_ix on inbound_message (department_id)
      where department_id is not null`);
    await protect(q, 'inbound_message', { app: 'select, insert' });

    await q.query(`create table inbound_attachment (
      message_id uuid not null constraint inbound_attachment_message_fk references inbound_message (id),
      seq int not null,
      file_name text not null,
      media_type text not null,
      size int not null,
      sha256 text not null constraint inbound_attachment_blob_fk references blob (sha256),
      constraint inbound_attachment_pk primary key (message_id, seq)
    )`);
    await q.query('create index inbound_attachment_blob_ix on inbound_attachment (sha256)');
    await protect(q, 'inbound_attachment', { app: 'select, insert' });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table inbound_attachment, inbound_message');
  }
}
