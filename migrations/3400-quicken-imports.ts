import type { MigrationInterface, QueryRunner } from 'typeorm';

const BY_NAME = `search_name collate "C"`;

/**
 * Fewer indexes to keep for each department, and a shorter look at them afterwards.
 *
 * In the order of code points one index serves lists by name and the search for names that begin as typed, whatever the collation
 * of the database is; names are normalised, so that readers see no other order than they would. The planner's first look after a
 * list is at 9,000 rows, a third of the usual; a full one comes with the next autovacuum.
 */
export class QuickenImports3400000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`drop index department_begins_ix, department_state_begins_ix, department_name_ix, department_state_ix,
      department_kind_ix`);
    await q.query(`create index department_name_ix on department (${BY_NAME}, id)`);
    await q.query(`create index department_state_ix on department (state, ${BY_NAME}, id)`);
    await q.query(`create index department_kind_ix on department (kind, ${BY_NAME}, id)`);
    await q.query(`drop index search_word_begins_ix`);
    await q.query(`alter table search_word alter column word type text collate "C"`);
    await q.query(`alter function liaison_refresh_statistics(text) set default_statistics_target = 30`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`alter function liaison_refresh_statistics(text) reset default_statistics_target`);
    await q.query(`alter table search_word alter column word type text collate "default"`);
    await q.query(`create index search_word_begins_ix on search_word (word text_pattern_ops, state)`);
    await q.query(`drop index department_kind_ix, department_state_ix, department_name_ix`);
    await q.query(`create index department_name_ix on department (search_name, id)`);
    await q.query(`create index department_state_ix on department (state, search_name, id)`);
    await q.query(`create index department_kind_ix on department (kind, search_name, id)`);
    await q.query(`create index department_begins_ix on department (search_name text_pattern_ops)`);
    await q.query(
      `create index department_state_begins_ix on department (state, search_name text_pattern_ops)`,
    );
  }
}
