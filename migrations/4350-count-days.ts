import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from '../src/platform/database/rls.js';

/**
 * Downloads by partnership, local day and disposition: months and paces are added up from these. They are kept by a worker that goes
 * through decisions by their key, and who has read how far stands in `decision_reader`.
 */
export class CountDays4350000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create table partnership_day (
      partnership_id uuid not null constraint partnership_day_partnership_fk references partnership (id),
      day date not null,
      disposition text not null,
      department_id uuid not null constraint partnership_day_department_fk references department (id),
      count bigint not null constraint partnership_day_count_ck check (count > 0),
      primary key (partnership_id, day, disposition))`);
    // Months of all partnerships together.
    await q.query(`create index partnership_day_day_ix on partnership_day (day, partnership_id) include (count)
      where disposition = 'qualifying'`);
    await protect(q, 'partnership_day', {
      app: 'select, insert, update, delete',
      department: { grant: 'select', using: 'department_id = liaison_department_id()' },
    });
    await q.query(`create table decision_reader (
      name text primary key,
      after_id uuid not null,
      seen_id uuid not null,
      seen_before xid8)`);
    await protect(q, 'decision_reader', { app: 'select, update' });
    await q.query(`insert into partnership_day (partnership_id, day, disposition, department_id, count)
      select s.partnership_id, s.occurred_on, s.disposition, p.department_id, count(*)
        from download_standing s join partnership p on p.id = s.partnership_id
       where s.occurred_on is not null group by 1, 2, 3, 4`);
    await q.query(`insert into decision_reader (name, after_id, seen_id)
      select 'days', last.id, last.id from (select coalesce((select id from download_decision order by id desc limit 1),
        '00000000-0000-0000-0000-000000000000') as id) last`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table decision_reader, partnership_day');
  }
}
