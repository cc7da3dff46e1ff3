import { Injectable } from '@nestjs/common';
import type { Actor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { onConflict } from '../platform/errors.js';
import { isId } from '../platform/id.js';
import { departmentNotFound } from './departments.errors.js';
import { DepartmentMerged, DepartmentMergeReverted } from './departments.events.js';
import {
  alreadyMerged,
  bothHavePartnership,
  bothHavePitch,
  hasMerged,
  mergeIntoItself,
  notMerged,
} from './merges.errors.js';

interface Entry {
  id: string;
  name: string;
  state: string;
  mergedIntoId: string | null;
}

/**
 * Two entries of the same department made one. Only a pointer is set: rows stay where they were written, everything that
 * asks for a department's rows asks for its family's, and taking the pointer away gives back exactly what was.
 */
@Injectable()
export class MergesService {
  constructor(private readonly work: UnitOfWork) {}

  /**
   * Merges a department into another, or into that one's survivor. Throws 404, `merge_into_itself` (422), and 409
   * `already_merged`, `has_merged`, `both_have_open_pitch`, `both_have_partnership`. Returns the survivor's id.
   */
  merge(actor: Actor, id: string, intoId: string): Promise<string> {
    return this.work.run(actor, async (tx) => {
      const target = isId(intoId)
        ? await tx.one<{ id: string | null }>('select liaison_survivor($1) as id', [intoId])
        : undefined;
      if (!isId(id) || !target?.id) throw departmentNotFound();
      if (id === intoId || id === target.id) throw mergeIntoItself();
      const { merged, survivor } = await lock(tx, id, target.id);
      if (merged.mergedIntoId) throw alreadyMerged();
      await refuseTwoOpen(tx, id, survivor.id);
      await tx
        .query('update department set merged_into_id = $2 where id = $1', [id, survivor.id])
        .catch((error: unknown) => onConflict(error, 'department_merge_ck', hasMerged));
      await tx.record(
        DepartmentMerged(
          { departmentId: id, intoId: survivor.id },
          {
            departmentId: id,
            visibility: 'shared',
            subject: { type: 'department', id },
            summary: `${merged.name} merged into ${survivor.name}, ${survivor.state}`,
          },
        ),
      );
      return survivor.id;
    });
  }

  /** Makes two departments of them again. Throws 404 and `not_merged` (409). Returns the former survivor's id. */
  revert(actor: Actor, id: string): Promise<string> {
    return this.work.run(actor, async (tx) => {
      const found = isId(id)
        ? await tx.one<{ intoId: string | null }>(
            'select merged_into_id as "intoId" from department where id = $1',
            [id],
          )
        : undefined;
      if (!found) throw departmentNotFound();
      if (!found.intoId) throw notMerged();
      const { merged, survivor } = await lock(tx, id, found.intoId);
      if (merged.mergedIntoId !== survivor.id) throw notMerged();
      await tx.query('update department set merged_into_id = null where id = $1', [id]);
      const payload = { departmentId: id, intoId: survivor.id };
      await tx.record(
        DepartmentMergeReverted(payload, {
          departmentId: id,
          visibility: 'shared',
          subject: { type: 'department', id },
          summary: `${merged.name} no longer merged into ${survivor.name}, ${survivor.state}`,
        }),
      );
      return survivor.id;
    });
  }
}

/** Both rows, in the order of their ids; whoever opens a pitch or partnership of either waits here. */
async function lock(
  tx: Tx,
  mergedId: string,
  survivorId: string,
): Promise<{ merged: Entry; survivor: Entry }> {
  const rows = await tx.query<Entry>(
    `select id, name, state, merged_into_id as "mergedIntoId" from department where id = any($1::uuid[]) order by id for update`,
    [[mergedId, survivorId]],
  );
  const merged = rows.find((row) => row.id === mergedId);
  const survivor = rows.find((row) => row.id === survivorId);
  if (!merged || !survivor) throw departmentNotFound();
  return { merged, survivor };
}

async function refuseTwoOpen(tx: Tx, id: string, survivorId: string): Promise<void> {
  const open = (table: string, condition: string): string =>
    `exists (select from ${table} where department_id = $1 and ${condition})
      and exists (select from ${table} where department_id = any (liaison_family($2)) and ${condition})`;
  const both = await tx.asApp('a pitch out of the reader’s reach counts too', () =>
    tx.one<{ pitch: boolean; partnership: boolean }>(
      `select ${open('pitch', 'closed_on is null')} as pitch, ${open('partnership', `state <> 'ended'`)} as partnership`,
      [id, survivorId],
    ),
  );
  if (both?.partnership) throw bothHavePartnership();
  if (both?.pitch) throw bothHavePitch();
}
