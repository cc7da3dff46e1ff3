import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from '../src/platform/database/rls.js';

const OWN = 'department_id = liaison_department_id()';

/** Partnerships with their business dates, the signed documents, and the terms by version. */
export class CreatePartnerships1800000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create table partnership (
      id uuid primary key,
      department_id uuid not null constraint partnership_department_fk references department (id),
      pitch_id uuid constraint partnership_pitch_fk references pitch (id),
      state text not null constraint partnership_state_ck check (state in ('signed', 'active', 'announced', 'ended')),
      signed_on date not null,
      ends_on date not null,
      active_on date,
      announced_on date,
      announcement_url text,
      ended_on date,
      end_reason text,
      recorded_at timestamptz not null,
      constraint partnership_order_ck check (
        signed_on <= ends_on and active_on >= signed_on and active_on <= coalesce(ended_on, ends_on)
        and ended_on >= coalesce(active_on, signed_on) and ended_on <= ends_on),
      constraint partnership_ended_ck check ((state = 'ended') = (ended_on is not null)))`);
    await q.query(
      `create unique index partnership_current_uq on partnership (department_id) where state <> 'ended'`,
    );
    await q.query('create index partnership_department_ix on partnership (department_id, signed_on)');
    await q.query(`create index partnership_ends_ix on partnership (ends_on) where state <> 'ended'`);
    await q.query('create index partnership_signed_ix on partnership (signed_on desc, id desc)');
    await protect(q, 'partnership', {
      app: 'select, insert, update',
      department: { grant: 'select', using: OWN },
      public: {
        columns:
          'id, department_id, state, signed_on, ends_on, active_on, announced_on, announcement_url, ended_on',
        using: 'true',
      },
    });

    await q.query(`create table agreement (
      id uuid primary key,
      partnership_id uuid not null constraint agreement_partnership_fk references partnership (id),
      department_id uuid not null constraint agreement_department_fk references department (id),
      sha256 text not null constraint agreement_blob_fk references blob (sha256),
      file_name text not null,
      signatories text[] not null default '{}',
      signed_on date not null,
      ends_on date not null,
      recorded_at timestamptz not null)`);
    await q.query('create index agreement_partnership_ix on agreement (partnership_id, recorded_at)');
    await appendOnly(q, 'agreement');
    await protect(q, 'agreement', {
      app: 'select, insert',
      department: { grant: 'select', using: OWN },
      public: { columns: 'id, partnership_id, department_id, sha256, signed_on, ends_on', using: 'true' },
    });

    await q.query(`create table terms_version (
      id uuid primary key,
      partnership_id uuid not null constraint terms_version_partnership_fk references partnership (id),
      department_id uuid not null constraint terms_version_department_fk references department (id),
      version int not null constraint terms_version_version_ck check (version > 0),
      from_date date not null,
      form text not null constraint terms_version_form_ck check (form in ('device', 'credit')),
      downloads_per_device int not null constraint terms_version_threshold_ck check (downloads_per_device > 0),
      credit_cents int constraint terms_version_credit_ck check ((form = 'credit') = (credit_cents is not null) and credit_cents > 0),
      device_sku text not null,
      device_fmv_cents int not null constraint terms_version_fmv_ck check (device_fmv_cents > 0),
      hold_days int not null constraint terms_version_hold_ck check (hold_days >= 0),
      cap_devices int constraint terms_version_cap_ck check (cap_devices >= 0),
      cap_per text constraint terms_version_per_ck check (cap_per in ('year', 'term')),
      recorded_at timestamptz not null,
      constraint terms_version_number_uq unique (partnership_id, version),
      constraint terms_version_both_ck check ((cap_devices is null) = (cap_per is null)))`);
    await appendOnly(q, 'terms_version');
    await protect(q, 'terms_version', {
      app: 'select, insert',
      department: { grant: 'select', using: OWN },
      public: {
        columns: `id, partnership_id, department_id, version, from_date, form, downloads_per_device, credit_cents, device_sku,
          device_fmv_cents, hold_days, cap_devices, cap_per`,
        using: 'true',
      },
    });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table terms_version, agreement, partnership');
  }
}
