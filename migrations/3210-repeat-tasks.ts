import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Steps that come again, and what a calendar needs to know of a change: how often it changed, and when. */
export class RepeatTasks3210000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`alter table task
      add column repeat_every integer constraint task_repeat_every_ck check (repeat_every between 1 and 365),
      add column repeat_unit text constraint task_repeat_unit_ck check (repeat_unit in ('business_day', 'week', 'month')),
      add column repeat_from date,
      add column occurs_on date,
      add column previous_id uuid constraint task_previous_fk references task (id) constraint task_previous_uq unique,
      add column sequence integer not null default 0,
      add column updated_at timestamptz,
      add constraint task_repeat_ck check ((repeat_every is null) = (repeat_unit is null)
        and (repeat_every is null) = (repeat_from is null) and (repeat_every is null) = (occurs_on is null)
        and (repeat_every is null or pitch_id is not null))`);
    // The page of tasks: one person's, or everybody's, by due day; what has no day comes last.
    await q.query(`create index task_agenda_ix on task (owner_id, (coalesce(due_on, date '9999-12-31')), id)
      where done_at is null`);
    await q.query(`create index task_agenda_all_ix on task ((coalesce(due_on, date '9999-12-31')), id)
      where done_at is null`);
    await q.query('create index task_pitch_open_ix on task (pitch_id) where done_at is null');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop index task_pitch_open_ix, task_agenda_all_ix, task_agenda_ix');
    await q.query(`alter table task drop constraint task_repeat_ck, drop column updated_at, drop column sequence,
      drop column previous_id, drop column occurs_on, drop column repeat_from, drop column repeat_unit, drop column repeat_every`);
  }
}
