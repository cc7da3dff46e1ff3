import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a list said of a department (`imported`) may now hold values of the vendor's own fields. Those are not for the department's
 * people, who have no use for the rest of it either.
 */
export class KeepImportedCustomValues3410000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`revoke select (imported) on department from liaison_department`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`grant select (imported) on department to liaison_department`);
  }
}
