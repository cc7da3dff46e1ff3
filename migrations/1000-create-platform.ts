import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from '../src/platform/database/rls.js';

/** The ground floor: helper functions, the event table that is also the trail, deliveries, and small shared tables. */
export class CreatePlatform1000000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query('create extension if not exists pg_trgm');
    await q.query('create extension if not exists citext');
    await q.query('create extension if not exists btree_gist');
    await q.query('grant usage on schema public to liaison_app, liaison_department, liaison_public');
    await q.query(`create function liaison_department_id() returns uuid language sql stable parallel safe as
      $$ select nullif(current_setting('liaison.department_id', true), '')::uuid $$`);
    await q.query(`create function liaison_refuse_change() returns trigger language plpgsql as
      $$ begin raise exception '% is append-only: corrections are new rows', tg_table_name using errcode = 'LI001'; end $$`);

    await q.query(`create table installation (
      id int primary key default 1 constraint installation_one_ck check (id = 1),
      demo boolean not null default false,
      mail_held boolean not null default false,
      setup_token_hash text,
      set_up_at timestamptz,
      created_at timestamptz not null default now())`);
    await q.query('insert into installation default values');
    await q.query('grant select, update on installation to liaison_app');
    await q.query('grant select (demo) on installation to liaison_department, liaison_public');

    await q.query(`create table domain_event (
      id uuid primary key,
      seq bigint generated always as identity constraint domain_event_seq_uq unique,
      type text not null,
      actor_kind text not null,
      actor_id uuid,
      actor_name text not null,
      department_id uuid,
      visibility text not null constraint domain_event_visibility_ck check (visibility in ('shared', 'vendor')),
      subject_type text not null,
      subject_id text not null,
      summary text not null,
      payload jsonb not null,
      occurred_on date,
      recorded_at timestamptz not null,
      leaf_hash text not null)`);
    await q.query('create index domain_event_department_ix on domain_event (department_id, seq desc)');
    await q.query(
      'create index domain_event_subject_ix on domain_event (subject_type, subject_id, seq desc)',
    );
    await appendOnly(q, 'domain_event');
    await protect(q, 'domain_event', {
      app: 'select, insert',
      department: {
        grant: 'select, insert',
        using: `department_id = liaison_department_id() and visibility = 'shared'`,
        check: 'department_id = liaison_department_id()',
      },
    });

    await q.query(`create table event_delivery (
      event_id uuid not null,
      listener text not null,
      state text not null default 'pending' constraint event_delivery_state_ck check (state in ('pending', 'done', 'failed')),
      attempts int not null default 0,
      created_at timestamptz not null default clock_timestamp(),
      rung_at timestamptz,
      next_attempt_at timestamptz not null default clock_timestamp(),
      claimed_until timestamptz,
      done_at timestamptz,
      last_error text,
      primary key (event_id, listener))`);
    await q.query(
      `create index event_delivery_pending_ix on event_delivery (next_attempt_at) where state = 'pending'`,
    );
    await q.query(
      `create index event_delivery_failed_ix on event_delivery (event_id) where state = 'failed'`,
    );
    await q.query('grant select, insert, update on event_delivery to liaison_app');
    await q.query('grant insert on event_delivery to liaison_department');

    await q.query(`create table audit_seal (
      id bigint generated always as identity primary key,
      first_seq bigint not null,
      last_seq bigint not null,
      size int not null,
      root_hash text not null,
      previous_hash text not null,
      seal_hash text not null,
      sealed_at timestamptz not null)`);
    await q.query('create unique index audit_seal_last_uq on audit_seal (last_seq)');
    await appendOnly(q, 'audit_seal');
    await q.query('grant select, insert on audit_seal to liaison_app');
    await q.query('grant select on audit_seal to liaison_department, liaison_public');

    await q.query(`create table scheduled_run (
      name text primary key,
      last_started_at timestamptz not null,
      last_finished_at timestamptz,
      last_error text)`);
    await q.query('grant select, insert, update on scheduled_run to liaison_app');

    await q.query(`create table idempotency_key (
      actor_key text not null,
      key text not null,
      request_hash text not null,
      status int,
      response jsonb,
      created_at timestamptz not null default clock_timestamp(),
      primary key (actor_key, key))`);
    await q.query('create index idempotency_key_age_ix on idempotency_key (created_at)');
    await q.query('grant select, insert, update, delete on idempotency_key to liaison_app');
    await q.query('grant insert on idempotency_key to liaison_department');

    await q.query(`create unlogged table rate_limit (
      key text not null,
      window_start timestamptz not null,
      hits int not null,
      primary key (key, window_start))`);
    await q.query('grant select, insert, update, delete on rate_limit to liaison_app');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(
      'drop table rate_limit, idempotency_key, scheduled_run, audit_seal, event_delivery, domain_event, installation',
    );
    await q.query('drop function liaison_department_id()');
    await q.query('drop function liaison_refuse_change()');
    await q.query('revoke usage on schema public from liaison_app, liaison_department, liaison_public');
  }
}
