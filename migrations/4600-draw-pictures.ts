import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from '../src/platform/database/rls.js';

/**
 * Masters of pictures, named by the hash of their bytes and never changed; and one picture for each approved text and network. The
 * row comes first, drawing follows: waiting, then drawn, or refused with the reason.
 */
export class DrawPictures4600000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table social_master (
        sha256 text constraint social_master_pk primary key,
        name text not null,
        shape text not null,
        svg text not null,
        built_in boolean not null,
        added_by uuid,
        added_by_name text not null,
        added_at timestamptz not null,
        retired_at timestamptz,
        constraint social_master_sha256_ck check (sha256 = encode(sha256(convert_to(svg, 'UTF8')), 'hex')),
        constraint social_master_shape_ck check (shape in ('landscape', 'square', 'portrait')),
        constraint social_master_size_ck check (octet_length(svg) <= 307200)
      )`);
    await q.query(
      `create index social_master_current_ix on social_master (shape, added_at desc) where retired_at is null and not built_in`,
    );
    await q.query('alter table social_master enable row level security');
    await q.query('alter table social_master force row level security');
    await q.query(
      'create policy social_master_owner on social_master to current_user using (true) with check (true)',
    );
    await q.query(
      'create policy social_master_app on social_master to liaison_app using (true) with check (true)',
    );
    // A master is never changed; it is only put out of use.
    await q.query('grant select, insert, update (retired_at, added_at) on social_master to liaison_app');

    await q.query(`
      create table rendition (
        id uuid constraint rendition_pk primary key,
        draft_id uuid not null constraint rendition_draft_fk references draft (id),
        department_id uuid not null constraint rendition_department_fk references department (id),
        content_hash text not null,
        network text not null,
        width int not null,
        height int not null,
        master_sha256 text not null constraint rendition_master_fk references social_master (sha256),
        texts jsonb not null,
        picture_key text not null,
        alt_text text not null,
        state text not null,
        picture_sha256 text constraint rendition_picture_fk references blob (sha256),
        reason text,
        attempts int not null default 0,
        ordered_at timestamptz not null,
        settled_at timestamptz,
        constraint rendition_network_uq unique (draft_id, content_hash, network),
        constraint rendition_state_ck check (state in ('waiting', 'drawn', 'refused')),
        constraint rendition_size_ck check (width between 1 and 4096 and height between 1 and 4096),
        constraint rendition_settled_ck check (
          (state = 'waiting') = (settled_at is null) and (state = 'drawn') = (picture_sha256 is not null)
          and (state = 'refused') = (reason is not null))
      )`);
    await q.query(`create index rendition_waiting_ix on rendition (ordered_at, id) where state = 'waiting'`);
    await q.query(`create index rendition_key_ix on rendition (picture_key) where state = 'drawn'`);
    await q.query('create index rendition_department_ix on rendition (department_id, ordered_at desc)');
    await protect(q, 'rendition', {
      app: 'select, insert, update',
      department: { grant: 'select', using: 'department_id = liaison_department_id()' },
    });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table rendition');
    await q.query('drop table social_master');
  }
}
