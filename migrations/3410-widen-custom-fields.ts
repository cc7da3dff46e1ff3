import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a list said of a department (`imported`) may now hold values of the vendor's own fields. Those are not for the department's
 * people, who have no use for the rest of it either.
 *
 * A limited rep's search cannot use the index of texts on pitches: the policy comes first, since comparing texts could tell what it
 * hides. This one leads to the pitches with values within reach, however many others there are.
 */
export class WidenCustomFields3410000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`revoke select (imported) on department from liaison_department`);
    await q.query(`create index pitch_custom_owner_ix on pitch (owner_id) where custom <> '{}'`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`drop index pitch_custom_owner_ix`);
    await q.query(`grant select (imported) on department to liaison_department`);
  }
}
