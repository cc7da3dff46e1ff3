import { restorable } from '../../platform/database/said-by-a-list.js';
import {
  customAfter,
  customOf,
  type CustomValues,
  flatCustom,
  splitCustom,
} from '../../departments/custom-fields.queries.js';
import type { WrittenRow } from '../../departments/intake.dto.js';
import type { Tx } from '../../platform/database/tx.js';
import type { PresentPitch } from './pitch-intake-store.js';

interface Assignment {
  id: string;
  /** All values the pitch has then. */
  custom: CustomValues;
  /** What lists said of them. */
  said: CustomValues;
}

/** Writes what a list changes of the custom fields of pitches, all of them in one statement; `changes` by `custom.<key>`. */
export function writePitchCustom(
  tx: Tx,
  changed: { present: PresentPitch; changes: object }[],
): Promise<void> {
  return assign(
    tx,
    changed.flatMap(({ present, changes }) => {
      const { custom: own } = splitCustom({ ...changes });
      const custom = customAfter(present.custom, own);
      return custom
        ? [{ id: present.id, custom, said: { ...present.imported?.custom, ...(own as CustomValues) } }]
        : [];
    }),
  );
}

/** Puts values back that still are as a list left them; the lines of the rows of which something stays. */
export async function restorePitchCustom(
  tx: Tx,
  rows: WrittenRow[],
  present: Map<string, PresentPitch>,
): Promise<Set<number>> {
  const kept = new Set<number>();
  const back: Assignment[] = [];
  for (const { line, targetId: id, before, after } of rows) {
    const pitch = present.get(id);
    const { custom: written } = splitCustom(after ?? {});
    if (!pitch || Object.keys(written).length === 0) continue;
    const values = (before?.['values'] ?? {}) as Record<string, unknown>;
    const { values: restored, whole } = restorable(flatCustom(written as CustomValues), values, {
      ...flatCustom(pitch.custom),
    });
    if (!whole) kept.add(line);
    const custom = customAfter(pitch.custom, splitCustom(restored).custom) ?? pitch.custom;
    back.push({ id, custom, said: customOf((before?.['imported'] ?? {}) as Record<string, unknown>) });
  }
  await assign(tx, back);
  return kept;
}

async function assign(tx: Tx, rows: Assignment[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `update pitch p set custom = r.custom,
        imported = case when r.said = '{}' then nullif(p.imported - 'custom', '{}')
          else coalesce(p.imported, '{}') || jsonb_build_object('custom', r.said) end
       from jsonb_to_recordset($1::jsonb) as r (id uuid, custom jsonb, said jsonb) where p.id = r.id`,
    [JSON.stringify(rows)],
  );
}
