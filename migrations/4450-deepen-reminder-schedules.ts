import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Business days and quiet hours of a schedule; what a reminder waits for, and which template it was written from. */
export class DeepenReminderSchedules4450000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`alter table reminder_schedule
      add column business_days boolean not null default false,
      add column quiet_from integer,
      add column quiet_until integer,
      add constraint reminder_schedule_quiet_ck check (
        (quiet_from is null) = (quiet_until is null)
        and quiet_from between 0 and 23 and quiet_until between 0 and 23 and quiet_from <> quiet_until)`);
    await q.query(`alter table reminder
      add column not_before timestamptz,
      add column template_version_id uuid,
      add constraint reminder_template_fk foreign key (template_version_id) references template_version (id)`);
    await q.query('drop index reminder_due_ix');
    await q.query(
      `create index reminder_due_ix on reminder ((coalesce(not_before, due_at)), id) where state = 'planned'`,
    );
    await q.query(
      `create index reminder_template_ix on reminder (template_version_id, period) where template_version_id is not null`,
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop index reminder_template_ix');
    await q.query('drop index reminder_due_ix');
    await q.query(`create index reminder_due_ix on reminder (due_at) where state = 'planned'`);
    await q.query('alter table reminder drop column template_version_id, drop column not_before');
    await q.query(
      'alter table reminder_schedule drop column quiet_until, drop column quiet_from, drop column business_days',
    );
  }
}
