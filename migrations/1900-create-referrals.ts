import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from '../src/platform/database/rls.js';

const OWN = 'department_id = liaison_department_id()';
const DISPOSITION = `('qualifying', 'reinstall', 'not_install', 'unknown_code', 'before_activation', 'after_end', 'existing_user',
  'test_device', 'velocity', 'fraud', 'duplicate')`;

/** Codes that are a department's for ever, downloads as immutable facts, and what was decided about each. */
export class CreateReferrals1900000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await this.codes(q);
    await this.facts(q);
    await this.decisions(q);
  }

  private async codes(q: QueryRunner): Promise<void> {
    for (const [code, shape] of [
      ['alias', '^[a-z0-9-]{3,40}$'],
      ['keyword', '^[A-Z0-9]{3,20}$'],
    ]) {
      const table = `referral_${code}`;
      await q.query(`create table ${table} (
        ${code} text primary key constraint ${table}_shape_ck check (${code} ~ '${shape}'),
        department_id uuid not null constraint ${table}_department_fk references department (id),
        current boolean not null default true,
        reserved_at timestamptz not null)`);
      await q.query(`create unique index ${table}_current_uq on ${table} (department_id) where current`);
      await q.query(`create index ${table}_department_ix on ${table} (department_id)`);
      await protect(q, table, {
        app: 'select, insert, update (current)',
        department: { grant: 'select', using: OWN },
        public: { columns: `${code}, department_id, current`, using: 'true' },
      });
      // Codes are printed on posters: one that was given away stays with its department for ever.
      await q.query(`create function ${table}_stays() returns trigger language plpgsql as $$ begin
        if tg_op = 'DELETE' or new.${code} <> old.${code} or new.department_id <> old.department_id then
          raise exception 'a referral code is its department''s for ever' using errcode = 'LI001';
        end if;
        return new; end $$`);
      await q.query(`create trigger ${table}_stays before update or delete on ${table}
        for each row execute function ${table}_stays()`);
    }
    // Words the carriers act on themselves; a text with one never reaches us.
    await q.query(`alter table referral_keyword add constraint referral_keyword_carrier_ck check (keyword not in
      ('STOP', 'UNSUBSCRIBE', 'END', 'QUIT', 'STOPALL', 'REVOKE', 'OPTOUT', 'CANCEL', 'HELP', 'INFO', 'START', 'YES', 'UNSTOP'))`);

    await q.query(`create table link_click_day (
      alias text not null constraint link_click_day_alias_fk references referral_alias (alias),
      day date not null,
      department_id uuid not null constraint link_click_day_department_fk references department (id),
      clicks bigint not null,
      primary key (alias, day))`);
    await protect(q, 'link_click_day', {
      app: 'select, insert, update',
      department: { grant: 'select', using: OWN },
      public: { columns: 'alias, day, department_id, clicks', using: 'true' },
    });
  }

  private async facts(q: QueryRunner): Promise<void> {
    // Everything a reported event may leave here; there is no column for anything else about a resident.
    await q.query(`create table download (
      id uuid primary key,
      provider text not null constraint download_provider_ck check (provider in ('branch', 'appsflyer', 'adjust', 'generic', 'csv')),
      external_id text not null constraint download_external_ck check (length(external_id) between 1 and 200),
      kind text not null constraint download_kind_ck check (kind in ('install', 'reinstall', 'open', 'other')),
      alias text constraint download_alias_ck check (alias ~ '^[a-z0-9-]{3,40}$'),
      os text constraint download_os_ck check (os in ('ios', 'android', 'other')),
      existing_user boolean not null,
      test_device boolean not null,
      occurred_at timestamptz not null,
      received_at timestamptz not null,
      constraint download_external_uq unique (provider, external_id))`);
    await appendOnly(q, 'download');
    await q.query(`create table download_reversal (
      id uuid primary key,
      provider text not null,
      external_id text not null,
      disposition text not null constraint download_reversal_disposition_ck check (disposition in ('fraud', 'duplicate', 'velocity')),
      reason text not null,
      reported_by text not null,
      recorded_at timestamptz not null,
      constraint download_reversal_external_uq unique (provider, external_id))`);
    await appendOnly(q, 'download_reversal');
    await protect(q, 'download_reversal', { app: 'select, insert' });

    await q.query(`create table download_assignment (
      id uuid primary key,
      download_id uuid not null constraint download_assignment_download_fk references download (id),
      seq int not null,
      alias text not null constraint download_assignment_alias_fk references referral_alias (alias),
      assigned_by text not null,
      recorded_at timestamptz not null,
      constraint download_assignment_seq_uq unique (download_id, seq))`);
    await appendOnly(q, 'download_assignment');
    await protect(q, 'download_assignment', { app: 'select, insert' });
  }

  private async decisions(q: QueryRunner): Promise<void> {
    // Department and partnership are null while the code is unknown: such a row is nobody's, and only the vendor sees it.
    await q.query(`create table download_decision (
      id uuid primary key,
      download_id uuid not null constraint download_decision_download_fk references download (id),
      seq int not null,
      disposition text not null constraint download_decision_disposition_ck check (disposition in ${DISPOSITION}),
      rule_version int not null,
      department_id uuid constraint download_decision_department_fk references department (id),
      partnership_id uuid constraint download_decision_partnership_fk references partnership (id),
      terms_version_id uuid constraint download_decision_terms_fk references terms_version (id),
      matched_alias text constraint download_decision_alias_fk references referral_alias (alias),
      occurred_on date,
      cause text not null,
      decided_by text not null,
      decided_at timestamptz not null,
      constraint download_decision_seq_uq unique (download_id, seq))`);
    await appendOnly(q, 'download_decision');
    await protect(q, 'download_decision', {
      app: 'select, insert',
      department: { grant: 'select', using: OWN },
    });

    // The latest decision of each download, so that counting and listing need no search for the last word.
    await q.query(`create table download_standing (
      download_id uuid primary key constraint download_standing_download_fk references download (id),
      seq int not null,
      disposition text not null,
      department_id uuid,
      partnership_id uuid,
      terms_version_id uuid,
      matched_alias text,
      reported_alias text,
      occurred_on date,
      occurred_at timestamptz not null)`);
    await q.query(
      'create index download_standing_partnership_ix on download_standing (partnership_id, occurred_at desc, download_id desc)',
    );
    await q.query(`create index download_standing_disposition_ix on download_standing (partnership_id, disposition, occurred_at desc,
      download_id desc)`);
    await q.query(
      'create index download_standing_department_ix on download_standing (department_id, download_id)',
    );
    await q.query(
      `create index download_standing_unknown_ix on download_standing (reported_alias, download_id) where department_id is null`,
    );
    await q.query(
      'create index download_standing_all_ix on download_standing (occurred_at desc, download_id desc)',
    );
    await q.query(`create index download_standing_quarantine_ix on download_standing (occurred_at desc, download_id desc)
      where disposition = 'unknown_code'`);
    await protect(q, 'download_standing', {
      app: 'select, insert, update',
      department: { grant: 'select', using: OWN },
    });
    // A department sees the downloads that stand under its name.
    await protect(q, 'download', {
      app: 'select, insert',
      department: {
        grant: 'select',
        using: `exists (select 1 from download_standing s where s.download_id = download.id and s.${OWN})`,
      },
    });

    await q.query(`create table partnership_count (
      partnership_id uuid not null constraint partnership_count_partnership_fk references partnership (id),
      terms_version_id uuid not null constraint partnership_count_terms_fk references terms_version (id),
      year int not null,
      disposition text not null constraint partnership_count_disposition_ck check (disposition in ${DISPOSITION}),
      department_id uuid not null constraint partnership_count_department_fk references department (id),
      count bigint not null constraint partnership_count_count_ck check (count >= 0),
      primary key (partnership_id, terms_version_id, year, disposition))`);
    await protect(q, 'partnership_count', {
      app: 'select, insert, update, delete',
      department: { grant: 'select', using: OWN },
      public: {
        columns: 'partnership_id, terms_version_id, year, disposition, department_id, count',
        using: 'true',
      },
    });

    // Re-deciding more downloads than fit into the breath of one request: the row is the work, its cursor the progress.
    await q.query(`create table redecision (
      id uuid primary key,
      department_id uuid not null constraint redecision_department_fk references department (id),
      cause text not null,
      after_download_id uuid,
      decided bigint not null default 0,
      requested_at timestamptz not null,
      done_at timestamptz)`);
    await q.query('create index redecision_open_ix on redecision (requested_at, id) where done_at is null');
    await protect(q, 'redecision', { app: 'select, insert, update' });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(
      `drop table redecision, partnership_count, download_decision, download_assignment, download_reversal, link_click_day`,
    );
    await q.query('drop policy download_department on download');
    await q.query('drop table download_standing, download, referral_keyword, referral_alias');
    await q.query('drop function referral_alias_stays(), referral_keyword_stays()');
  }
}
