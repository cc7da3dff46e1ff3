import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from '../src/platform/database/rls.js';

/**
 * Counters beside the gift ledger: what each account of each department moved by in each month of entry. A trigger adds to them in
 * the transaction of the entries, and nothing else may write them. Entries are found by the day they were entered on.
 */
export class KeepGiftBalances4260000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table gift_balance (
        department_id uuid not null,
        month date not null,
        account text not null,
        units integer not null,
        cents bigint not null,
        entries integer not null,
        constraint gift_balance_pk primary key (department_id, month, account),
        constraint gift_balance_month_ck check (extract(day from month) = 1),
        constraint gift_balance_department_fk foreign key (department_id) references department (id)
      );
      create index gift_balance_month_ix on gift_balance (month);

      create index gift_ledger_entry_day_ix on gift_ledger_entry (entered_on, id);
      create index gift_ledger_entry_account_ix on gift_ledger_entry (account, entered_on, id);
      create index gift_ledger_entry_department_day_ix on gift_ledger_entry (department_id, entered_on, id);
    `);
    await protect(q, 'gift_balance', {
      app: 'select',
      department: { grant: 'select', using: 'department_id = liaison_department_id()' },
    });
    // With the owner's eyes, so that whoever adds an entry need not be able to write the counters. In the order of the key, so that
    // two who add entries of the same departments wait for each other and never in a circle.
    await q.query(`
      create function gift_keep_balance() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
      begin
        insert into gift_balance as b (department_id, month, account, units, cents, entries)
        select department_id, date_trunc('month', entered_on::timestamp)::date, account, sum(units), sum(cents), count(*)
          from new_rows group by 1, 2, 3 order by 1, 2, 3
        on conflict (department_id, month, account) do update
          set units = b.units + excluded.units, cents = b.cents + excluded.cents, entries = b.entries + excluded.entries;
        return null;
      end $$;
      create trigger gift_ledger_entry_balance after insert on gift_ledger_entry referencing new table as new_rows
        for each statement execute function gift_keep_balance();
      insert into gift_balance (department_id, month, account, units, cents, entries)
      select department_id, date_trunc('month', entered_on::timestamp)::date, account, sum(units), sum(cents), count(*)
        from gift_ledger_entry group by 1, 2, 3;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop trigger gift_ledger_entry_balance on gift_ledger_entry;
      drop function gift_keep_balance();
      drop table gift_balance;
      drop index gift_ledger_entry_department_day_ix;
      drop index gift_ledger_entry_account_ix;
      drop index gift_ledger_entry_day_ix;
    `);
  }
}
