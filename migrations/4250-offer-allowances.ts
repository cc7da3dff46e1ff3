import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from '../src/platform/database/rls.js';

const OWN = 'department_id = liaison_department_id()';

/**
 * Discounts for residents and matched subsidies, offered to a department: their steps, the totals reported of their use, and
 * accounts of their own in the gift ledger. An entry cites either the step of a reward or that of an allowance.
 */
export class OfferAllowances4250000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table allowance (
        id uuid primary key,
        partnership_id uuid not null,
        department_id uuid not null,
        number integer not null,
        kind text not null,
        recipient text not null default 'department',
        state text not null,
        unit_cents integer,
        match_percent integer,
        units integer not null,
        cap_cents integer not null,
        starts_on date,
        ends_on date,
        offered_on date not null,
        accepted_on date,
        accepted_by uuid,
        authority text,
        resolution_number text,
        active_on date,
        closed_on date,
        reason text,
        used_units integer not null default 0,
        used_cents integer not null default 0,
        uses integer not null default 0,
        steps integer not null default 0,
        state_entered_at timestamptz not null,
        constraint allowance_number_uq unique (partnership_id, number),
        constraint allowance_number_ck check (number >= 1),
        constraint allowance_recipient_ck check (recipient = 'department'),
        constraint allowance_state_ck check (state in ('offered', 'accepted', 'declined', 'active', 'closed')),
        constraint allowance_terms_ck check (case kind
          when 'discount' then match_percent is null and unit_cents is not null and unit_cents > 0
            and cap_cents = unit_cents::bigint * units
          when 'subsidy' then unit_cents is null and match_percent is not null and match_percent between 1 and 1000
          else false end),
        constraint allowance_cap_ck check (units between 1 and 1000000 and cap_cents between 1 and 1000000000),
        constraint allowance_days_ck check (ends_on >= starts_on),
        constraint allowance_accepted_ck check (state not in ('accepted', 'active')
          or (accepted_on is not null and authority is not null)),
        constraint allowance_active_ck check (state <> 'active' or active_on is not null),
        constraint allowance_used_ck check (used_units between 0 and units and used_cents between 0 and cap_cents
          and (active_on is not null or (used_units = 0 and used_cents = 0))),
        constraint allowance_partnership_fk foreign key (partnership_id) references partnership (id),
        constraint allowance_department_fk foreign key (department_id) references department (id),
        constraint allowance_accepted_by_fk foreign key (accepted_by) references person (id)
      );
      create index allowance_department_ix on allowance (department_id, id);
      create index allowance_state_ix on allowance (state, id);

      create table allowance_step (
        id uuid primary key,
        allowance_id uuid not null,
        number integer not null,
        partnership_id uuid not null,
        department_id uuid not null,
        step text not null,
        from_state text,
        to_state text not null,
        occurred_on date not null,
        reason text,
        details jsonb not null default '{}',
        by_person_id uuid,
        by_name text not null,
        recorded_at timestamptz not null,
        constraint allowance_step_number_uq unique (allowance_id, number),
        constraint allowance_step_allowance_fk foreign key (allowance_id) references allowance (id),
        constraint allowance_step_department_fk foreign key (department_id) references department (id)
      );

      create table allowance_use (
        id uuid primary key,
        allowance_id uuid not null,
        department_id uuid not null,
        number integer not null,
        key text not null,
        from_day date not null,
        to_day date not null,
        units integer not null,
        cents integer not null,
        city_spent_cents integer,
        reverses uuid,
        step_id uuid not null,
        by_name text not null,
        recorded_at timestamptz not null,
        constraint allowance_use_number_uq unique (allowance_id, number),
        constraint allowance_use_reverses_uq unique (reverses),
        constraint allowance_use_step_uq unique (step_id),
        constraint allowance_use_days_ck check (to_day >= from_day),
        constraint allowance_use_amount_ck check (case when reverses is null then units >= 1 and cents >= 1
          else units <= -1 and cents <= -1 end),
        constraint allowance_use_allowance_fk foreign key (allowance_id) references allowance (id),
        constraint allowance_use_department_fk foreign key (department_id) references department (id),
        constraint allowance_use_reverses_fk foreign key (reverses) references allowance_use (id),
        constraint allowance_use_step_fk foreign key (step_id) references allowance_step (id)
      );
      -- A report sent twice counts once, a reversal being none.
      create unique index allowance_use_key_uq on allowance_use (allowance_id, key) where reverses is null;

      alter table gift_ledger_entry alter column step_id drop not null, alter column reward_id drop not null;
      alter table gift_ledger_entry add column allowance_step_id uuid, add column allowance_id uuid;
      alter table gift_ledger_entry
        drop constraint gift_ledger_entry_account_ck,
        drop constraint gift_ledger_entry_units_ck,
        add constraint gift_ledger_entry_cites_ck check (num_nonnulls(step_id, allowance_step_id) = 1
          and (step_id is null) = (reward_id is null) and (allowance_step_id is null) = (allowance_id is null)),
        add constraint gift_ledger_entry_account_ck check (case when allowance_step_id is null
          then account in ('program', 'promised', 'offered', 'accepted', 'shipped', 'delivered', 'declined', 'lost', 'returned')
          else account in ('program', 'discount_promised', 'discount_used', 'subsidy_promised', 'subsidy_paid') end),
        add constraint gift_ledger_entry_units_ck check (sign(units) * sign(cents) >= 0
          and case when allowance_step_id is null then units in (-1, 1) else units <> 0 or cents <> 0 end),
        add constraint gift_ledger_entry_allowance_step_fk foreign key (allowance_step_id) references allowance_step (id),
        add constraint gift_ledger_entry_allowance_fk foreign key (allowance_id) references allowance (id);
      create unique index gift_ledger_entry_allowance_side_uq on gift_ledger_entry (allowance_step_id, account)
        where allowance_step_id is not null;
      create index gift_ledger_entry_allowance_ix on gift_ledger_entry (allowance_id) where allowance_id is not null;

      create or replace function gift_ledger_must_balance() returns trigger language plpgsql as $$
      begin
        if exists (select 1 from gift_ledger_entry where step_id = new.step_id
                    having sum(units) <> 0 or sum(cents) <> 0)
           or exists (select 1 from gift_ledger_entry where allowance_step_id = new.allowance_step_id
                       having sum(units) <> 0 or sum(cents) <> 0) then
          raise exception 'The entries of one step must add up to nothing'
            using errcode = '23514', constraint = 'gift_ledger_entry_balanced_ck';
        end if;
        return null;
      end $$;
      grant select (allowance_step_id, allowance_id) on gift_ledger_entry to liaison_public;
    `);
    await protect(q, 'allowance', {
      app: 'select, insert, update',
      department: { grant: 'select, update', using: OWN },
      public: {
        columns: `id, partnership_id, department_id, number, kind, state, unit_cents, match_percent, units, cap_cents, starts_on,
          ends_on, offered_on, accepted_on, authority, resolution_number, active_on, closed_on, used_units, used_cents`,
        using: 'true',
      },
    });
    await protect(q, 'allowance_step', {
      app: 'select, insert',
      department: { grant: 'select, insert', using: OWN },
      public: {
        columns:
          'id, allowance_id, number, partnership_id, department_id, step, from_state, to_state, occurred_on, recorded_at',
        using: 'true',
      },
    });
    await protect(q, 'allowance_use', {
      app: 'select, insert',
      department: { grant: 'select', using: OWN },
    });
    for (const table of ['allowance_step', 'allowance_use']) await appendOnly(q, table);
  }

  /** Refused by the database once an allowance was accepted: its entries cannot be told in the old form. */
  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      revoke select (allowance_step_id, allowance_id) on gift_ledger_entry from liaison_public;
      create or replace function gift_ledger_must_balance() returns trigger language plpgsql as $$
      begin
        if exists (select 1 from gift_ledger_entry where step_id = new.step_id
                    having sum(units) <> 0 or sum(cents) <> 0) then
          raise exception 'The entries of one step must add up to nothing'
            using errcode = '23514', constraint = 'gift_ledger_entry_balanced_ck';
        end if;
        return null;
      end $$;
      alter table gift_ledger_entry
        drop constraint gift_ledger_entry_cites_ck,
        drop constraint gift_ledger_entry_account_ck,
        drop constraint gift_ledger_entry_units_ck,
        drop column allowance_step_id,
        drop column allowance_id;
      alter table gift_ledger_entry alter column step_id set not null, alter column reward_id set not null;
      alter table gift_ledger_entry
        add constraint gift_ledger_entry_account_ck check (account in ('program', 'promised', 'offered', 'accepted',
          'shipped', 'delivered', 'declined', 'lost', 'returned')),
        add constraint gift_ledger_entry_units_ck check (units in (-1, 1) and cents * units >= 0);
      drop table allowance_use;
      drop table allowance_step;
      drop table allowance;
    `);
  }
}
