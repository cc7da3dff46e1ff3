import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from '../src/platform/database/rls.js';

const OWN = 'department_id = liaison_department_id()';

/** Review policies as data, rounds (one per submission), the reviews in them and the append-only decisions. */
export class CreateApprovals1600000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create table review_policy (
      kind text not null,
      version int not null,
      steps jsonb not null,
      created_at timestamptz not null,
      constraint review_policy_pk primary key (kind, version),
      constraint review_policy_version_ck check (version > 0),
      constraint review_policy_steps_ck check (jsonb_typeof(steps) = 'array' and jsonb_array_length(steps) > 0)
    )`);
    await q.query(`insert into review_policy (kind, version, steps, created_at)
      select kind, 1, '[{"group":"communications","quorum":1},{"group":"legal","quorum":1}]'::jsonb, '2018-01-01T00:00:00Z'
        from unnest(array['press_release','media_advisory','talking_points','social_post','sms_reply','reminder','pitch_mail']) kind`);
    await q.query('grant select, insert on review_policy to liaison_app');
    await q.query('grant select on review_policy to liaison_department');
    await appendOnly(q, 'review_policy');

    await q.query(`create table review_round (
      id uuid primary key,
      draft_id uuid not null,
      department_id uuid not null references department (id),
      revision_id uuid not null,
      content_hash text not null,
      title text not null,
      department_name text not null,
      department_state text not null,
      revision_number int not null,
      policy_kind text not null,
      policy_version int not null,
      author_ids uuid[] not null,
      submitted_by uuid,
      submitted_by_name text not null,
      state text not null,
      opened_at timestamptz not null,
      closed_at timestamptz,
      close_reason text,
      constraint review_round_policy_fk foreign key (policy_kind, policy_version) references review_policy (kind, version),
      constraint review_round_state_ck check (state in ('open','approved','changes_requested','rejected','superseded')),
      constraint review_round_closed_ck check ((state = 'open') = (closed_at is null)),
      constraint review_round_hash_ck check (content_hash ~ '^[0-9a-f]{64}$')
    )`);
    // One text at a time is before the reviewers.
    await q.query(`create unique index review_round_open_uq on review_round (draft_id) where state = 'open'`);
    await q.query('create index review_round_draft_ix on review_round (draft_id, content_hash, state)');
    await q.query('create index review_round_department_ix on review_round (department_id, opened_at)');
    await protect(q, 'review_round', {
      app: 'select, insert, update',
      department: { grant: 'select', using: OWN },
    });

    await q.query(`create table review (
      id uuid primary key,
      round_id uuid not null references review_round (id),
      draft_id uuid not null,
      department_id uuid not null references department (id),
      revision_id uuid not null,
      content_hash text not null,
      step int not null,
      seat int not null,
      reviewer_group text not null,
      state text not null,
      created_at timestamptz not null,
      pending_since timestamptz,
      due_at timestamptz,
      claimed_by uuid,
      claimed_by_name text,
      claimed_at timestamptz,
      claimed_until timestamptz,
      constraint review_seat_uq unique (round_id, step, seat),
      constraint review_state_ck check (state in ('waiting','pending','approved','changes_requested','rejected','superseded')),
      constraint review_due_ck check (state <> 'pending' or (due_at is not null and pending_since is not null)),
      constraint review_claim_ck check ((claimed_by is null) = (claimed_until is null))
    )`);
    await q.query(
      `create index review_queue_ix on review (reviewer_group, due_at, id) where state = 'pending'`,
    );
    await q.query('create index review_draft_ix on review (draft_id, created_at)');
    await q.query('create index review_state_ix on review (state, id)');
    await protect(q, 'review', {
      app: 'select, insert, update',
      department: { grant: 'select', using: OWN },
    });

    await q.query(`create table review_decision (
      id uuid primary key,
      review_id uuid not null references review (id),
      round_id uuid not null references review_round (id),
      draft_id uuid not null,
      department_id uuid not null references department (id),
      content_hash text not null,
      reviewer_group text not null,
      decision text not null,
      note text,
      decided_by uuid not null,
      decided_by_name text not null,
      decided_at timestamptz not null,
      constraint review_decision_review_uq unique (review_id),
      constraint review_decision_ck check (decision in ('approved','changes_requested','rejected')),
      constraint review_decision_note_ck check (decision = 'approved' or length(btrim(note)) > 0)
    )`);
    await q.query('create index review_decision_draft_ix on review_decision (draft_id, content_hash)');
    await q.query('create index review_decision_round_ix on review_decision (round_id)');
    await protect(q, 'review_decision', {
      app: 'select, insert',
      department: { grant: 'select', using: OWN },
    });
    await appendOnly(q, 'review_decision');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table review_decision');
    await q.query('drop table review');
    await q.query('drop table review_round');
    await q.query('drop table review_policy');
  }
}
