import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from '../src/platform/database/rls.js';

const OWN = 'department_id = liaison_department_id()';

/** Quotes a reviewer changed, and whether the person quoted agreed to the words. */
export class AskTheQuoted4515000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create table quote_change (
      proposal_id uuid not null references proposal (id),
      block_id text not null,
      draft_id uuid not null references draft (id),
      department_id uuid not null references department (id),
      before_hash text not null,
      changed_at timestamptz not null,
      constraint quote_change_pk primary key (proposal_id, block_id),
      constraint quote_change_hash_ck check (before_hash ~ '^[0-9a-f]{64}$')
    )`);
    await q.query('create index quote_change_draft_ix on quote_change (draft_id)');
    await protect(q, 'quote_change', {
      app: 'select, insert',
      department: { grant: 'select, insert', using: OWN },
    });
    await appendOnly(q, 'quote_change');

    await q.query(`create table quote_signoff (
      id uuid primary key,
      draft_id uuid not null references draft (id),
      department_id uuid not null references department (id),
      revision_id uuid not null references draft_revision (id),
      content_hash text not null,
      block_id text not null,
      quote_hash text not null,
      speaker text not null,
      token_hash text not null,
      state text not null,
      note text,
      asked_by_name text not null,
      asked_at timestamptz not null,
      answered_at timestamptz,
      constraint quote_signoff_token_uq unique (token_hash),
      constraint quote_signoff_state_ck check (state in ('asked','agreed','refused')),
      constraint quote_signoff_answered_ck check ((state = 'asked') = (answered_at is null)),
      constraint quote_signoff_hash_ck check (content_hash ~ '^[0-9a-f]{64}$' and quote_hash ~ '^[0-9a-f]{64}$')
    )`);
    await q.query('create index quote_signoff_draft_ix on quote_signoff (draft_id, quote_hash)');
    await protect(q, 'quote_signoff', {
      app: 'select, insert, update (state, note, answered_at)',
      department: {
        grant:
          'select (id, draft_id, department_id, revision_id, content_hash, block_id, quote_hash, speaker, state, note, asked_by_name, asked_at, answered_at)',
        using: OWN,
      },
    });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table quote_signoff');
    await q.query('drop table quote_change');
  }
}
