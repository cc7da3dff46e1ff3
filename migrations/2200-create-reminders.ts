import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from '../src/platform/database/rls.js';

const OWN = 'department_id = liaison_department_id()';

/** When each department is reminded, what became of every month, and the posts they told us about. */
export class CreateReminders2200000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table reminder_schedule (
        partnership_id uuid primary key,
        department_id uuid not null,
        rule jsonb,
        rule_source text not null default 'default',
        hour integer not null default 10,
        start_on date,
        pause_until date,
        active boolean not null default true,
        planned_through timestamptz not null,
        next_at timestamptz,
        changed_at timestamptz not null,
        constraint reminder_schedule_source_ck check (rule_source in ('default', 'chosen')),
        constraint reminder_schedule_hour_ck check (hour between 0 and 23),
        constraint reminder_schedule_partnership_fk foreign key (partnership_id) references partnership (id),
        constraint reminder_schedule_department_fk foreign key (department_id) references department (id)
      );
      create index reminder_schedule_next_ix on reminder_schedule (next_at) where next_at is not null;

      create table reminder (
        id uuid primary key,
        partnership_id uuid not null,
        department_id uuid not null,
        period text not null,
        kind text not null,
        due_at timestamptz not null,
        due_on date not null,
        state text not null,
        reason text,
        sent_at timestamptz,
        sent_by uuid,
        email_id uuid,
        decided_at timestamptz,
        created_at timestamptz not null,
        constraint reminder_period_uq unique (partnership_id, period),
        constraint reminder_period_ck check (period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
        constraint reminder_kind_ck check (kind in ('activation', 'monthly')),
        constraint reminder_state_ck check (state in ('planned', 'sent', 'skipped', 'failed')),
        constraint reminder_sent_ck check ((state = 'sent') = (sent_at is not null)),
        constraint reminder_reason_ck check (state not in ('skipped', 'failed') or reason is not null),
        constraint reminder_partnership_fk foreign key (partnership_id) references partnership (id),
        constraint reminder_department_fk foreign key (department_id) references department (id),
        constraint reminder_email_fk foreign key (email_id) references email_message (id),
        constraint reminder_sent_by_fk foreign key (sent_by) references person (id)
      );
      create index reminder_due_ix on reminder (due_at) where state = 'planned';
      create index reminder_failed_ix on reminder (id) where state = 'failed';
      create index reminder_period_ix on reminder (period, due_at, id);
      create index reminder_department_ix on reminder (department_id, period);

      create table outreach_post (
        id uuid primary key,
        partnership_id uuid not null,
        department_id uuid not null,
        reminder_id uuid,
        period text not null,
        posted_on date not null,
        url text,
        via text not null,
        by_person_id uuid,
        recorded_at timestamptz not null,
        constraint outreach_post_via_ck check (via in ('mail', 'page', 'api')),
        constraint outreach_post_partnership_fk foreign key (partnership_id) references partnership (id),
        constraint outreach_post_department_fk foreign key (department_id) references department (id),
        constraint outreach_post_reminder_fk foreign key (reminder_id) references reminder (id)
      );
      create unique index outreach_post_mail_uq on outreach_post (reminder_id) where via = 'mail';
      create index outreach_post_period_ix on outreach_post (partnership_id, period);
    `);
    await protect(q, 'reminder_schedule', {
      app: 'select, insert, update',
      department: { grant: 'select, update', using: OWN },
    });
    await protect(q, 'reminder', {
      app: 'select, insert, update',
      department: { grant: 'select, update', using: OWN },
    });
    await protect(q, 'outreach_post', {
      app: 'select, insert',
      department: { grant: 'select, insert', using: OWN },
    });
    await appendOnly(q, 'outreach_post');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table outreach_post; drop table reminder; drop table reminder_schedule;');
  }
}
