import type { MigrationInterface, QueryRunner } from 'typeorm';

const KEYS = [
  ['download', 'download_id', 'download'],
  ['department', 'department_id', 'department'],
  ['partnership', 'partnership_id', 'partnership'],
  ['terms', 'terms_version_id', 'terms_version'],
  ['alias', 'matched_alias', 'referral_alias'],
];

/**
 * A decision about a download is written thousands of times a second after a burst. What it points to is asked once for each statement
 * and not row by row, an index that only a report of old read is gone, and those that wait stand in two lanes, so that two
 * transactions at a time decide without waiting for each other's partnerships.
 */
export class DecideWithLess4730000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // None of what a decision points to can be deleted: downloads and terms are append-only, a code stays, nobody may delete a
    // partnership, and a partnership holds its department. So only the writing of a decision has to be watched. It is watched more
    // closely than before: terms must be the partnership's, and the partnership the department's.
    await q.query(`create function liaison_decision_points() returns trigger language plpgsql
      security definer set search_path = public as $$
      declare fault text;
      begin
        select said.fault into fault
          from (select distinct department_id, partnership_id, terms_version_id, matched_alias from added) d
          left join partnership p on p.id = d.partnership_id and p.department_id = d.department_id
          left join terms_version t on t.id = d.terms_version_id and t.partnership_id = d.partnership_id
          left join referral_alias a on a.alias = d.matched_alias
         cross join lateral (select
           case when d.department_id is not null and d.partnership_id is null then 'partnership'
                when d.partnership_id is not null and p.id is null then 'partnership of the department'
                when d.terms_version_id is not null and t.id is null then 'terms of the partnership'
                when d.matched_alias is not null and a.alias is null then 'alias' end as fault) said
         where said.fault is not null limit 1;
        if fault is null and exists (select from added n where not exists (select from download d where d.id = n.download_id)) then
          fault := 'download';
        end if;
        if fault is not null then
          raise exception 'a decision names no such %', fault
            using errcode = 'foreign_key_violation', constraint = 'download_decision_points';
        end if;
        return null;
      end $$`);
    await q.query(`create trigger download_decision_points after insert on download_decision
      referencing new table as added for each statement execute function liaison_decision_points()`);
    for (const [key] of KEYS)
      await q.query(`alter table download_decision drop constraint download_decision_${key}_fk`);
    // Written by the same statement as its decision, and compared with it by verify.
    await q.query('alter table download_standing drop constraint download_standing_download_fk');

    // Months come from the day counters since 4350. Nearly all downloads qualify, so a list of those runs along the partnership's own.
    await q.query('drop index download_standing_month_ix, download_standing_disposition_ix');
    await q.query(`create index download_standing_disposition_ix on download_standing (partnership_id, disposition, occurred_at desc,
      download_id desc) where disposition <> 'qualifying'`);

    await q.query(`alter table download_waiting add lane smallint not null default 0`);
    await q.query(
      `alter table download_waiting drop constraint download_waiting_pkey, add primary key (lane, download_id)`,
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(
      `alter table download_waiting drop constraint download_waiting_pkey, drop lane, add primary key (download_id)`,
    );
    await q.query('drop index download_standing_disposition_ix');
    await q.query(`create index download_standing_disposition_ix on download_standing (partnership_id, disposition, occurred_at desc,
      download_id desc)`);
    await q.query(`create index download_standing_month_ix on download_standing (occurred_on)
      where disposition = 'qualifying' and partnership_id is not null`);
    await q.query(`alter table download_standing add constraint download_standing_download_fk
      foreign key (download_id) references download (id)`);
    for (const [key, column, table] of KEYS)
      await q.query(
        `alter table download_decision add constraint download_decision_${key}_fk foreign key (${column}) references ${table}`,
      );
    await q.query('drop trigger download_decision_points on download_decision');
    await q.query('drop function liaison_decision_points()');
  }
}
