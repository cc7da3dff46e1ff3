import type { MigrationInterface, QueryRunner } from 'typeorm';

const ALONE = '= liaison_department_id()';
const FAMILY = '= any ((select liaison_department_family())::uuid[])';
/** The second as Postgres prints it back. */
const FAMILY_PRINTED =
  /= ANY \(\(\s*SELECT liaison_department_family\(\) AS liaison_department_family\)::uuid\[\]\)/g;

interface Policy {
  table: string;
  name: string;
  using: string | null;
  check: string | null;
}

/**
 * Two entries of one department become a family: the merged one points to its survivor, rows stay where they were written,
 * and reading, row-level security included, asks for the family. Taking the pointer away undoes it.
 */
export class MergeDepartments3060000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create function liaison_survivor(uuid) returns uuid language sql stable parallel safe as
      $$ select coalesce(merged_into_id, id) from department where id = $1 $$`);
    // The survivor comes first. Nearly every department is a family of one, which two index probes tell. It must be the
    // indexes: looking for one row that is not there, a planner without fresh statistics reads the whole table instead.
    await q.query(`create function liaison_families(wanted uuid[]) returns uuid[] language plpgsql stable parallel restricted
      set enable_seqscan = off as $$
      begin
        if not exists (select from department d where d.merged_into_id = any (wanted))
           and not exists (select from department d where d.id = any (wanted) and d.merged_into_id is not null) then
          return wanted;
        end if;
        return array(
          select m.id from (select distinct coalesce(d.merged_into_id, d.id) as top from department d where d.id = any (wanted)) f
            join department m on m.id = f.top or m.merged_into_id = f.top
           order by m.merged_into_id is not null, m.id);
      end $$`);
    await q.query(`create function liaison_family(uuid) returns uuid[] language sql stable parallel restricted as
      $$ select liaison_families(array[$1]) $$`);
    // Told when the transaction of a person with such a department begins; else it is the department alone.
    await q.query(`create function liaison_department_family() returns uuid[] language sql stable parallel safe as
      $$ select coalesce(nullif(current_setting('liaison.department_family', true), '')::uuid[], array[liaison_department_id()]) $$`);
    await rewrite(q, (condition) => condition.replaceAll(ALONE, FAMILY));

    // Families are one deep, whoever writes: the survivor is merged into nobody, the merged one has none of its own.
    await q.query(`create function liaison_check_merge() returns trigger language plpgsql as $$
      begin
        perform from department where id = new.merged_into_id for update;
        if new.merged_into_id = new.id
           or exists (select from department where id = new.merged_into_id and merged_into_id is not null)
           or exists (select from department where merged_into_id = new.id) then
          raise exception 'a department is merged into one that is itself not merged' using errcode = 'check_violation',
            constraint = 'department_merge_ck';
        end if;
        return new;
      end $$`);
    await q.query(`create trigger department_merge before insert or update of merged_into_id on department
      for each row when (new.merged_into_id is not null) execute function liaison_check_merge()`);

    // One open pitch and one running partnership for each family. It looks after the foreign key has waited for a merge
    // on its way, with the owner's eyes: a limited rep's would not see another's pitch.
    for (const [table, open] of [
      ['pitch', 'closed_on is null'],
      ['partnership', `state <> 'ended'`],
    ]) {
      const constraint = table === 'pitch' ? 'pitch_open_department_uq' : 'partnership_current_uq';
      await q.query(`create function liaison_one_open_${table}() returns trigger language plpgsql security definer
        set search_path = public, pg_temp as $$
        declare family uuid[] := liaison_family(new.department_id);
        begin
          if cardinality(family) > 1
             and exists (select from ${table} o where o.department_id = any (family) and o.id <> new.id and o.${open}) then
            raise exception 'the department has an open ${table} already' using errcode = 'unique_violation',
              constraint = '${constraint}';
          end if;
          return null;
        end $$`);
      await q.query(`create trigger ${table}_one_open after insert or update of department_id, ${open?.split(' ')[0]} on ${table}
        for each row when (new.${open}) execute function liaison_one_open_${table}()`);
    }

    await q.query(
      PUBLIC_PARTNERSHIP(`join department o on o.id = p.department_id
        join department d on d.id = coalesce(o.merged_into_id, o.id)
        join department_slug s on s.department_id = d.id and s.current`),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(
      PUBLIC_PARTNERSHIP(`join department d on d.id = p.department_id
        join department_slug s on s.department_id = p.department_id and s.current`),
    );
    for (const table of ['pitch', 'partnership']) {
      await q.query(`drop trigger ${table}_one_open on ${table}`);
      await q.query(`drop function liaison_one_open_${table}()`);
    }
    await q.query('drop trigger department_merge on department');
    await q.query('drop function liaison_check_merge()');
    await rewrite(q, (condition) => condition.replace(FAMILY_PRINTED, ALONE));
    await q.query(
      'drop function liaison_department_family(), liaison_family(uuid), liaison_families(uuid[]), liaison_survivor(uuid)',
    );
  }
}

/** Alters every policy whose conditions the change would write differently. */
async function rewrite(q: QueryRunner, change: (condition: string) => string): Promise<void> {
  const policies = (await q.query(
    `select tablename as table, policyname as name, qual as using, with_check as check from pg_policies
      where schemaname = 'public' order by 1, 2`,
  )) as Policy[];
  for (const { table, name, using, check } of policies) {
    if (change(`${using}${check}`) === `${using}${check}`) continue;
    await q.query(
      `alter policy ${name} on ${table}${using ? ` using (${change(using)})` : ''}${check ? ` with check (${change(check)})` : ''}`,
    );
  }
}

/** The partnership under the department's name and address, joined as given. */
const PUBLIC_PARTNERSHIP = (joins: string): string => `
  create or replace view public_partnership with (security_invoker = true) as
    select p.id, p.department_id, s.slug, d.name, d.search_name, d.ori, d.kind, d.city, d.county, d.state as state_code,
           d.time_zone, p.state, p.signed_on, p.ends_on, p.active_on, p.announced_on, p.announcement_url, p.ended_on,
           coalesce(r.issued, 0) as devices, coalesce(r.returned, 0) as devices_returned,
           coalesce(r.declined, 0) as devices_declined, coalesce(r.value_cents, 0) as value_cents
      from partnership p
      ${joins}
      left join lateral (
        select count(*) filter (where w.state <> 'voided')::int as issued,
               count(*) filter (where w.state = 'returned')::int as returned,
               count(*) filter (where w.state = 'declined')::int as declined,
               (sum(w.fmv_cents) filter (where w.state not in ('voided', 'declined', 'returned')))::int as value_cents
          from reward w where w.partnership_id = p.id) r on true`;
