import type { MigrationInterface, QueryRunner } from 'typeorm';
import { followsWithinReach, limitToReach, ownedWithinReach } from '../src/platform/database/rls.js';

const LIMITED = ['domain_event', 'email_message', 'task', 'activity', 'offer', 'pitch_stage', 'pitch'];

/** A rep may be limited to their own work or their team's; the database leaves the rest out. */
export class LimitReps3050000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create table team (
      id uuid constraint team_pk primary key,
      name citext not null constraint team_name_uq unique constraint team_name_ck check (name <> ''),
      created_at timestamptz not null)`);
    await q.query('grant select, insert, update on team to liaison_app');
    await q.query(`alter table membership
      add column reach text not null default 'all',
      add column team_id uuid constraint membership_team_fk references team (id),
      add constraint membership_reach_ck check (reach in ('own', 'team', 'all') and (reach = 'all' or role = 'rep')),
      add constraint membership_team_ck check (reach <> 'team' or team_id is not null)`);
    await q.query('create index membership_team_ix on membership (team_id) where team_id is not null');

    // Set when a limited rep's transaction begins; without it nothing is within reach.
    await q.query(`create function liaison_reach() returns uuid[] language sql stable parallel safe as
      $$ select nullif(current_setting('liaison.reach_people', true), '')::uuid[] $$`);
    await limitToReach(q, 'pitch', ownedWithinReach('owner_id'));
    for (const table of ['pitch_stage', 'offer', 'activity']) {
      await limitToReach(q, table, followsWithinReach(table, 'pitch_id', 'pitch'));
    }
    // A task is its owner's wherever it hangs; one of a pitch is also everybody's who sees the pitch.
    await limitToReach(
      q,
      'task',
      `owner_id = any ((select liaison_reach())::uuid[]) or (pitch_id is null and owner_id is null)
        or ${followsWithinReach('task', 'pitch_id', 'pitch')}`,
    );
    // A mail is logged before the activity that belongs to it, so only reading is limited.
    await q.query(
      'create index activity_email_ix on activity (email_message_id) where email_message_id is not null',
    );
    await limitToReach(
      q,
      'email_message',
      `topic <> 'pitch' or exists (select from activity a where a.email_message_id = email_message.id)`,
      { only: 'select' },
    );
    // The trail names what it is about. What a partnership records of the pitch it came from is the partnership's.
    await limitToReach(
      q,
      'domain_event',
      `case when subject_type = 'task' then exists (select from task t where t.id = subject_id::uuid)
            when subject_type = 'email' then exists (select from email_message m where m.id = subject_id::uuid)
            when payload ->> 'pitchId' is null or type like 'partnership.%' then true
            else exists (select from pitch p where p.id = (payload ->> 'pitchId')::uuid) end`,
      { only: 'select' },
    );
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of LIMITED) await q.query(`drop policy ${table}_reach on ${table}`);
    await q.query('drop index activity_email_ix');
    await q.query('drop function liaison_reach()');
    await q.query(
      'alter table membership drop constraint membership_team_ck, drop column team_id, drop column reach',
    );
    await q.query('drop table team');
  }
}
