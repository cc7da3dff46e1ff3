import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from '../src/platform/database/rls.js';

/**
 * What is heard of a mail after it left: delivery reports and what providers tell, one row for each thing told, however
 * often it is told; how fast mail may leave; and domains that take no mail for a while.
 */
export class ReportMail4400000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`alter table email_message add column dkim_signature text`);
    await q.query(
      `create index email_message_address_ix on email_message (lower(to_address), created_at desc, id desc)`,
    );
    await q.query(`alter table suppression add column ends_at timestamptz`);

    await q.query(`create table mail_report (
      id uuid constraint mail_report_pk primary key,
      email_id uuid not null constraint mail_report_email_fk references email_message (id),
      source text not null,
      external_id text not null,
      kind text not null,
      status text,
      diagnostic text,
      scope text,
      reported_at timestamptz not null,
      constraint mail_report_once_uq unique (email_id, source, external_id),
      constraint mail_report_source_ck check (source in ('dsn', 'ses', 'postmark', 'sendgrid', 'mailgun')),
      constraint mail_report_kind_ck check (kind in
        ('failed', 'delayed', 'delivered', 'relayed', 'expanded', 'complaint', 'unsubscribed')),
      constraint mail_report_scope_ck check (scope in ('address', 'domain', 'message', 'sender'))
    )`);
    await q.query('create index mail_report_email_ix on mail_report (email_id, reported_at, id)');
    await protect(q, 'mail_report', { app: 'select, insert' });
    await appendOnly(q, 'mail_report');

    await q.query(`create table mail_pace (
      key text constraint mail_pace_pk primary key,
      tokens double precision not null,
      counted_at timestamptz not null
    )`);
    await protect(q, 'mail_pace', { app: 'select, insert, update' });

    await q.query(`create table mail_hook_token (
      token_hash text constraint mail_hook_token_pk primary key,
      seen_at timestamptz not null
    )`);
    await q.query('create index mail_hook_token_seen_ix on mail_hook_token (seen_at)');
    await protect(q, 'mail_hook_token', { app: 'select, insert, delete' });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table mail_hook_token, mail_pace, mail_report');
    await q.query('alter table suppression drop column ends_at');
    await q.query('drop index email_message_address_ix');
    await q.query('alter table email_message drop column dkim_signature');
  }
}
