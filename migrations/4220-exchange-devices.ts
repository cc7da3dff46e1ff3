import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from '../src/platform/database/rls.js';

/**
 * Defective devices that came back and were replaced under the same gift. One step then goes through the account of returns, so
 * a step may have both sides of one account.
 */
export class ExchangeDevices4220000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table device_defect (
        shipment_id uuid primary key,
        reward_id uuid not null,
        department_id uuid not null,
        serial_number text not null,
        returned_on date not null,
        reason text not null,
        by_name text not null,
        recorded_at timestamptz not null,
        constraint device_defect_shipment_fk foreign key (shipment_id) references shipment (id),
        constraint device_defect_reward_fk foreign key (reward_id) references reward (id),
        constraint device_defect_department_fk foreign key (department_id) references department (id)
      );
      create index device_defect_reward_ix on device_defect (reward_id);

      alter table gift_ledger_entry drop constraint gift_ledger_entry_side_uq;
      alter table gift_ledger_entry add constraint gift_ledger_entry_side_uq unique (step_id, account, units);
    `);
    await protect(q, 'device_defect', {
      app: 'select, insert',
      department: { grant: 'select', using: 'department_id = liaison_department_id()' },
    });
    await appendOnly(q, 'device_defect');
  }

  /** Refused by the database once a device was exchanged: its ledger cannot be told in the old form. */
  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      alter table gift_ledger_entry drop constraint gift_ledger_entry_side_uq;
      alter table gift_ledger_entry add constraint gift_ledger_entry_side_uq unique (step_id, account);
      drop table device_defect;
    `);
  }
}
