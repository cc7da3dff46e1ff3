import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from '../src/platform/database/rls.js';

/**
 * The link at Branch behind each alias: one that is not retired for each, and none for two of them, since whoever follows it counts
 * for the department whose code it carries. The row is the work: `due_at` says when Branch is asked next, to make it or to read it.
 */
export class CreateBranchLinks4300000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table branch_link (
        id uuid constraint branch_link_pk primary key,
        alias text not null constraint branch_link_alias_fk references referral_alias (alias),
        state text not null,
        asks_alias boolean not null default true,
        url text,
        made_at timestamptz,
        read_at timestamptz,
        due_at timestamptz,
        attempts int not null default 0,
        reason text,
        created_at timestamptz not null,
        retired_at timestamptz,
        constraint branch_link_state_ck check (state in ('waiting', 'made', 'failed', 'retired')),
        constraint branch_link_url_ck check (url ~ '^https://' and length(url) <= 2000),
        constraint branch_link_made_ck check (
          (state in ('made', 'retired')) = (url is not null) and (url is null) = (made_at is null) and (url is null) = (read_at is null)),
        constraint branch_link_due_ck check ((state = 'retired') = (due_at is null) and (state = 'retired') = (retired_at is not null)),
        constraint branch_link_attempts_ck check (attempts >= 0),
        constraint branch_link_reason_ck check (length(reason) <= 200 and (state <> 'failed' or reason is not null))
      )`);
    await q.query(`create unique index branch_link_live_uq on branch_link (alias) where state <> 'retired'`);
    await q.query(`create unique index branch_link_url_uq on branch_link (url) where state = 'made'`);
    await q.query('create index branch_link_due_ix on branch_link (due_at) where due_at is not null');
    await q.query(
      'create index branch_link_made_ix on branch_link (made_at desc, id desc) where url is not null',
    );
    // The department's people read their own link, which leads there; how the vendor comes by it is the vendor's affair.
    await protect(q, 'branch_link', {
      app: 'select, insert, update',
      public: { columns: 'alias, state, url, read_at', using: `state = 'made'` },
    });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table branch_link');
  }
}
