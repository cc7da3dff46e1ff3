import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/tx.js';

/** Small enough that one chunk never troubles the server's memory, large enough that a photo is a handful of rows. */
const CHUNK_BYTES = 256 * 1024;

/** What a file is kept for that nothing on the record names. */
export type KeptFor = 'form' | `import/${string}`;

/**
 * Files, kept in Postgres in chunks and named by the SHA-256 of their bytes. The same bytes are stored once; who may
 * read a file is decided by the row that names its hash. A file stays for ever, unless it was only ever kept for a while.
 */
@Injectable()
export class Files {
  /**
   * Stores the bytes for good in the caller's transaction, also when they were kept for a while only; the media type of
   * the first time stands.
   */
  async store(tx: Tx, bytes: Buffer, mediaType: string): Promise<{ sha256: string; size: number }> {
    const { sha256, isNew } = await this.write(tx, bytes, mediaType);
    if (!isNew) {
      await tx.asApp('a file that was kept for a while stays now', () =>
        tx.query(
          `insert into kept_file (sha256, kept_for) select $1, 'record'
            where exists (select from kept_file where sha256 = $1) on conflict do nothing`,
          [sha256],
        ),
      );
    }
    return { sha256, size: bytes.length };
  }

  /**
   * Stores the bytes for a while: until `until`, or, when it is null, until `letGo`. A file that is on the record already
   * stays there.
   */
  async keep(
    tx: Tx,
    bytes: Buffer,
    mediaType: string,
    { keptFor, until }: { keptFor: KeptFor; until: Date | null },
  ): Promise<{ sha256: string; size: number }> {
    const { sha256, isNew } = await this.write(tx, bytes, mediaType);
    await tx.asApp('what a file is kept for is nobody’s to read', () =>
      tx.query(
        `insert into kept_file (sha256, kept_for, keep_until) select $1, $2, $3
          where $4 or exists (select from kept_file where sha256 = $1)
         on conflict on constraint kept_file_pk do update set keep_until = excluded.keep_until`,
        [sha256, keptFor, until, isNew],
      ),
    );
    return { sha256, size: bytes.length };
  }

  /** It is not kept for this any longer; the sweep takes it away once nothing else keeps it. */
  async letGo(tx: Tx, keptFor: KeptFor): Promise<void> {
    await tx.query(`update kept_file set keep_until = $2 where kept_for = $1`, [keptFor, tx.now]);
  }

  /** The bytes and media type of a hash, or undefined when there is no such file. */
  async read(
    tx: Tx,
    sha256: string,
  ): Promise<{ bytes: Buffer; mediaType: string; size: number } | undefined> {
    const blob = await tx.one<{ mediaType: string; size: number }>(
      `select media_type "mediaType", size from blob where sha256 = $1`,
      [sha256],
    );
    if (!blob) return undefined;
    const chunks = await tx.query<{ bytes: Buffer }>(
      'select bytes from blob_chunk where sha256 = $1 order by seq',
      [sha256],
    );
    return { ...blob, bytes: Buffer.concat(chunks.map((chunk) => chunk.bytes)) };
  }

  private async write(tx: Tx, bytes: Buffer, mediaType: string): Promise<{ sha256: string; isNew: boolean }> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    // Whoever stores a file, and the sweep that may be about to take it away, come one after the other.
    await tx.query(`select pg_advisory_xact_lock(hashtext('blob'), hashtext($1))`, [sha256]);
    const stored = await tx.query(
      `insert into blob (sha256, size, media_type, created_at) values ($1, $2, $3, $4) on conflict do nothing returning sha256`,
      [sha256, bytes.length, mediaType, tx.now],
    );
    if (stored.length === 0) return { sha256, isNew: false };
    for (let seq = 0; seq * CHUNK_BYTES < bytes.length; seq++) {
      const chunk = bytes.subarray(seq * CHUNK_BYTES, (seq + 1) * CHUNK_BYTES);
      await tx.query('insert into blob_chunk (sha256, seq, bytes) values ($1, $2, $3)', [sha256, seq, chunk]);
    }
    return { sha256, isNew: true };
  }
}
