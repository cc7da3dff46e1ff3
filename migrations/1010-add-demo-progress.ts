import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far the demo has been loaded, so that the page can be left and come back to, from any process. */
export class AddDemoProgress1010000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`alter table installation add demo_done int not null default 0, add demo_total int not null default 0,
      add demo_words text, add demo_viewer_hash text`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(
      'alter table installation drop demo_done, drop demo_total, drop demo_words, drop demo_viewer_hash',
    );
  }
}
