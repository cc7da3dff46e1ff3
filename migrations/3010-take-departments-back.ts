import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Taking a whole list of departments back. Some fifty tables point to a department, and Postgres asks each of them for each row it
 * deletes. `liaison_remove_departments` asks each once for all rows, under the lock that keeps others from pointing to them
 * meanwhile, and then deletes without asking again where the owner may say so (the embedded Postgres lets it; elsewhere: `grant set on
 * parameter session_replication_role to …`, or it takes longer). `liaison_refresh_statistics` lets the planner know of a list at once.
 */
export class TakeDepartmentsBack3010000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create function liaison_remove_departments(ids uuid[]) returns setof uuid language plpgsql security definer
        set search_path = public, pg_temp as $$
      declare
        key record;
        free uuid[] := ids;
        quick boolean;
      begin
        perform from department where id = any (ids) order by id for update;
        for key in
          select c.conrelid::regclass as source, a.attname as name
            from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
           where c.contype = 'f' and c.confrelid = 'department'::regclass and c.conrelid <> 'department_slug'::regclass
             and array_length(c.conkey, 1) = 1
        loop
          execute format('select array_agg(given.id) from unnest($1) as given (id)
            where not exists (select from %s x where x.%I = given.id)', key.source, key.name) into free using free;
          if free is null then return; end if;
        end loop;
        delete from department_slug where department_id = any (free);
        quick := has_parameter_privilege(current_user, 'session_replication_role', 'SET') and not exists (
          select from pg_trigger where tgrelid = 'department'::regclass and not tgisinternal and tgtype & 8 <> 0);
        if quick then perform set_config('session_replication_role', 'replica', true); end if;
        delete from department where id = any (free);
        if quick then perform set_config('session_replication_role', 'origin', true); end if;
        return query select unnest(free);
      end $$`);
    await q.query(`
      create function liaison_refresh_statistics(kind text) returns void language plpgsql security definer
        set search_path = public, pg_temp as $$
      begin
        if kind = 'departments' then analyze department; analyze department_slug;
        elsif kind = 'contacts' then analyze contact;
        elsif kind = 'pitches' then analyze pitch; analyze pitch_stage;
        elsif kind = 'activities' then analyze activity;
        end if;
      end $$`);
    for (const name of ['liaison_remove_departments(uuid[])', 'liaison_refresh_statistics(text)']) {
      await q.query(`revoke execute on function ${name} from public`);
      await q.query(`grant execute on function ${name} to liaison_app`);
    }
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`drop function liaison_refresh_statistics(text)`);
    await q.query(`drop function liaison_remove_departments(uuid[])`);
  }
}
