import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/tx.js';

/** Small enough that one chunk never troubles the server's memory, large enough that a photo is a handful of rows. */
const CHUNK_BYTES = 256 * 1024;

/**
 * Files, kept in Postgres in chunks and named by the SHA-256 of their bytes. The same bytes are stored once; who may
 * read a file is decided by the row that names its hash.
 */
@Injectable()
export class Files {
  /** Stores the bytes in the caller's transaction; the media type of the first time stands. */
  async store(tx: Tx, bytes: Buffer, mediaType: string): Promise<{ sha256: string; size: number }> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const stored = await tx.query(
      `insert into blob (sha256, size, media_type, created_at) values ($1, $2, $3, $4) on conflict do nothing returning sha256`,
      [sha256, bytes.length, mediaType, tx.now],
    );
    if (stored.length > 0) {
      for (let seq = 0; seq * CHUNK_BYTES < bytes.length; seq++) {
        const chunk = bytes.subarray(seq * CHUNK_BYTES, (seq + 1) * CHUNK_BYTES);
        await tx.query('insert into blob_chunk (sha256, seq, bytes) values ($1, $2, $3)', [
          sha256,
          seq,
          chunk,
        ]);
      }
    }
    return { sha256, size: bytes.length };
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
}
