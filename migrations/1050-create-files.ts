import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from '../src/platform/database/rls.js';

/** Files live in Postgres, in chunks, named by their SHA-256: nothing needs a shared disk. */
export class CreateFiles1050000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create table blob (
      sha256 text primary key constraint blob_sha256_ck check (sha256 ~ '^[0-9a-f]{64}$'),
      size bigint not null constraint blob_size_ck check (size >= 0),
      media_type text not null,
      created_at timestamptz not null)`);
    await q.query(`create table blob_chunk (
      sha256 text not null constraint blob_chunk_blob_fk references blob (sha256),
      seq int not null,
      bytes bytea not null,
      primary key (sha256, seq))`);
    // Photographs and PDFs are compressed already.
    await q.query('alter table blob_chunk alter column bytes set storage external');
    // A blob has no owner: whoever may see the row that names a hash may read it, and a hash cannot be guessed.
    for (const table of ['blob', 'blob_chunk']) {
      await appendOnly(q, table);
      await protect(q, table, {
        app: 'select, insert',
        department: { grant: 'select, insert', using: 'true' },
      });
      await q.query(`create policy ${table}_public on ${table} for select to liaison_public using (true)`);
      await q.query(`grant select on ${table} to liaison_public`);
    }
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table blob_chunk, blob');
  }
}
