import type { MigrationInterface, QueryRunner } from 'typeorm';

const ENTRY_KEYS = [
  ['step', 'step_id', 'reward_step'],
  ['reward', 'reward_id', 'reward'],
  ['department', 'department_id', 'department'],
  ['allowance_step', 'allowance_step_id', 'allowance_step'],
  ['allowance', 'allowance_id', 'allowance'],
];
const STEP_KEYS = [
  ['reward', 'reward_id', 'reward'],
  ['department', 'department_id', 'department'],
];

/**
 * After a burst hundreds of devices are given out by one statement for each table. What their steps and entries name, and that the
 * entries of a step add up to nothing, is asked once for each statement and not row by row.
 */
export class AskOnceAboutGifts4740000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // Steps of rewards and of allowances are append-only, their departments and partnerships cannot be deleted, and neither can a
    // reward from now on. So only the writing has to be watched, and it is watched more closely than by keys: a step is of the
    // partnership and department of its reward, and an entry is of those of its step.
    await q.query(`create function reward_step_points() returns trigger language plpgsql
      security definer set search_path = public, pg_temp as $$
      begin
        if exists (select from added s where not exists (select from reward r where r.id = s.reward_id
             and r.partnership_id = s.partnership_id and r.department_id = s.department_id)) then
          raise exception 'a step names no such reward of the department'
            using errcode = 'foreign_key_violation', constraint = 'reward_step_points';
        end if;
        return null;
      end $$`);
    await q.query(`create function gift_ledger_entry_points() returns trigger language plpgsql
      security definer set search_path = public, pg_temp as $$
      begin
        if exists (select from added e where e.step_id is not null and not exists (select from reward_step s where s.id = e.step_id
             and s.reward_id = e.reward_id and s.partnership_id = e.partnership_id and s.department_id = e.department_id))
           or exists (select from added e where e.allowance_step_id is not null and not exists (select from allowance_step s
             where s.id = e.allowance_step_id and s.allowance_id = e.allowance_id and s.partnership_id = e.partnership_id
               and s.department_id = e.department_id)) then
          raise exception 'an entry names no such step of the department'
            using errcode = 'foreign_key_violation', constraint = 'gift_ledger_entry_points';
        end if;
        if exists (select from added group by step_id, allowance_step_id having sum(units) <> 0 or sum(cents) <> 0) then
          raise exception 'The entries of one step must add up to nothing, in the statement that writes them'
            using errcode = '23514', constraint = 'gift_ledger_entry_balanced_ck';
        end if;
        return null;
      end $$`);
    for (const table of ['reward_step', 'gift_ledger_entry'])
      await q.query(`create trigger ${table}_points after insert on ${table}
        referencing new table as added for each statement execute function ${table}_points()`);
    await q.query('drop trigger gift_ledger_entry_balanced on gift_ledger_entry');
    await q.query('drop function gift_ledger_must_balance()');
    for (const [key] of ENTRY_KEYS)
      await q.query(`alter table gift_ledger_entry drop constraint gift_ledger_entry_${key}_fk`);
    for (const [key] of STEP_KEYS)
      await q.query(`alter table reward_step drop constraint reward_step_${key}_fk`);
    await q.query(`create trigger reward_stays before delete on reward
      for each row execute function liaison_refuse_change()`);
    await q.query(`create trigger reward_no_truncate before truncate on reward
      for each statement execute function liaison_refuse_change()`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop trigger reward_no_truncate on reward');
    await q.query('drop trigger reward_stays on reward');
    for (const [key, column, table] of STEP_KEYS)
      await q.query(
        `alter table reward_step add constraint reward_step_${key}_fk foreign key (${column}) references ${table} (id)`,
      );
    for (const [key, column, table] of ENTRY_KEYS)
      await q.query(
        `alter table gift_ledger_entry add constraint gift_ledger_entry_${key}_fk foreign key (${column}) references ${table} (id)`,
      );
    await q.query(`create function gift_ledger_must_balance() returns trigger language plpgsql as $$
      begin
        if exists (select 1 from gift_ledger_entry where step_id = new.step_id
                    having sum(units) <> 0 or sum(cents) <> 0)
           or exists (select 1 from gift_ledger_entry where allowance_step_id = new.allowance_step_id
                       having sum(units) <> 0 or sum(cents) <> 0) then
          raise exception 'The entries of one step must add up to nothing'
            using errcode = '23514', constraint = 'gift_ledger_entry_balanced_ck';
        end if;
        return null;
      end $$`);
    await q.query(`create constraint trigger gift_ledger_entry_balanced after insert on gift_ledger_entry
      deferrable initially deferred for each row execute function gift_ledger_must_balance()`);
    for (const table of ['gift_ledger_entry', 'reward_step']) {
      await q.query(`drop trigger ${table}_points on ${table}`);
      await q.query(`drop function ${table}_points()`);
    }
  }
}
