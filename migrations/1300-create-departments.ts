import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from '../src/platform/database/rls.js';

/** Law-enforcement agencies, the addresses of their pages, and the people one writes to there. */
export class CreateDepartments1300000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create extension if not exists pg_trgm`);
    await q.query(`
      create table department (
        id uuid constraint department_pk primary key,
        ori text,
        name text not null,
        search_name text not null,
        kind text not null,
        city text,
        county text,
        state text not null,
        time_zone text not null,
        time_zone_source text not null,
        population_served integer,
        sworn_officers integer,
        website text,
        address jsonb,
        ship_to jsonb,
        gift_policy jsonb,
        oversight_ordinance jsonb,
        latitude double precision,
        longitude double precision,
        imported jsonb,
        edited_at timestamptz,
        merged_into_id uuid constraint department_merged_into_fk references department (id),
        created_at timestamptz not null,
        updated_at timestamptz not null,
        constraint department_ori_uq unique (ori),
        constraint department_ori_ck check (ori ~ '^[A-Z0-9]{9}$'),
        constraint department_name_ck check (name <> ''),
        constraint department_kind_ck check (kind in ('municipal_police', 'sheriff', 'state', 'university', 'tribal', 'other')),
        constraint department_state_ck check (state ~ '^[A-Z]{2}$'),
        constraint department_zone_source_ck check (time_zone_source in ('exact', 'assumed')),
        constraint department_population_ck check (population_served >= 0),
        constraint department_sworn_ck check (sworn_officers >= 0)
      )`);
    // Lists are read in the order of the name, whole or within one state or kind; the id breaks ties.
    await q.query(`create index department_name_ix on department (search_name, id)`);
    await q.query(`create index department_state_ix on department (state, search_name, id)`);
    await q.query(`create index department_kind_ix on department (kind, search_name, id)`);
    await q.query(`create index department_search_ix on department using gin (search_name gin_trgm_ops)`);
    await q.query(
      `create index department_merged_into_ix on department (merged_into_id) where merged_into_id is not null`,
    );
    await protect(q, 'department', {
      app: 'select, insert, update, delete',
      department: { grant: 'select', using: 'id = liaison_department_id()' },
      // Which agencies exist is public knowledge; what they agreed on, and where things are sent, is not on this list.
      public: {
        columns: `id, ori, name, search_name, kind, city, county, state, time_zone, time_zone_source, population_served,
          sworn_officers, website, oversight_ordinance, latitude, longitude, merged_into_id`,
        using: 'true',
      },
    });

    await q.query(`
      create table department_slug (
        slug text constraint department_slug_pk primary key,
        department_id uuid not null constraint department_slug_department_fk references department (id) on delete cascade,
        current boolean not null
      )`);
    await q.query(
      `create unique index department_slug_current_uq on department_slug (department_id) where current`,
    );
    await q.query(`create index department_slug_department_ix on department_slug (department_id)`);
    await protect(q, 'department_slug', {
      app: 'select, insert, update, delete',
      department: { grant: 'select', using: 'department_id = liaison_department_id()' },
      public: { columns: 'slug, department_id, current', using: 'true' },
    });

    await q.query(`
      create table contact (
        id uuid constraint contact_pk primary key,
        department_id uuid not null constraint contact_department_fk references department (id),
        name text not null,
        role text not null,
        title text,
        email text,
        phone text,
        created_at timestamptz not null,
        ended_at timestamptz,
        constraint contact_name_ck check (name <> ''),
        constraint contact_role_ck check (role in
          ('chief', 'pio', 'community_engagement', 'records_officer', 'city_attorney', 'council_clerk', 'other'))
      )`);
    await q.query(`create index contact_department_ix on contact (department_id, created_at, id)`);
    await protect(q, 'contact', {
      app: 'select, insert, update',
      department: { grant: 'select', using: 'department_id = liaison_department_id()' },
    });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`drop table contact`);
    await q.query(`drop table department_slug`);
    await q.query(`drop table department`);
  }
}
