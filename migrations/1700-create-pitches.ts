import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from '../src/platform/database/rls.js';

const OWN = 'department_id = liaison_department_id()';

/** The pipeline: attempts to win departments, every stage they were in, what was said, to do, and offered. */
export class CreatePitches1700000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table pitch (
        id uuid constraint pitch_pk primary key,
        department_id uuid not null constraint pitch_department_fk references department (id),
        owner_id uuid constraint pitch_owner_fk references person (id),
        stage text not null,
        stage_entered_on date not null,
        opened_on date not null,
        closed_on date,
        close_reason text,
        last_touched_on date not null,
        devices_promised integer not null default 0,
        created_at timestamptz not null,
        constraint pitch_stage_ck check (stage in
          ('prospect', 'contacted', 'pitched', 'in_discussion', 'legal_review', 'green_lit', 'declined', 'dormant')),
        constraint pitch_closed_ck check ((stage in ('declined', 'dormant')) <= (closed_on is not null)),
        constraint pitch_devices_ck check (devices_promised >= 0)
      )`);
    // One attempt at a time. A pitch that was won closes when its partnership opens, so the next one may begin after that.
    await q.query(
      `create unique index pitch_open_department_uq on pitch (department_id) where closed_on is null`,
    );
    await q.query(`create index pitch_department_ix on pitch (department_id, id)`);
    // The board: cards of a column in order, and its count and devices from the index alone.
    await q.query(
      `create index pitch_board_ix on pitch (stage, stage_entered_on, id)
      include (owner_id, devices_promised, department_id, closed_on)`,
    );
    await q.query(`create index pitch_owner_ix on pitch (owner_id, stage) where closed_on is null`);
    await protect(q, 'pitch', {
      app: 'select, insert, update',
      // The number of devices hoped for is the vendor's forecast; the rest is the department's business too.
      department: {
        grant: `select (id, department_id, owner_id, stage, stage_entered_on, opened_on, closed_on, close_reason, created_at)`,
        using: OWN,
      },
    });

    await q.query(`
      create table pitch_stage (
        id uuid constraint pitch_stage_pk primary key,
        pitch_id uuid not null constraint pitch_stage_pitch_fk references pitch (id),
        department_id uuid not null constraint pitch_stage_department_fk references department (id),
        stage text not null,
        entered_at timestamptz not null,
        left_at timestamptz,
        occurred_on date not null,
        left_on date,
        by_id uuid,
        by_name text not null,
        note text,
        reason text,
        council_item jsonb
      )`);
    await q.query(
      `create unique index pitch_stage_current_uq on pitch_stage (pitch_id) where left_at is null`,
    );
    await q.query(`create index pitch_stage_pitch_ix on pitch_stage (pitch_id, entered_at, id)`);
    await q.query(`create index pitch_stage_department_ix on pitch_stage (department_id)`);
    await q.query(`create index pitch_stage_report_ix on pitch_stage (stage, occurred_on) include (left_on)`);
    await protect(q, 'pitch_stage', {
      app: 'select, insert, update',
      department: { grant: 'select', using: OWN },
    });

    await q.query(`
      create table offer (
        id uuid constraint offer_pk primary key,
        pitch_id uuid not null constraint offer_pitch_fk references pitch (id),
        department_id uuid not null constraint offer_department_fk references department (id),
        number integer not null,
        device_discount_percent double precision,
        downloads_per_device integer not null,
        device_sku text not null,
        device_fmv_cents integer not null,
        recipient text not null,
        by_id uuid,
        by_name text not null,
        occurred_on date not null,
        recorded_at timestamptz not null,
        constraint offer_number_uq unique (pitch_id, number),
        constraint offer_recipient_ck check (recipient = 'department'),
        constraint offer_discount_ck check (device_discount_percent between 0 and 100),
        constraint offer_downloads_ck check (downloads_per_device > 0),
        constraint offer_fmv_ck check (device_fmv_cents >= 0)
      )`);
    await q.query(`create index offer_department_ix on offer (department_id)`);
    await appendOnly(q, 'offer');
    await protect(q, 'offer', { app: 'select, insert', department: { grant: 'select', using: OWN } });

    await q.query(`
      create table activity (
        id uuid constraint activity_pk primary key,
        pitch_id uuid not null constraint activity_pitch_fk references pitch (id),
        department_id uuid not null constraint activity_department_fk references department (id),
        kind text not null,
        visibility text not null,
        occurred_on date not null,
        subject text not null,
        body text,
        contact_id uuid constraint activity_contact_fk references contact (id),
        email_message_id uuid,
        by_id uuid,
        by_name text not null,
        recorded_at timestamptz not null,
        constraint activity_kind_ck check (kind in ('call', 'email', 'meeting', 'note')),
        constraint activity_visibility_ck check (visibility in ('shared', 'vendor'))
      )`);
    await q.query(`create index activity_pitch_ix on activity (pitch_id, occurred_on desc, id desc)`);
    await q.query(`create index activity_department_ix on activity (department_id)`);
    await q.query(`create index activity_contact_ix on activity (contact_id) where contact_id is not null`);
    await appendOnly(q, 'activity');
    await protect(q, 'activity', {
      app: 'select, insert',
      department: { grant: 'select', using: `${OWN} and visibility = 'shared'` },
    });

    await q.query(`
      create table task (
        id uuid constraint task_pk primary key,
        pitch_id uuid constraint task_pitch_fk references pitch (id),
        department_id uuid not null constraint task_department_fk references department (id),
        title text not null,
        note text,
        due_on date,
        owner_id uuid constraint task_owner_fk references person (id),
        visibility text not null default 'vendor',
        created_by_name text not null,
        created_at timestamptz not null,
        done_at timestamptz,
        done_by_id uuid,
        constraint task_title_ck check (title <> ''),
        constraint task_visibility_ck check (visibility = 'vendor')
      )`);
    await q.query(`create index task_due_ix on task (due_on, id) where done_at is null`);
    await q.query(`create index task_pitch_ix on task (pitch_id, due_on, id)`);
    await q.query(`create index task_owner_ix on task (owner_id, due_on) where done_at is null`);
    await q.query(`create index task_department_ix on task (department_id)`);
    await protect(q, 'task', { app: 'select, insert, update' });
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of ['task', 'activity', 'offer', 'pitch_stage', 'pitch'])
      await q.query(`drop table ${table}`);
  }
}
