import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from '../src/platform/database/rls.js';

const SHARED = "department_id = liaison_department_id() and visibility = 'shared'";

/** Questions about words of a draft, kept with the words they were asked about, and what was answered. */
export class AskInThreads4510000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create table review_thread (
      id uuid primary key,
      draft_id uuid not null references draft (id),
      department_id uuid not null references department (id),
      revision_id uuid not null references draft_revision (id),
      block_id text not null,
      quote text not null,
      from_at int not null,
      to_at int not null,
      visibility text not null,
      blocking boolean not null,
      opened_by uuid not null,
      opened_by_name text not null,
      opened_at timestamptz not null,
      resolved_by uuid,
      resolved_by_name text,
      resolved_at timestamptz,
      constraint review_thread_visibility_uq unique (id, visibility),
      constraint review_thread_visibility_ck check (visibility in ('shared','vendor')),
      constraint review_thread_words_ck check (from_at >= 0 and to_at > from_at and length(quote) > 0),
      constraint review_thread_resolved_ck check ((resolved_at is null) = (resolved_by is null))
    )`);
    await q.query('create index review_thread_draft_ix on review_thread (draft_id, opened_at)');
    await q.query(
      'create index review_thread_blocking_ix on review_thread (draft_id) where blocking and resolved_at is null',
    );
    await protect(q, 'review_thread', {
      app: 'select, insert, update (resolved_by, resolved_by_name, resolved_at)',
      department: {
        grant: 'select, insert, update (resolved_by, resolved_by_name, resolved_at)',
        using: SHARED,
      },
    });

    await q.query(`create table review_comment (
      id uuid primary key,
      thread_id uuid not null,
      draft_id uuid not null references draft (id),
      department_id uuid not null references department (id),
      visibility text not null,
      text text not null,
      by_id uuid not null,
      by_name text not null,
      by_side text not null,
      at timestamptz not null,
      constraint review_comment_thread_fk foreign key (thread_id, visibility) references review_thread (id, visibility),
      constraint review_comment_text_ck check (length(btrim(text)) between 1 and 4000),
      constraint review_comment_side_ck check (by_side in ('vendor','department'))
    )`);
    await q.query('create index review_comment_draft_ix on review_comment (draft_id, at)');
    await protect(q, 'review_comment', {
      app: 'select, insert',
      department: { grant: 'select, insert', using: SHARED },
    });
    await appendOnly(q, 'review_comment');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table review_comment');
    await q.query('drop table review_thread');
  }
}
