import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { leafHash, type TrailRow } from '../platform/events/leaf-hash.js';
import { VerifyCheck } from '../platform/verify/verify-check.js';
import { merkleRoot, sealHash } from './merkle.js';

const BATCH = 2_000;

interface Seal {
  firstSeq: number;
  lastSeq: number;
  size: number;
  rootHash: string;
  previousHash: string;
  sealHash: string;
}

/** Recomputes every leaf, every root and the chain: a row changed, added or taken out since its seal is named. */
@Injectable()
export class AuditVerification {
  @VerifyCheck('trail')
  async *check(tx: Tx): AsyncGenerator<string> {
    yield* this.leaves(tx);
    yield* this.seals(tx);
  }

  private async *leaves(tx: Tx): AsyncGenerator<string> {
    for (let after = 0; ;) {
      const rows = await tx.query<TrailRow & { seq: number; leafHash: string; at: Date }>(
        `select seq, id, type, actor_kind as "actorKind", actor_id as "actorId", actor_name as "actorName", department_id as "departmentId",
                visibility, subject_type as "subjectType", subject_id as "subjectId", summary, payload, occurred_on as "occurredOn",
                recorded_at as at, leaf_hash as "leafHash"
           from domain_event where seq > $1 order by seq limit ${BATCH}`,
        [after],
      );
      for (const { seq, leafHash: kept, at, ...row } of rows) {
        if (leafHash({ ...row, recordedAt: at.toISOString() }) !== kept)
          yield `Trail row ${seq} (${row.type}) does not match its hash.`;
        after = seq;
      }
      if (rows.length < BATCH) return;
    }
  }

  private async *seals(tx: Tx): AsyncGenerator<string> {
    let previous: Seal | null = null;
    const seals = await tx.query<Seal>(
      `select first_seq as "firstSeq", last_seq as "lastSeq", size, root_hash as "rootHash", previous_hash as "previousHash", seal_hash as "sealHash"
         from audit_seal order by id`,
    );
    for (const seal of seals) {
      const after: number = previous?.lastSeq ?? 0;
      const rows = await tx.query<{ leafHash: string }>(
        'select leaf_hash as "leafHash" from domain_event where seq > $1 and seq <= $2 order by seq',
        [after, seal.lastSeq],
      );
      const name = `Seal of rows ${seal.firstSeq} to ${seal.lastSeq}`;
      if (rows.length !== seal.size) yield `${name} covers ${seal.size} rows, ${rows.length} are there.`;
      else if (merkleRoot(rows.map((row) => row.leafHash)) !== seal.rootHash)
        yield `${name} does not match its rows.`;
      if (seal.previousHash !== (previous?.sealHash ?? '') || sealHash(seal) !== seal.sealHash)
        yield `${name} does not follow from the one before.`;
      previous = seal;
    }
  }
}
