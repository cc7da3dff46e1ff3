import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from '../src/platform/database/rls.js';

/**
 * Every mail the product ever meant to send, one row per idempotency key, with the raw message; and the addresses
 * that want no more. Both are the vendor's: a department sees its mails as events on its timeline.
 */
export class CreateMail1500000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create table email_message (
      id uuid constraint email_message_pk primary key,
      idempotency_key text not null constraint email_message_idempotency_key_uq unique,
      topic text not null,
      template text not null,
      to_name text not null,
      to_address text not null,
      subject text not null,
      state text not null,
      reason text,
      department_id uuid,
      visibility text not null,
      message_id text not null constraint email_message_message_id_uq unique,
      raw bytea not null,
      raw_shown bytea,
      text_body text not null,
      html_body text not null,
      attempts int not null default 0,
      next_attempt_at timestamptz,
      first_attempt_at timestamptz,
      holder uuid,
      smtp_reply text,
      created_at timestamptz not null,
      settled_at timestamptz,
      constraint email_message_state_ck check (state in
        ('queued','sending','sent','unknown','bounced','failed','suppressed','held')),
      constraint email_message_visibility_ck check (visibility in ('shared','vendor')),
      constraint email_message_holder_ck check (state <> 'sending' or holder is not null),
      constraint email_message_due_ck check (state <> 'queued' or next_attempt_at is not null)
    )`);
    await q.query('create index email_message_created_ix on email_message (created_at desc, id desc)');
    await q.query('create index email_message_state_ix on email_message (state, created_at desc, id desc)');
    await q.query('create index email_message_topic_ix on email_message (topic, created_at desc, id desc)');
    await q.query(`create index email_message_department_ix on email_message (department_id, created_at desc)
      where department_id is not null`);
    await q.query(
      `create index email_message_due_ix on email_message (next_attempt_at) where state = 'queued'`,
    );
    await q.query(`create index email_message_sending_ix on email_message (holder) where state = 'sending'`);
    await protect(q, 'email_message', { app: 'select, insert, update' });

    await q.query(`create table suppression (
      id uuid constraint suppression_pk primary key,
      address text not null,
      topic text not null,
      reason text not null,
      email_id uuid constraint suppression_email_fk references email_message (id),
      created_at timestamptz not null,
      ended_at timestamptz,
      constraint suppression_address_ck check (address = lower(address)),
      constraint suppression_reason_ck check (reason in ('unsubscribed','bounced','complaint','by_hand'))
    )`);
    await q.query(
      'create unique index suppression_live_uq on suppression (address, topic) where ended_at is null',
    );
    await protect(q, 'suppression', { app: 'select, insert, update' });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table suppression, email_message');
  }
}
