import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Groups with a backup, who wrote a version of a policy and why, and what of a text a round touches. */
export class VersionReviewPolicies4500000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create table review_group (
      key text primary key,
      name text not null,
      backup_key text references review_group (key),
      created_at timestamptz not null,
      constraint review_group_key_ck check (key ~ '^[a-z][a-z0-9_]{1,39}$'),
      constraint review_group_name_ck check (length(btrim(name)) between 1 and 80),
      constraint review_group_backup_ck check (backup_key <> key)
    )`);
    await q.query('create unique index review_group_name_uq on review_group (lower(name))');
    await q.query(`insert into review_group (key, name, created_at)
      values ('communications', 'Communications', '2018-01-01T00:00:00Z'), ('legal', 'Legal', '2018-01-01T00:00:00Z')`);
    await q.query('grant select, insert, update on review_group to liaison_app');

    await q.query(`alter table review_policy
      add note text,
      add created_by uuid,
      add created_by_name text not null default 'Liaison',
      add constraint review_policy_always_ck check (jsonb_path_exists(steps, '$[*] ? (!exists(@.when) || @.when == "always")'))`);
    // Rounds from before there were conditions were asked every step.
    await q.query(`alter table review_round add touches text[] not null default array['locked', 'terms']`);
    await q.query('alter table review_round alter touches drop default');
    await q.query(`alter table review_round
      add constraint review_round_touches_ck check (touches <@ array['locked', 'terms'])`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('alter table review_round drop column touches');
    await q.query('alter table review_policy drop constraint review_policy_always_ck');
    await q.query(
      'alter table review_policy drop column note, drop column created_by, drop column created_by_name',
    );
    await q.query('drop table review_group');
  }
}
