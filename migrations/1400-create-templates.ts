import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly } from '../src/platform/database/rls.js';

/**
 * Stored templates and their versions, which are never changed, and the approval that lets a version be used. They
 * belong to the installation and hold no department's rows, so everyone signed in may read them.
 */
export class CreateTemplates1400000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create table template (
      id uuid constraint template_pk primary key,
      key text not null constraint template_key_uq unique,
      kind text not null,
      created_at timestamptz not null,
      constraint template_key_ck check (key ~ '^[a-z][a-z0-9-]{2,59}$'),
      constraint template_kind_ck check (kind in
        ('press_release','media_advisory','talking_points','social_post','sms_reply','reminder','pitch_mail'))
    )`);
    await q.query(`create table template_version (
      id uuid constraint template_version_pk primary key,
      template_id uuid not null constraint template_version_template_fk references template (id),
      version int not null,
      name text not null,
      description text not null,
      fields jsonb not null,
      blocks jsonb not null,
      source text not null,
      content_hash text not null,
      built_in boolean not null,
      author_id uuid,
      created_at timestamptz not null,
      constraint template_version_uq unique (template_id, version),
      constraint template_version_number_ck check (version > 0),
      constraint template_version_hash_ck check (content_hash ~ '^[0-9a-f]{64}$')
    )`);
    await q.query(`create table template_approval (
      version_id uuid constraint template_approval_pk primary key
        constraint template_approval_version_fk references template_version (id),
      approved_by uuid,
      approved_at timestamptz not null
    )`);
    for (const table of ['template', 'template_version', 'template_approval']) {
      await appendOnly(q, table);
      await q.query(`grant select, insert on ${table} to liaison_app`);
      await q.query(`grant select on ${table} to liaison_department`);
    }
    await q.query('create index template_kind_ix on template (kind, id)');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table template_approval, template_version, template');
  }
}
