import type { MigrationInterface, QueryRunner } from 'typeorm';

const ROLES = `('rep', 'reviewer', 'fulfilment', 'admin', 'pio', 'records_officer')`;

/** People, what they may act as, and the ways in. No secret is kept as such: sessions, links and tokens as SHA-256. */
export class CreateIdentity1100000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create table person (
      id uuid primary key,
      name text not null,
      email citext not null constraint person_email_uq unique,
      password_hash text,
      disabled_at timestamptz,
      created_at timestamptz not null)`);
    await q.query(`create table membership (
      id uuid primary key,
      person_id uuid not null references person,
      role text not null constraint membership_role_ck check (role in ${ROLES}),
      department_id uuid,
      groups text[] not null default '{}',
      created_at timestamptz not null,
      ended_at timestamptz,
      constraint membership_side_ck check ((role in ('pio', 'records_officer')) = (department_id is not null)))`);
    await q.query(`create unique index membership_active_uq on membership
      (person_id, role, coalesce(department_id, '00000000-0000-0000-0000-000000000000')) where ended_at is null`);
    await q.query(
      'create index membership_department_ix on membership (department_id, role) where ended_at is null',
    );
    await q.query('create index membership_role_ix on membership (role) where ended_at is null');
    await q.query(`create table session (
      id_hash text primary key,
      person_id uuid not null references person,
      membership_id uuid references membership,
      kind text not null constraint session_kind_ck check (kind in ('person', 'setup')),
      user_agent text,
      created_at timestamptz not null,
      last_seen_at timestamptz not null,
      expires_at timestamptz not null,
      ended_at timestamptz)`);
    await q.query('create index session_person_ix on session (person_id) where ended_at is null');
    await q.query(`create table sign_in_link (
      token_hash text primary key,
      person_id uuid not null references person,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz)`);
    await q.query('create index sign_in_link_person_ix on sign_in_link (person_id)');
    await q.query(`create table invitation (
      id uuid primary key,
      token_hash text not null constraint invitation_token_uq unique,
      email citext not null,
      name text not null,
      role text not null constraint invitation_role_ck check (role in ${ROLES}),
      department_id uuid,
      groups text[] not null default '{}',
      invited_by uuid references person,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      accepted_at timestamptz,
      revoked_at timestamptz)`);
    await q.query(`create table api_token (
      id uuid primary key,
      token_hash text not null constraint api_token_hash_uq unique,
      person_id uuid not null references person,
      membership_id uuid not null references membership,
      name text not null,
      scopes text[],
      created_at timestamptz not null,
      last_used_at timestamptz,
      revoked_at timestamptz)`);
    await q.query('create index api_token_person_ix on api_token (person_id)');
    await q.query(
      'grant select, insert, update on person, membership, session, sign_in_link, invitation, api_token to liaison_app',
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table api_token, invitation, sign_in_link, session, membership, person');
  }
}
