import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why a pitch ended, as a code that can be counted beside the words; and a word on why an offer changed. */
export class GiveReasons3220000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query('alter table pitch add column close_reason_code text');
    await q.query('grant select (close_reason_code) on pitch to liaison_department');
    await q.query('alter table pitch_stage add column reason_code text');
    await q.query('alter table offer add column note text');
    // What was closed before there were codes counts as "other"; its words stand beside it.
    await q.query(`update pitch set close_reason_code = 'other' where close_reason is not null`);
    await q.query(`update pitch_stage set reason_code = 'other' where reason is not null`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('alter table offer drop column note');
    await q.query('alter table pitch_stage drop column reason_code');
    await q.query('alter table pitch drop column close_reason_code');
  }
}
