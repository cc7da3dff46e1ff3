import type { MigrationInterface, QueryRunner } from 'typeorm';
import { followsWithinReach, limitToReach, protect } from '../src/platform/database/rls.js';

/** What each person is told of, how they want to be told, and the mails of the day. */
export class CreateNotices4460000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table notice_choice (
        person_id uuid not null constraint notice_choice_person_fk references person (id),
        kind text not null,
        way text not null constraint notice_choice_way_ck check (way in ('page', 'mail', 'digest')),
        changed_at timestamptz not null,
        constraint notice_choice_pk primary key (person_id, kind)
      );
      create table notice_hour (
        person_id uuid constraint notice_hour_pk primary key constraint notice_hour_person_fk references person (id),
        hour int not null constraint notice_hour_ck check (hour between 0 and 23),
        changed_at timestamptz not null
      );
      create table notice_digest (
        id uuid constraint notice_digest_pk primary key,
        person_id uuid not null constraint notice_digest_person_fk references person (id),
        day date not null,
        notices int not null,
        email_id uuid constraint notice_digest_email_fk references email_message (id),
        created_at timestamptz not null,
        constraint notice_digest_day_uq unique (person_id, day)
      );
      create table notice (
        id uuid constraint notice_pk primary key,
        person_id uuid not null constraint notice_person_fk references person (id),
        department_id uuid constraint notice_department_fk references department (id),
        event_id uuid not null constraint notice_event_fk references domain_event (id),
        kind text not null,
        way text not null constraint notice_way_ck check (way in ('page', 'mail', 'digest')),
        summary text not null,
        path text not null constraint notice_path_ck check (path ~ '^/[^/\\\\]'),
        created_at timestamptz not null,
        read_at timestamptz,
        digest_id uuid constraint notice_digest_fk references notice_digest (id),
        constraint notice_once_uq unique (person_id, event_id)
      );
      create index notice_list_ix on notice (person_id, id desc);
      create index notice_unread_ix on notice (person_id, id desc) where read_at is null;
      create index notice_digest_due_ix on notice (person_id) where way = 'digest' and digest_id is null;
    `);
    for (const table of ['notice_choice', 'notice_hour', 'notice_digest'])
      await protect(q, table, { app: 'select, insert, update' });
    // The event is looked up as the reader: one that is not shared, or another department's, hides its notice.
    await protect(q, 'notice', {
      app: 'select, insert, update',
      department: {
        grant: 'select, update (read_at)',
        using: `department_id = liaison_department_id() and exists (select from domain_event e where e.id = notice.event_id)`,
      },
    });
    await limitToReach(q, 'notice', followsWithinReach('notice', 'event_id', 'domain_event'));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table notice, notice_digest, notice_hour, notice_choice');
  }
}
