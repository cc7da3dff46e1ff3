import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from '../src/platform/database/rls.js';

/**
 * Follow-up sequences: what is sent after how many business days, who is being followed up, and what was sent. A
 * sequence's steps are versions, so that whoever is under way keeps the steps they began with.
 */
export class CreateSequences3270000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create table sequence (
      id uuid constraint sequence_pk primary key,
      name text not null,
      version int not null,
      created_by_name text not null,
      created_at timestamptz not null,
      changed_at timestamptz not null,
      retired_at timestamptz,
      constraint sequence_name_ck check (name <> '')
    )`);
    await q.query('create unique index sequence_name_uq on sequence (lower(name)) where retired_at is null');
    await q.query(`create table sequence_version (
      sequence_id uuid not null constraint sequence_version_sequence_fk references sequence (id),
      version int not null,
      steps jsonb not null,
      by_name text not null,
      created_at timestamptz not null,
      constraint sequence_version_pk primary key (sequence_id, version),
      constraint sequence_version_steps_ck check (jsonb_array_length(steps) between 1 and 10)
    )`);
    await appendOnly(q, 'sequence_version');
    await protect(q, 'sequence', { app: 'select, insert, update' });
    await protect(q, 'sequence_version', { app: 'select, insert' });

    await q.query(`create table sequence_enrolment (
      id uuid constraint sequence_enrolment_pk primary key,
      sequence_id uuid not null,
      version int not null,
      pitch_id uuid not null constraint sequence_enrolment_pitch_fk references pitch (id),
      department_id uuid not null constraint sequence_enrolment_department_fk references department (id),
      contact_id uuid not null constraint sequence_enrolment_contact_fk references contact (id),
      state text not null,
      next_step int not null,
      next_at timestamptz,
      waits_for text,
      stop_reason text,
      ended_by_name text,
      ended_at timestamptz,
      stage text not null,
      field_values jsonb not null,
      enrolled_by_id uuid constraint sequence_enrolment_by_fk references person (id),
      enrolled_by_name text not null,
      created_at timestamptz not null,
      constraint sequence_enrolment_version_fk foreign key (sequence_id, version)
        references sequence_version (sequence_id, version),
      constraint sequence_enrolment_state_ck check (state in ('running', 'paused', 'stopped', 'done')),
      constraint sequence_enrolment_due_ck check ((state = 'running') = (next_at is not null)),
      constraint sequence_enrolment_end_ck check ((state in ('stopped', 'done')) = (ended_at is not null)),
      constraint sequence_enrolment_reason_ck check ((state = 'stopped') = (stop_reason is not null)),
      constraint sequence_enrolment_reasons_ck check (stop_reason in
        ('answered', 'moved', 'closed', 'contact_ended', 'suppressed', 'by_rep', 'by_department')),
      constraint sequence_enrolment_step_ck check (next_step >= 1)
    )`);
    // One sequence at a time for each contact of a pitch.
    await q.query(`create unique index sequence_enrolment_live_uq on sequence_enrolment (pitch_id, contact_id)
      where state in ('running', 'paused')`);
    await q.query(
      `create index sequence_enrolment_due_ix on sequence_enrolment (next_at, id) where state = 'running'`,
    );
    await q.query(
      'create index sequence_enrolment_pitch_ix on sequence_enrolment (pitch_id, created_at desc)',
    );
    await q.query('create index sequence_enrolment_department_ix on sequence_enrolment (department_id)');
    await q.query('create index sequence_enrolment_contact_ix on sequence_enrolment (contact_id)');
    await q.query(
      `create index sequence_enrolment_sequence_ix on sequence_enrolment (sequence_id, created_at desc, id desc)`,
    );
    await protect(q, 'sequence_enrolment', { app: 'select, insert, update' });

    await q.query(`create table sequence_send (
      enrolment_id uuid not null constraint sequence_send_enrolment_fk references sequence_enrolment (id),
      step int not null,
      pitch_id uuid not null constraint sequence_send_pitch_fk references pitch (id),
      department_id uuid not null constraint sequence_send_department_fk references department (id),
      email_message_id uuid not null constraint sequence_send_email_fk references email_message (id),
      activity_id uuid not null constraint sequence_send_activity_fk references activity (id),
      sent_at timestamptz not null,
      constraint sequence_send_pk primary key (enrolment_id, step)
    )`);
    await q.query('create unique index sequence_send_email_uq on sequence_send (email_message_id)');
    await q.query('create index sequence_send_pitch_ix on sequence_send (pitch_id)');
    await q.query('create index sequence_send_department_ix on sequence_send (department_id)');
    await q.query('create index sequence_send_activity_ix on sequence_send (activity_id)');
    await appendOnly(q, 'sequence_send');
    await protect(q, 'sequence_send', { app: 'select, insert' });

    // A department's word is kept even when nothing was under way any more.
    await q.query(`create table sequence_stop (
      pitch_id uuid constraint sequence_stop_pk primary key
        constraint sequence_stop_pitch_fk references pitch (id),
      department_id uuid not null constraint sequence_stop_department_fk references department (id),
      enrolment_id uuid not null constraint sequence_stop_enrolment_fk references sequence_enrolment (id),
      stopped_at timestamptz not null
    )`);
    await q.query('create index sequence_stop_department_ix on sequence_stop (department_id)');
    await q.query('create index sequence_stop_enrolment_ix on sequence_stop (enrolment_id)');
    await protect(q, 'sequence_stop', { app: 'select, insert' });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table sequence_stop, sequence_send, sequence_enrolment, sequence_version, sequence');
  }
}
