import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from '../src/platform/database/rls.js';

const OWN = 'department_id = liaison_department_id()';

/** Rewards with their steps, the gift ledger that follows every step, and the devices that leave the house. */
export class CreateRewards2000000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table device_sku (
        sku text primary key,
        name text not null,
        fmv_cents integer,
        added_at timestamptz not null,
        constraint device_sku_fmv_ck check (fmv_cents is null or fmv_cents >= 0)
      );

      create table reward_account (
        partnership_id uuid primary key,
        department_id uuid not null,
        qualifying integer not null default 0,
        earned integer not null default 0,
        remainder integer not null default 0,
        lost integer not null default 0,
        issued integer not null default 0,
        counts jsonb not null default '[]',
        losses jsonb not null default '[]',
        settled_at timestamptz,
        constraint reward_account_partnership_fk foreign key (partnership_id) references partnership (id),
        constraint reward_account_department_fk foreign key (department_id) references department (id)
      );

      create table reward (
        id uuid primary key,
        partnership_id uuid not null,
        department_id uuid not null,
        ordinal integer not null,
        state text not null,
        fmv_cents integer not null,
        terms_version_id uuid not null,
        device_sku text not null,
        accrued_at timestamptz not null,
        hold_until timestamptz not null,
        offered_at timestamptz,
        accepted_on date,
        accepted_by uuid,
        authority text,
        resolution_number text,
        approved_at timestamptz,
        approved_by uuid,
        shipment_id uuid,
        shipped_on date,
        received_on date,
        returned_on date,
        reason text,
        steps integer not null default 0,
        state_entered_at timestamptz not null,
        constraint reward_ordinal_uq unique (partnership_id, ordinal),
        constraint reward_ordinal_ck check (ordinal >= 1),
        constraint reward_fmv_ck check (fmv_cents >= 0),
        constraint reward_state_ck check (state in ('accrued', 'offered', 'accepted', 'approved', 'shipped',
          'delivered', 'declined', 'lost', 'returned', 'voided')),
        constraint reward_accepted_ck check (state not in ('accepted', 'approved', 'shipped', 'delivered', 'lost', 'returned')
          or (accepted_on is not null and authority is not null)),
        constraint reward_partnership_fk foreign key (partnership_id) references partnership (id),
        constraint reward_department_fk foreign key (department_id) references department (id),
        constraint reward_terms_version_fk foreign key (terms_version_id) references terms_version (id),
        constraint reward_device_sku_fk foreign key (device_sku) references device_sku (sku),
        constraint reward_accepted_by_fk foreign key (accepted_by) references person (id),
        constraint reward_approved_by_fk foreign key (approved_by) references person (id)
      );
      create index reward_state_ix on reward (state, id);
      create index reward_department_ix on reward (department_id, id);
      create index reward_hold_ix on reward (hold_until) where state = 'accrued';

      create table reward_step (
        id uuid primary key,
        reward_id uuid not null,
        number integer not null,
        partnership_id uuid not null,
        department_id uuid not null,
        step text not null,
        from_state text,
        to_state text not null,
        occurred_on date,
        reason text,
        details jsonb not null default '{}',
        cause_download_id uuid,
        by_person_id uuid,
        by_name text not null,
        recorded_at timestamptz not null,
        constraint reward_step_number_uq unique (reward_id, number),
        constraint reward_step_reward_fk foreign key (reward_id) references reward (id),
        constraint reward_step_department_fk foreign key (department_id) references department (id)
      );

      create table shipment (
        id uuid primary key,
        reward_id uuid not null,
        department_id uuid not null,
        sku text not null,
        serial_number text not null,
        carrier text not null,
        tracking_number text not null,
        shipped_on date not null,
        ship_to jsonb not null,
        recorded_by uuid,
        recorded_at timestamptz not null,
        constraint shipment_reward_fk foreign key (reward_id) references reward (id),
        constraint shipment_department_fk foreign key (department_id) references department (id),
        constraint shipment_sku_fk foreign key (sku) references device_sku (sku)
      );
      create index shipment_reward_ix on shipment (reward_id);
      alter table reward add constraint reward_shipment_fk foreign key (shipment_id) references shipment (id);

      create table device_unit (
        id uuid primary key,
        serial_number text not null,
        sku text not null,
        shipment_id uuid not null,
        department_id uuid not null,
        recorded_at timestamptz not null,
        constraint device_unit_sku_fk foreign key (sku) references device_sku (sku),
        constraint device_unit_shipment_fk foreign key (shipment_id) references shipment (id),
        constraint device_unit_department_fk foreign key (department_id) references department (id)
      );
      create unique index device_unit_serial_uq on device_unit (upper(serial_number));

      create table gift_ledger_entry (
        id uuid primary key,
        step_id uuid not null,
        reward_id uuid not null,
        partnership_id uuid not null,
        department_id uuid not null,
        account text not null,
        units integer not null,
        cents integer not null,
        entered_on date not null,
        recorded_at timestamptz not null,
        constraint gift_ledger_entry_account_ck check (account in ('program', 'promised', 'offered', 'accepted',
          'shipped', 'delivered', 'declined', 'lost', 'returned')),
        constraint gift_ledger_entry_units_ck check (units in (-1, 1) and cents * units >= 0),
        constraint gift_ledger_entry_side_uq unique (step_id, account),
        constraint gift_ledger_entry_step_fk foreign key (step_id) references reward_step (id),
        constraint gift_ledger_entry_reward_fk foreign key (reward_id) references reward (id),
        constraint gift_ledger_entry_department_fk foreign key (department_id) references department (id)
      );
      create index gift_ledger_entry_department_ix on gift_ledger_entry (department_id, id);
      create index gift_ledger_entry_reward_ix on gift_ledger_entry (reward_id);

      create function gift_ledger_must_balance() returns trigger language plpgsql as $$
      begin
        if exists (select 1 from gift_ledger_entry where step_id = new.step_id
                    having sum(units) <> 0 or sum(cents) <> 0) then
          raise exception 'The entries of one step must add up to nothing'
            using errcode = '23514', constraint = 'gift_ledger_entry_balanced_ck';
        end if;
        return null;
      end $$;
      create constraint trigger gift_ledger_entry_balanced after insert on gift_ledger_entry
        deferrable initially deferred for each row execute function gift_ledger_must_balance();
    `);
    await protect(q, 'device_sku', {
      app: 'select, insert, update',
      department: { grant: 'select', using: 'true' },
    });
    await protect(q, 'reward_account', {
      app: 'select, insert, update',
      department: { grant: 'select', using: OWN },
      public: {
        columns: 'partnership_id, department_id, qualifying, earned, remainder, lost, issued',
        using: 'true',
      },
    });
    await protect(q, 'reward', {
      app: 'select, insert, update',
      department: { grant: 'select, update', using: OWN },
      public: {
        columns: `id, partnership_id, department_id, ordinal, state, fmv_cents, device_sku, accrued_at, offered_at,
          accepted_on, authority, resolution_number, approved_at, shipped_on, received_on, returned_on`,
        using: 'true',
      },
    });
    await protect(q, 'reward_step', {
      app: 'select, insert',
      department: { grant: 'select, insert', using: OWN },
      public: {
        columns:
          'id, reward_id, number, partnership_id, department_id, step, from_state, to_state, occurred_on, recorded_at',
        using: 'true',
      },
    });
    await protect(q, 'shipment', { app: 'select, insert', department: { grant: 'select', using: OWN } });
    await protect(q, 'device_unit', { app: 'select, insert', department: { grant: 'select', using: OWN } });
    await protect(q, 'gift_ledger_entry', {
      app: 'select, insert',
      department: { grant: 'select, insert', using: OWN },
      public: {
        columns:
          'id, step_id, reward_id, partnership_id, department_id, account, units, cents, entered_on, recorded_at',
        using: 'true',
      },
    });
    for (const table of ['reward_step', 'shipment', 'device_unit', 'gift_ledger_entry'])
      await appendOnly(q, table);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop table gift_ledger_entry;
      drop function gift_ledger_must_balance();
      drop table device_unit;
      alter table reward drop constraint reward_shipment_fk;
      drop table shipment;
      drop table reward_step;
      drop table reward;
      drop table reward_account;
      drop table device_sku;
    `);
  }
}
