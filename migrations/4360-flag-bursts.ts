import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from '../src/platform/database/rls.js';

/**
 * The burst rule, a version for each time it was set, and the stretches of downloads it flagged for a person. Only the vendor sees
 * them. No two flags of a partnership share a moment, whoever looks, and however often.
 */
export class FlagBursts4360000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // Neither figure: the rule is off.
    await q.query(`create table burst_rule (
      version integer primary key,
      installs integer constraint burst_rule_installs_ck check (installs between 1 and 100000),
      minutes integer constraint burst_rule_minutes_ck check (minutes between 1 and 1440),
      set_by text not null,
      set_at timestamptz not null,
      constraint burst_rule_both_ck check ((installs is null) = (minutes is null)))`);
    await appendOnly(q, 'burst_rule');
    await protect(q, 'burst_rule', { app: 'select, insert' });

    await q.query(`create table burst_flag (
      id uuid primary key,
      partnership_id uuid not null constraint burst_flag_partnership_fk references partnership (id),
      department_id uuid not null constraint burst_flag_department_fk references department (id),
      rule_version integer not null constraint burst_flag_rule_fk references burst_rule (version),
      from_at timestamptz not null,
      to_at timestamptz not null,
      installs integer not null,
      state text not null,
      joined_into_id uuid constraint burst_flag_joined_fk references burst_flag (id),
      found_at timestamptz not null,
      reversed integer not null default 0,
      decided_by text,
      decided_at timestamptz,
      note text,
      constraint burst_flag_order_ck check (from_at <= to_at),
      constraint burst_flag_state_ck check (state in ('open', 'dismissed', 'reversed', 'joined')),
      constraint burst_flag_joined_ck check ((state = 'joined') = (joined_into_id is not null)),
      constraint burst_flag_decided_ck check ((state in ('dismissed', 'reversed')) = (decided_at is not null)),
      constraint burst_flag_note_ck check (state <> 'dismissed' or note is not null),
      constraint burst_flag_stretch_ex exclude using gist
        (partnership_id with =, tstzrange(from_at, to_at, '[]') with &&) where (state <> 'joined'))`);
    await q.query('create index burst_flag_state_ix on burst_flag (state, id)');
    await q.query('create index burst_flag_department_ix on burst_flag (department_id)');
    await protect(q, 'burst_flag', { app: 'select, insert, update' });
    await q.query(`insert into decision_reader (name, after_id, seen_id)
      select 'bursts', after_id, after_id from decision_reader where name = 'days'`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`delete from decision_reader where name = 'bursts'`);
    await q.query('drop table burst_flag, burst_rule');
  }
}
