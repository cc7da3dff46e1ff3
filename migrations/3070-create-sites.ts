import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from '../src/platform/database/rls.js';

/** Where a department can be found: headquarters, districts, a records desk across town. Contacts may belong to one. */
export class CreateSites3070000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table site (
        id uuid constraint site_pk primary key,
        department_id uuid not null constraint site_department_fk references department (id),
        name text not null,
        address jsonb,
        phone text,
        time_zone text,
        main boolean not null,
        created_at timestamptz not null,
        ended_at timestamptz,
        constraint site_name_ck check (name <> ''),
        constraint site_main_ck check (not main or ended_at is null)
      )`);
    await q.query('create index site_department_ix on site (department_id, created_at, id)');
    await q.query('create unique index site_main_uq on site (department_id) where main');
    await protect(q, 'site', {
      app: 'select, insert, update',
      department: { grant: 'select', using: 'department_id = liaison_department_id()' },
    });
    await q.query(
      'alter table contact add column site_id uuid constraint contact_site_fk references site (id)',
    );
    await q.query('create index contact_site_ix on contact (site_id) where site_id is not null');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('alter table contact drop column site_id');
    await q.query('drop table site');
  }
}
