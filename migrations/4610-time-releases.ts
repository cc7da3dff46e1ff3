import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from '../src/platform/database/rls.js';

const OWN = 'department_id = liaison_department_id()';

/**
 * When an approved text goes out, as the department's clocks say it: one time waits for each draft, for one exact text. And the
 * embargo of each approved text, which is another thing: the instant before which nobody may let it out. Both are rows that are due.
 */
export class TimeReleases4610000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table release_time (
        id uuid constraint release_time_pk primary key,
        draft_id uuid not null constraint release_time_draft_fk references draft (id),
        department_id uuid not null constraint release_time_department_fk references department (id),
        content_hash text not null,
        local_date date not null,
        local_time text not null,
        due_at timestamptz not null,
        state text not null,
        reason text,
        release_id uuid constraint release_time_release_fk references release (id),
        set_by uuid,
        set_by_name text not null,
        set_at timestamptz not null,
        settled_at timestamptz,
        constraint release_time_state_ck check (state in ('waiting', 'released', 'stopped', 'cancelled')),
        constraint release_time_local_ck check (local_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
        constraint release_time_settled_ck check (
          (state = 'waiting') = (settled_at is null) and (state = 'released') = (release_id is not null)
          and (state <> 'stopped' or reason is not null))
      )`);
    await q.query(
      `create unique index release_time_waiting_uq on release_time (draft_id) where state = 'waiting'`,
    );
    await q.query('create unique index release_time_release_uq on release_time (release_id)');
    await q.query(`create index release_time_due_ix on release_time (due_at) where state = 'waiting'`);
    await q.query('create index release_time_draft_ix on release_time (draft_id, set_at desc)');
    await protect(q, 'release_time', {
      app: 'select, insert, update',
      department: {
        grant: 'select, insert, update (state, reason, release_id, settled_at)',
        using: OWN,
      },
    });

    await q.query(`
      create table embargo (
        draft_id uuid not null constraint embargo_draft_fk references draft (id),
        department_id uuid not null constraint embargo_department_fk references department (id),
        content_hash text not null,
        lifts_at timestamptz not null,
        lifted_at timestamptz,
        constraint embargo_pk primary key (draft_id, content_hash)
      )`);
    await q.query('create index embargo_due_ix on embargo (lifts_at) where lifted_at is null');
    await protect(q, 'embargo', {
      app: 'select, insert, update',
      department: { grant: 'select', using: OWN },
    });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table embargo');
    await q.query('drop table release_time');
  }
}
