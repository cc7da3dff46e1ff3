import type { MigrationInterface, QueryRunner } from 'typeorm';
import { limitToReach, ownedWithinReach, protect } from '../src/platform/database/rls.js';

const OPEN_STAGES = ['prospect', 'contacted', 'pitched', 'in_discussion', 'legal_review', 'green_lit'];

/** Counters of the board, a limit per stage after which a pitch is stale, and a history in which time cannot run backwards. */
export class KeepTheBoardCounted3150000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // A column is read in its own order, and so is one owner's part of it; what is closed stands apart.
    await q.query(`drop index pitch_board_ix`);
    await q.query(`drop index pitch_owner_ix`);
    await q.query(
      `create index pitch_board_ix on pitch (stage, stage_entered_on, id) where closed_on is null`,
    );
    await q.query(
      `create index pitch_owner_ix on pitch (owner_id, stage, stage_entered_on, id) where closed_on is null`,
    );
    await q.query(`create index pitch_closed_ix on pitch (stage, stage_entered_on, id)
      include (owner_id, devices_promised) where closed_on is not null`);
    await q.query(`create index pitch_stale_ix on pitch (stage, last_touched_on) include (owner_id)
      where closed_on is null`);
    await q.query(`create index task_next_ix on task (pitch_id, due_on, id) where done_at is null`);

    await q.query(`
      create table stage_limit (
        stage text constraint stage_limit_pk primary key,
        stale_after_days integer not null,
        constraint stage_limit_stage_ck check (stage in (${OPEN_STAGES.map((stage) => `'${stage}'`).join(', ')})),
        constraint stage_limit_days_ck check (stale_after_days between 1 and 3650)
      )`);
    await q.query(`grant select, update on stage_limit to liaison_app`);
    await q.query(`insert into stage_limit select unnest($1::text[]), 30`, [OPEN_STAGES]);

    // Entries that add up to the counts. They are only ever added, so that two people who move cards at once never wait
    // for each other; a worker folds them together. entered_days: the sum of the days (since 2000) of entering the stage.
    await q.query(`
      create table pitch_tally (
        stage text not null,
        owner_id uuid,
        open boolean not null,
        pitches integer not null,
        devices bigint not null,
        entered_days bigint not null
      ) with (autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0)`);
    await q.query(`create index pitch_tally_owner_ix on pitch_tally (owner_id)`);
    await protect(q, 'pitch_tally', { app: 'select, insert, delete' });
    // A rep of limited reach counts what is within it; what a move of theirs adds up to is written all the same.
    await limitToReach(q, 'pitch_tally', ownedWithinReach('owner_id'), { only: 'select' });
    await q.query(`
      create function pitch_keep_tally() returns trigger language plpgsql as $$
      begin
        if tg_op = 'INSERT' then
          insert into pitch_tally
          select stage, owner_id, closed_on is null, count(*), sum(devices_promised), sum(stage_entered_on - date '2000-01-01')
            from new_rows group by 1, 2, 3;
        elsif tg_op = 'DELETE' then
          insert into pitch_tally
          select stage, owner_id, closed_on is null, -count(*), -sum(devices_promised), -sum(stage_entered_on - date '2000-01-01')
            from old_rows group by 1, 2, 3;
        else
          insert into pitch_tally
          select stage, owner_id, open, sum(n), sum(n * devices), sum(n * days) from (
            select stage, owner_id, closed_on is null as open, 1 as n, devices_promised as devices,
                   stage_entered_on - date '2000-01-01' as days from new_rows
            union all
            select stage, owner_id, closed_on is null, -1, devices_promised, stage_entered_on - date '2000-01-01' from old_rows
          ) change group by 1, 2, 3 having sum(n) <> 0 or sum(n * devices) <> 0 or sum(n * days) <> 0;
        end if;
        return null;
      end $$`);
    await q.query(`create trigger pitch_tally_insert after insert on pitch referencing new table as new_rows
      for each statement execute function pitch_keep_tally()`);
    await q.query(`create trigger pitch_tally_update after update on pitch
      referencing old table as old_rows new table as new_rows
      for each statement execute function pitch_keep_tally()`);
    await q.query(`create trigger pitch_tally_delete after delete on pitch referencing old table as old_rows
      for each statement execute function pitch_keep_tally()`);
    await q.query(`
      insert into pitch_tally
      select stage, owner_id, closed_on is null, count(*), sum(devices_promised), sum(stage_entered_on - date '2000-01-01')
        from pitch group by 1, 2, 3`);

    // Until now a step could be dated before the one it followed; such a stay lasted no time at all.
    await q.query(`update pitch_stage set left_on = occurred_on where left_on < occurred_on`);
    await q.query(`update pitch_stage set left_at = entered_at where left_at < entered_at`);
    await q.query(`alter table pitch_stage
      add constraint pitch_stage_days_ck check (occurred_on <= left_on),
      add constraint pitch_stage_times_ck check (entered_at <= left_at),
      add constraint pitch_stage_left_ck check ((left_on is null) = (left_at is null))`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`alter table pitch_stage drop constraint pitch_stage_days_ck,
      drop constraint pitch_stage_times_ck, drop constraint pitch_stage_left_ck`);
    for (const event of ['insert', 'update', 'delete'])
      await q.query(`drop trigger pitch_tally_${event} on pitch`);
    await q.query(`drop function pitch_keep_tally()`);
    await q.query(`drop table pitch_tally`);
    await q.query(`drop table stage_limit`);
    await q.query(`drop index task_next_ix`);
    await q.query(`drop index pitch_stale_ix`);
    await q.query(`drop index pitch_closed_ix`);
    await q.query(`drop index pitch_owner_ix`);
    await q.query(`drop index pitch_board_ix`);
    await q.query(
      `create index pitch_board_ix on pitch (stage, stage_entered_on, id)
      include (owner_id, devices_promised, department_id, closed_on)`,
    );
    await q.query(`create index pitch_owner_ix on pitch (owner_id, stage) where closed_on is null`);
  }
}
