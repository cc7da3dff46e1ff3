import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly } from '../src/platform/database/rls.js';

/** The vendor's own facts: one row per version, the highest is in force, none is ever changed. */
export class CreateOrganisation1200000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create table organisation (
      version int primary key,
      legal_name text not null,
      product_name text not null,
      postal_address text not null,
      time_zone text not null,
      business_hours jsonb not null,
      app_store_url text,
      play_store_url text,
      fallback_url text,
      text_number text,
      press_contact jsonb not null,
      boilerplate text not null,
      is_placeholder boolean not null,
      changed_by uuid references person,
      changed_at timestamptz not null)`);
    await appendOnly(q, 'organisation');
    await q.query('grant select, insert on organisation to liaison_app');
    await q.query('grant select on organisation to liaison_department');
    await q.query(`grant select (version, legal_name, product_name, time_zone, app_store_url, play_store_url, fallback_url,
      text_number, press_contact, boilerplate, is_placeholder) on organisation to liaison_public`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table organisation');
  }
}
