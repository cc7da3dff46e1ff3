import type pg from 'pg';

const FACTS = ['download_decision', 'download_standing', 'download_assignment', 'partnership_count'];
const BATCH = 1_000_000;

/**
 * Decided downloads, spread over all partnerships and the last 25 days, one in seven a reinstall; with their counters. Made by
 * Postgres alone; what looks up that rows are right is let go first, because here they are by construction, and indexes that keep
 * nothing unique are made afterwards. Of a database that is thrown away.
 */
export async function fillDownloads(sql: pg.Client, events: number): Promise<void> {
  const { rows } = await sql.query<{ table: string; name: string }>(
    `select conrelid::regclass::text as table, conname as name from pg_constraint
      where contype = 'f' and conrelid = any ($1::regclass[])`,
    [FACTS],
  );
  for (const { table, name } of rows) await sql.query(`alter table ${table} drop constraint ${name}`);
  await sql.query('alter table download_decision disable trigger download_decision_points');
  const indexes = await indexesOf(sql);
  for (const { name } of indexes) await sql.query(`drop index ${name}`);
  await sql.query(`create temporary table held as
    select row_number() over (order by p.id) - 1 as place, p.id, p.department_id, t.id as terms, a.alias
      from partnership p join terms_version t on t.partnership_id = p.id
      join referral_alias a on a.department_id = p.department_id and a.current`);
  for (let from = 0; from < events; from += BATCH) await fillSome(sql, from, Math.min(events, from + BATCH));
  await sql.query("set maintenance_work_mem = '512MB'");
  for (const { made } of indexes) await sql.query(made);
  await sql.query(
    `insert into partnership_count (partnership_id, terms_version_id, year, disposition, department_id, count)
     select partnership_id, terms_version_id, extract(year from occurred_on)::int, disposition, department_id, count(*)
       from download_standing group by 1, 2, 3, 4, 5`,
  );
  await sql.query('vacuum analyze');
}

async function indexesOf(sql: pg.Client): Promise<{ name: string; made: string }[]> {
  const { rows } = await sql.query<{ name: string; made: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as made from pg_index
      where indrelid = 'download_standing'::regclass and not indisunique`,
  );
  return rows;
}

async function fillSome(sql: pg.Client, from: number, to: number): Promise<void> {
  await sql.query(`drop table if exists made`);
  await sql.query(
    `create temporary table made as
     select ('018f0000-0000-7000-b000-' || lpad(to_hex(i), 12, '0'))::uuid as download_id,
            ('018f0000-0000-7000-c000-' || lpad(to_hex(i), 12, '0'))::uuid as decision_id, i,
            i % 7 = 0 as again, h.id as partnership_id, h.department_id, h.terms, h.alias,
            now() - make_interval(secs => (i * 7919 % 2160000)::int) as at
       from generate_series($1::bigint, $2::bigint - 1) i
       join held h on h.place = i % (select count(*) from held)`,
    [from, to],
  );
  await sql.query(
    `insert into download (id, provider, external_id, kind, alias, os, existing_user, test_device, occurred_at, received_at)
     select download_id, 'branch', 'bench-' || i, case when again then 'reinstall' else 'install' end, alias, 'ios', false, false,
            at, at from made`,
  );
  await sql.query(
    `insert into download_decision (id, download_id, seq, disposition, rule_version, department_id, partnership_id,
        terms_version_id, matched_alias, occurred_on, cause, decided_by, decided_at)
     select decision_id, download_id, 1, case when again then 'reinstall' else 'qualifying' end, 1, department_id, partnership_id,
            terms, alias, (at at time zone 'America/Chicago')::date, 'arrival', 'Liaison', at from made`,
  );
  await sql.query(
    `insert into download_standing (download_id, seq, disposition, department_id, partnership_id, terms_version_id, matched_alias,
        reported_alias, occurred_on, occurred_at)
     select download_id, 1, case when again then 'reinstall' else 'qualifying' end, department_id, partnership_id, terms, alias,
            alias, (at at time zone 'America/Chicago')::date, at from made`,
  );
}
