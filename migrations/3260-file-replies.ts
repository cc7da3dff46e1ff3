import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from '../src/platform/database/rls.js';

/** The reply address of each pitch that was written from, and the mails that came to it. */
export class FileReplies3260000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create table pitch_mailbox (
      pitch_id uuid constraint pitch_mailbox_pk primary key
        constraint pitch_mailbox_pitch_fk references pitch (id),
      department_id uuid not null constraint pitch_mailbox_department_fk references department (id),
      token text not null constraint pitch_mailbox_token_uq unique,
      created_at timestamptz not null,
      constraint pitch_mailbox_token_ck check (token ~ '^[a-z2-7]{32}$')
    )`);
    await q.query('create index pitch_mailbox_department_ix on pitch_mailbox (department_id)');
    await protect(q, 'pitch_mailbox', { app: 'select, insert' });

    await q.query(`create table pitch_reply (
      inbound_message_id uuid constraint pitch_reply_pk primary key
        constraint pitch_reply_message_fk references inbound_message (id),
      pitch_id uuid not null constraint pitch_reply_pitch_fk references pitch (id),
      department_id uuid not null constraint pitch_reply_department_fk references department (id),
      contact_id uuid constraint pitch_reply_contact_fk references contact (id),
      activity_id uuid constraint pitch_reply_activity_fk references activity (id),
      received_at timestamptz not null
    )`);
    await q.query(
      'create index pitch_reply_pitch_ix on pitch_reply (pitch_id, received_at desc, inbound_message_id desc)',
    );
    await q.query('create index pitch_reply_department_ix on pitch_reply (department_id)');
    await q.query(
      'create index pitch_reply_contact_ix on pitch_reply (contact_id) where contact_id is not null',
    );
    await q.query(
      'create index pitch_reply_activity_ix on pitch_reply (activity_id) where activity_id is not null',
    );
    await protect(q, 'pitch_reply', { app: 'select, insert' });

    await q.query(`create index activity_mail_ix on activity (pitch_id, recorded_at desc, id desc)
      where email_message_id is not null`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop index activity_mail_ix');
    await q.query('drop table pitch_reply, pitch_mailbox');
  }
}
