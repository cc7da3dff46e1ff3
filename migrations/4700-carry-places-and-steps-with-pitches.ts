import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The next step of the pitch `own`: its open task that is due first. */
const NEXT_STEP = `lateral (
  select card, due_on from task where pitch_id = own.id and done_at is null order by due_on, id limit 1)`;

/**
 * A pitch carries what a card of the board shows besides the pitch itself: its department (the survivor where it was merged) and
 * its next step. A board shows three hundred cards, and looking both up for each was half of what it cost; a list by next
 * step reads along an index. Triggers keep the copies within the transaction that changes the original; `verify` compares them.
 */
export class CarryPlacesAndStepsWithPitches4700000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`alter table pitch add column place_card text not null default '', add column step_card text,
      add column step_due_on date`);
    await q.query(`alter table pitch disable trigger user`);
    await q.query(`update pitch p set place_card = coalesce(s.card, e.card), step_card = t.card, step_due_on = t.due_on
      from department e left join department s on s.id = e.merged_into_id, pitch own left join ${NEXT_STEP} t on true
      where e.id = p.department_id and own.id = p.id`);
    await q.query(`alter table pitch enable trigger user`);
    await q.query(`create index pitch_step_ix on pitch (coalesce(step_due_on, 'infinity'::date), id)`);
    await this.places(q);
    await this.steps(q);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop trigger pitch_take_place on pitch');
    await q.query('drop trigger department_tell_pitches on department');
    for (const what of ['insert', 'update', 'delete'])
      await q.query(`drop trigger task_tell_pitch_${what} on task`);
    await q.query('drop function pitch_take_place()');
    await q.query('drop function department_tell_pitches()');
    await q.query('drop function task_tell_pitch()');
    await q.query('drop function pitch_retell_steps(uuid[])');
    await q.query('alter table pitch drop column place_card, drop column step_card, drop column step_due_on');
  }

  /** The share lock makes a pitch and a change of its department wait for each other, so that neither misses the other. */
  private async places(q: QueryRunner): Promise<void> {
    await q.query(`
      create function pitch_take_place() returns trigger language plpgsql as $$
        declare survivor uuid;
        begin
          select card, merged_into_id into new.place_card, survivor from department where id = new.department_id for share;
          if survivor is not null then
            select card into new.place_card from department where id = survivor for share;
          end if;
          new.place_card := coalesce(new.place_card, '');
          return new;
        end $$`);
    await q.query(`create trigger pitch_take_place before insert or update of department_id on pitch
      for each row execute function pitch_take_place()`);
    await q.query(`
      create function department_tell_pitches() returns trigger language plpgsql security definer
        set search_path = public, pg_temp as $$
        declare changed uuid[] := array(
          select n.id from new_rows n join old_rows o on o.id = n.id
           where n.card <> o.card or n.merged_into_id is distinct from o.merged_into_id);
        begin
          if cardinality(changed) > 0 then
            update pitch p set place_card = coalesce(s.card, e.card)
              from (select unnest(changed) as id union
                    select m.id from department m where m.merged_into_id in (select unnest(changed))) told
              join department e on e.id = told.id left join department s on s.id = e.merged_into_id
             where p.department_id = e.id and p.place_card <> coalesce(s.card, e.card);
          end if;
          return null;
        end $$`);
    await q.query(`create trigger department_tell_pitches after update on department
      referencing old table as old_rows new table as new_rows
      for each statement execute function department_tell_pitches()`);
  }

  /** The pitches are locked by a statement of its own: the one after it sees what those before us committed. */
  private async steps(q: QueryRunner): Promise<void> {
    await q.query(`
      create function pitch_retell_steps(ids uuid[]) returns void language plpgsql security definer
        set search_path = public, pg_temp as $$
        begin
          if cardinality(ids) = 0 then return; end if;
          perform from pitch where id in (select unnest(ids)) order by id for no key update;
          update pitch p set step_card = t.card, step_due_on = t.due_on
            from unnest(ids) own (id) left join ${NEXT_STEP} t on true
           where p.id = own.id
             and (p.step_card is distinct from t.card or p.step_due_on is distinct from t.due_on);
        end $$`);
    await q.query(`revoke execute on function pitch_retell_steps(uuid[]) from public`);
    await q.query(`grant execute on function pitch_retell_steps(uuid[]) to liaison_app`);
    await q.query(`
      create function task_tell_pitch() returns trigger language plpgsql as $$
        begin
          if tg_op = 'INSERT' then
            perform pitch_retell_steps(array(select distinct pitch_id from new_rows where pitch_id is not null and done_at is null));
          elsif tg_op = 'DELETE' then
            perform pitch_retell_steps(array(select distinct pitch_id from old_rows where pitch_id is not null and done_at is null));
          else
            perform pitch_retell_steps(array(
              select distinct either.pitch_id from new_rows n join old_rows o on o.id = n.id
               cross join lateral (values (o.pitch_id), (n.pitch_id)) either (pitch_id)
               where either.pitch_id is not null
                 and (n.card <> o.card or n.done_at is distinct from o.done_at or n.pitch_id is distinct from o.pitch_id)));
          end if;
          return null;
        end $$`);
    await q.query(`create trigger task_tell_pitch_insert after insert on task referencing new table as new_rows
      for each statement execute function task_tell_pitch()`);
    await q.query(`create trigger task_tell_pitch_update after update on task
      referencing old table as old_rows new table as new_rows for each statement execute function task_tell_pitch()`);
    await q.query(`create trigger task_tell_pitch_delete after delete on task referencing old table as old_rows
      for each statement execute function task_tell_pitch()`);
  }
}
