import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Scheduled } from '../platform/jobs/scheduled.js';
import { merkleRoot, sealHash } from './merkle.js';

const BATCH = 5_000;

const LOOKS = 40;
const LOOK_MS = 50;

interface Horizon {
  upTo: number;
  newest: number;
  oldest: number;
}

/**
 * Seals the trail in batches into a chain of Merkle trees. Sequence order is not commit order, so rows are sealed only
 * up to a number handed out before every transaction that was open then has ended: none can slip in front any more.
 */
@Injectable()
export class AuditSealer {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @Scheduled('audit.seal', { everySeconds: 60 })
  async seal(): Promise<void> {
    const start = await this.horizon();
    for (let look = 0; look < LOOKS; look++) {
      if ((await this.horizon()).oldest >= start.newest) {
        while ((await this.unitOfWork.run(SYSTEM, (tx) => this.sealBatch(tx, start.upTo))) === BATCH);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    // Something long is running; the next round seals what this one could not.
  }

  private async horizon(): Promise<Horizon> {
    const row = await this.unitOfWork.read(SYSTEM, (tx) =>
      tx.one<Horizon>(
        `select coalesce((select max(seq) from domain_event), 0) as "upTo",
                pg_snapshot_xmax(pg_current_snapshot())::text::bigint as newest,
                pg_snapshot_xmin(pg_current_snapshot())::text::bigint as oldest`,
      ),
    );
    return row as Horizon;
  }

  private async sealBatch(tx: Tx, upTo: number): Promise<number> {
    // One sealer at a time; a table lock would need rights nobody has on an append-only table.
    await tx.query('select pg_advisory_xact_lock(190101)');
    const last = await tx.one<{ lastSeq: number; sealHash: string }>(
      'select last_seq as "lastSeq", seal_hash as "sealHash" from audit_seal order by id desc limit 1',
    );
    const rows = await tx.query<{ seq: number; leafHash: string }>(
      `select seq, leaf_hash as "leafHash" from domain_event where seq > $1 and seq <= $2 order by seq limit ${BATCH}`,
      [last?.lastSeq ?? 0, upTo],
    );
    const first = rows[0];
    const end = rows[rows.length - 1];
    if (!first || !end) return 0;
    const seal = {
      firstSeq: first.seq,
      lastSeq: end.seq,
      size: rows.length,
      rootHash: merkleRoot(rows.map(({ leafHash }) => leafHash)),
      previousHash: last?.sealHash ?? '',
    };
    await tx.query(
      `insert into audit_seal (first_seq, last_seq, size, root_hash, previous_hash, seal_hash, sealed_at) values ($1, $2, $3, $4, $5, $6, $7)`,
      [seal.firstSeq, seal.lastSeq, seal.size, seal.rootHash, seal.previousHash, sealHash(seal), tx.now],
    );
    return rows.length;
  }
}
