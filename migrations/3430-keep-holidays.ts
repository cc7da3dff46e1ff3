import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from '../src/platform/database/rls.js';

/**
 * What the vendor says of single days: closed, or open although it is a federal holiday. The federal ones themselves are a rule
 * and stand in no table. A department's person reads them too, since what they submit is due by business days.
 */
export class KeepHolidays3430000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table organisation_holiday (
        day date not null constraint organisation_holiday_day_uq unique,
        name text not null,
        is_off boolean not null,
        said_by uuid constraint organisation_holiday_said_by_fk references person,
        said_at timestamptz not null,
        constraint organisation_holiday_name_ck check (length(btrim(name)) between 1 and 80),
        constraint organisation_holiday_day_ck check (day between '1978-01-01' and '2399-12-31')
      )`);
    await protect(q, 'organisation_holiday', {
      app: 'select, insert, update, delete',
      department: { grant: 'select (day, name, is_off)', using: 'true', check: 'false' },
    });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table organisation_holiday');
  }
}
