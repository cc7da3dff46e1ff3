import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What has to be ordered is asked for on the first page of the day. */
export class FindLowStock4270000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(
      'create index stock_level_low_ix on stock_level (low_since, sku) where low_since is not null',
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop index stock_level_low_ix');
  }
}
