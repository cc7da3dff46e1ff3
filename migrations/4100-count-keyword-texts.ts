import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from '../src/platform/database/rls.js';

/** Text messages by keyword and day, as visits are counted by link and day: there is no column for who sent one. */
export class CountKeywordTexts4100000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create table keyword_text_day (
      keyword text not null constraint keyword_text_day_keyword_fk references referral_keyword (keyword),
      day date not null,
      department_id uuid not null constraint keyword_text_day_department_fk references department (id),
      texts bigint not null,
      primary key (keyword, day))`);
    await protect(q, 'keyword_text_day', {
      app: 'select, insert, update',
      department: { grant: 'select', using: 'department_id = liaison_department_id()' },
      public: { columns: 'keyword, day, department_id, texts', using: 'true' },
    });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table keyword_text_day');
  }
}
