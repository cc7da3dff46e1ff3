import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from '../src/platform/database/rls.js';

/**
 * Counted stock: a counter for each SKU somebody has counted, and every movement behind it. A device that came back into stock
 * may leave again under its serial number, so the unit is unique by serial number and outing.
 */
export class KeepStock4200000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table stock_level (
        sku text primary key,
        on_hand integer not null,
        reorder_level integer not null default 0,
        movements integer not null default 0,
        low_since timestamptz,
        constraint stock_level_on_hand_ck check (on_hand >= 0),
        constraint stock_level_reorder_ck check (reorder_level between 0 and 1000000),
        constraint stock_level_sku_fk foreign key (sku) references device_sku (sku)
      );

      create table stock_movement (
        id uuid primary key,
        sku text not null,
        number integer not null,
        kind text not null,
        units integer not null,
        on_hand integer not null,
        reason text,
        occurred_on date not null,
        reward_id uuid,
        shipment_id uuid,
        by_person_id uuid,
        by_name text not null,
        recorded_at timestamptz not null,
        constraint stock_movement_number_uq unique (sku, number),
        constraint stock_movement_on_hand_ck check (on_hand >= 0),
        constraint stock_movement_kind_ck check (case kind
          when 'received' then units > 0 when 'returned' then units > 0 when 'written_off' then units < 0
          when 'shipped' then units = -1 and shipment_id is not null when 'corrected' then true else false end),
        constraint stock_movement_reason_ck check (kind not in ('corrected', 'written_off') or reason is not null),
        constraint stock_movement_sku_fk foreign key (sku) references stock_level (sku),
        constraint stock_movement_reward_fk foreign key (reward_id) references reward (id),
        constraint stock_movement_shipment_fk foreign key (shipment_id) references shipment (id)
      );
      create unique index stock_movement_shipment_uq on stock_movement (shipment_id, kind) where shipment_id is not null;

      create index reward_promised_ix on reward (device_sku) where state in ('approved', 'lost');

      alter table device_unit add column outing integer not null default 1;
      alter table device_unit add constraint device_unit_outing_ck check (outing >= 1);
      drop index device_unit_serial_uq;
      create unique index device_unit_serial_uq on device_unit (upper(serial_number), outing);
    `);
    await protect(q, 'stock_level', { app: 'select, insert, update' });
    await protect(q, 'stock_movement', { app: 'select, insert' });
    await appendOnly(q, 'stock_movement');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop index device_unit_serial_uq;
      create unique index device_unit_serial_uq on device_unit (upper(serial_number));
      alter table device_unit drop column outing;
      drop index reward_promised_ix;
      drop table stock_movement;
      drop table stock_level;
    `);
  }
}
