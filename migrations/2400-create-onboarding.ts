import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from '../src/platform/database/rls.js';

/** What a green light still owes a department: the kit's mail waits while there is nobody to send it to. */
export class CreateOnboarding2400000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create table welcome_kit (
      partnership_id uuid primary key constraint welcome_kit_partnership_fk references partnership (id),
      department_id uuid not null constraint welcome_kit_department_fk references department (id),
      draft_ids uuid[] not null,
      state text not null constraint welcome_kit_state_ck check (state in ('waiting', 'handed_over')),
      contact_id uuid,
      recorded_at timestamptz not null,
      handed_over_at timestamptz,
      constraint welcome_kit_handed_over_ck check ((state = 'handed_over') = (handed_over_at is not null)))`);
    await q.query(
      `create index welcome_kit_waiting_ix on welcome_kit (department_id) where state = 'waiting'`,
    );
    await protect(q, 'welcome_kit', { app: 'select, insert, update' });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table welcome_kit');
  }
}
