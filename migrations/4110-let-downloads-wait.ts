import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from '../src/platform/database/rls.js';

/** Downloads that were stored in a burst, answered, and are to be decided in a moment. */
export class LetDownloadsWait4110000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // Without a foreign key: the statement that writes a row here is the one that writes its download, which nobody deletes.
    await q.query(`create table download_waiting (
      download_id uuid primary key,
      try_after timestamptz)`);
    await protect(q, 'download_waiting', { app: 'select, insert, update, delete' });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table download_waiting');
  }
}
