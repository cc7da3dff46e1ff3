import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from '../src/platform/database/rls.js';

const OWN = 'department_id = liaison_department_id()';

/**
 * What became of a delivered device, told by the department or a rep; the latest row of its shipment holds. Where a device went to
 * somebody there is no room for words, so that no resident can be named.
 */
export class TellWhatBecameOfDevices4210000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table reward_disposition (
        id uuid primary key,
        reward_id uuid not null,
        number integer not null,
        department_id uuid not null,
        shipment_id uuid not null,
        disposition text not null,
        happened_on date not null,
        given_to text,
        note text,
        by_person_id uuid,
        by_name text not null,
        recorded_at timestamptz not null,
        constraint reward_disposition_number_uq unique (reward_id, number),
        constraint reward_disposition_ck check (disposition in ('installed', 'raffled', 'given', 'destroyed')),
        constraint reward_disposition_note_ck check (note is null or disposition in ('installed', 'destroyed')),
        constraint reward_disposition_given_to_ck check (given_to is null or disposition in ('raffled', 'given')
          and given_to in ('resident', 'business', 'school', 'community_group', 'other')),
        constraint reward_disposition_reward_fk foreign key (reward_id) references reward (id),
        constraint reward_disposition_department_fk foreign key (department_id) references department (id),
        constraint reward_disposition_shipment_fk foreign key (shipment_id) references shipment (id)
      );
      -- By this the public tells what became of the present device from what became of one exchanged for it.
      grant select (shipment_id) on reward to liaison_public;
    `);
    await protect(q, 'reward_disposition', {
      app: 'select, insert',
      department: { grant: 'select, insert', using: OWN },
      public: { columns: 'id, reward_id, number, shipment_id, disposition, happened_on', using: 'true' },
    });
    await appendOnly(q, 'reward_disposition');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      revoke select (shipment_id) on reward from liaison_public;
      drop table reward_disposition;
    `);
  }
}
