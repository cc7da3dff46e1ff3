import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from '../src/platform/database/rls.js';

const OWN = 'department_id = liaison_department_id()';
const STATES =
  "'draft','submitted','in_review','changes_requested','rejected','approved','released','withdrawn','recalled'";

/** Drafts, their append-only revisions, proposals with hunks, and what was released, corrected and recalled. */
export class CreateContent2100000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await this.drafts(q);
    await this.proposals(q);
    await this.releases(q);
    for (const table of ['review_round', 'review', 'review_decision']) {
      await q.query(
        `alter table ${table} add constraint ${table}_draft_fk foreign key (draft_id) references draft (id)`,
      );
    }
    for (const table of ['review_round', 'review']) {
      await q.query(`alter table ${table} add constraint ${table}_revision_fk
        foreign key (revision_id) references draft_revision (id)`);
    }
  }

  private async drafts(q: QueryRunner): Promise<void> {
    await q.query(`create table draft (
      id uuid primary key,
      department_id uuid not null references department (id),
      partnership_id uuid not null references partnership (id),
      template_id uuid not null references template (id),
      kind text not null,
      title text not null,
      state text not null,
      current_revision_id uuid not null,
      kit boolean not null default false,
      created_by uuid,
      created_by_name text not null,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      constraint draft_state_ck check (state in (${STATES}))
    )`);
    await q.query('create index draft_department_ix on draft (department_id, id)');
    await q.query('create index draft_partnership_ix on draft (partnership_id, id)');
    await q.query('create index draft_state_ix on draft (state, id)');
    await protect(q, 'draft', {
      app: 'select, insert, update',
      department: { grant: 'select, insert, update', using: OWN },
    });

    await q.query(`create table draft_revision (
      id uuid primary key,
      draft_id uuid not null references draft (id),
      department_id uuid not null references department (id),
      number int not null,
      base_revision_id uuid references draft_revision (id),
      template_version_id uuid not null references template_version (id),
      content_hash text not null,
      body jsonb not null,
      "values" jsonb not null,
      assets jsonb not null,
      blocks jsonb not null,
      wrote jsonb not null,
      author_id uuid,
      author_name text not null,
      author_side text not null,
      contributor_ids uuid[] not null,
      note text,
      created_at timestamptz not null,
      constraint draft_revision_number_uq unique (draft_id, number),
      constraint draft_revision_number_ck check (number > 0),
      constraint draft_revision_hash_ck check (content_hash ~ '^[0-9a-f]{64}$'),
      constraint draft_revision_side_ck check (author_side in ('vendor','department','system'))
    )`);
    await q.query('create index draft_revision_hash_ix on draft_revision (draft_id, content_hash)');
    await protect(q, 'draft_revision', {
      app: 'select, insert',
      department: { grant: 'select, insert', using: OWN },
    });
    await appendOnly(q, 'draft_revision');
    await q.query(`alter table draft add constraint draft_current_revision_fk
      foreign key (current_revision_id) references draft_revision (id) deferrable initially deferred`);

    await q.query(`create table asset (
      id uuid primary key,
      department_id uuid not null references department (id),
      sha256 text not null references blob (sha256),
      media_type text not null,
      file_name text not null,
      size int not null,
      alt_text text,
      uploaded_by uuid,
      uploaded_by_name text not null,
      created_at timestamptz not null,
      constraint asset_size_ck check (size between 1 and 10485760)
    )`);
    await q.query('create index asset_department_ix on asset (department_id, id)');
    await protect(q, 'asset', { app: 'select, insert', department: { grant: 'select, insert', using: OWN } });
    await appendOnly(q, 'asset');
  }

  private async proposals(q: QueryRunner): Promise<void> {
    await q.query(`create table proposal (
      id uuid primary key,
      draft_id uuid not null references draft (id),
      department_id uuid not null references department (id),
      review_id uuid not null references review (id),
      revision_id uuid not null references draft_revision (id),
      body jsonb not null,
      "values" jsonb not null,
      note text,
      proposer_id uuid not null,
      proposer_name text not null,
      state text not null,
      created_at timestamptz not null,
      answered_at timestamptz,
      answered_by_name text,
      answer_revision_id uuid references draft_revision (id),
      constraint proposal_state_ck check (state in ('open','answered','superseded'))
    )`);
    await q.query(`create unique index proposal_open_uq on proposal (draft_id) where state = 'open'`);
    await q.query('create index proposal_draft_ix on proposal (draft_id, created_at)');
    await protect(q, 'proposal', {
      app: 'select, insert, update',
      department: {
        grant: 'select, update (state, answered_at, answered_by_name, answer_revision_id)',
        using: OWN,
      },
    });

    await q.query(`create table proposal_hunk (
      proposal_id uuid not null references proposal (id),
      id text not null,
      draft_id uuid not null references draft (id),
      department_id uuid not null references department (id),
      position int not null,
      block_id text not null,
      field text,
      deleted text not null,
      inserted text not null,
      from_at int not null,
      to_at int not null,
      new_from_at int not null,
      new_to_at int not null,
      speaker text,
      accepted boolean,
      answered_by_name text,
      answered_at timestamptz,
      constraint proposal_hunk_pk primary key (proposal_id, id),
      constraint proposal_hunk_answer_ck check ((accepted is null) = (answered_at is null))
    )`);
    await protect(q, 'proposal_hunk', {
      app: 'select, insert, update',
      department: { grant: 'select, update (accepted, answered_by_name, answered_at)', using: OWN },
    });
  }

  private async releases(q: QueryRunner): Promise<void> {
    await q.query(`create table release (
      id uuid primary key,
      draft_id uuid not null references draft (id),
      department_id uuid not null references department (id),
      partnership_id uuid not null references partnership (id),
      revision_id uuid not null references draft_revision (id),
      content_hash text not null,
      kind text not null,
      title text not null,
      html text not null,
      text text not null,
      shares jsonb not null,
      replaces_id uuid references release (id),
      correction_note text,
      released_by uuid,
      released_by_name text not null,
      released_at timestamptz not null,
      constraint release_replaces_uq unique (replaces_id)
    )`);
    await q.query('create index release_partnership_ix on release (partnership_id, released_at)');
    await q.query('create index release_draft_ix on release (draft_id, released_at)');
    await q.query('create index release_department_ix on release (department_id, released_at)');
    await protect(q, 'release', {
      app: 'select, insert',
      department: { grant: 'select, insert', using: OWN },
      public: {
        columns:
          'id, draft_id, department_id, partnership_id, content_hash, kind, title, html, text, shares, replaces_id, correction_note, released_at',
        using: 'true',
      },
    });
    await appendOnly(q, 'release');
    // Behind the service's gate stands the database's own: no text becomes public that did not pass every step.
    await q.query(`create function liaison_release_approved() returns trigger language plpgsql as $$
      begin
        if not exists (select 1 from review_round o where o.draft_id = new.draft_id and o.content_hash = new.content_hash
                          and o.state = 'approved')
           or not exists (select 1 from draft_revision r where r.id = new.revision_id and r.draft_id = new.draft_id
                          and r.content_hash = new.content_hash) then
          raise exception 'this text has not passed every step of its review' using errcode = 'check_violation', constraint = 'release_approved_ck';
        end if;
        return new;
      end $$`);
    await q.query(`create trigger release_approved before insert on release
      for each row execute function liaison_release_approved()`);

    await q.query(`create table correction (
      id uuid primary key,
      release_id uuid not null references release (id),
      draft_id uuid not null references draft (id),
      department_id uuid not null references department (id),
      note text not null,
      state text not null,
      asked_by uuid,
      asked_by_name text not null,
      asked_by_side text not null,
      asked_at timestamptz not null,
      closed_at timestamptz,
      constraint correction_state_ck check (state in ('open','applied','dropped')),
      constraint correction_note_ck check (length(btrim(note)) > 0),
      constraint correction_closed_ck check ((state = 'open') = (closed_at is null))
    )`);
    await q.query(`create unique index correction_open_uq on correction (draft_id) where state = 'open'`);
    await q.query('create index correction_release_ix on correction (release_id)');
    await protect(q, 'correction', {
      app: 'select, insert, update',
      department: { grant: 'select, insert, update (state, closed_at)', using: OWN },
      public: {
        columns: 'release_id, note, state, asked_at, asked_by_side, closed_at',
        using: "state <> 'dropped'",
      },
    });

    await q.query(`create table recall (
      release_id uuid primary key references release (id),
      draft_id uuid not null references draft (id),
      department_id uuid not null references department (id),
      reason text not null,
      recalled_by uuid,
      recalled_by_name text not null,
      recalled_by_side text not null,
      recalled_at timestamptz not null,
      constraint recall_reason_ck check (length(btrim(reason)) > 0)
    )`);
    await protect(q, 'recall', {
      app: 'select, insert',
      department: { grant: 'select, insert', using: OWN },
      public: { columns: 'release_id, reason, recalled_at, recalled_by_side', using: 'true' },
    });
    await appendOnly(q, 'recall');
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of ['review_round', 'review'])
      await q.query(`alter table ${table} drop constraint ${table}_revision_fk`);
    for (const table of ['review_round', 'review', 'review_decision']) {
      await q.query(`alter table ${table} drop constraint ${table}_draft_fk`);
    }
    await q.query('alter table draft drop constraint draft_current_revision_fk');
    for (const table of [
      'recall',
      'correction',
      'release',
      'proposal_hunk',
      'proposal',
      'asset',
      'draft_revision',
      'draft',
    ]) {
      await q.query(`drop table ${table}`);
    }
    await q.query('drop function liaison_release_approved');
  }
}
