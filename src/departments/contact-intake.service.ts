import { Injectable } from '@nestjs/common';
import { unpointed } from '../platform/database/pointers.js';
import {
  assignments,
  changesBy,
  type ListedColumn,
  restorable,
  spoken,
  valuesBefore,
} from '../platform/database/said-by-a-list.js';
import type { Tx } from '../platform/database/tx.js';
import { CONTACT_FIELDS, contactKey, readContact } from './contact-row.js';
import type {
  Cells,
  ImportSource,
  Intake,
  ListField,
  PlacedRow,
  ReadRow,
  RowOutcome,
  RowUndone,
  WrittenRow,
} from './intake.dto.js';

const COLUMNS: ListedColumn[] = ['name', 'role', 'title', 'email', 'phone'].map((column) => ({
  column,
  type: 'text',
}));
const NAMES = COLUMNS.map(({ column }) => column).join(', ');

interface Present extends Record<string, unknown> {
  id: string;
  department_id: string;
  imported: Record<string, unknown> | null;
}

interface Planned {
  row: PlacedRow;
  present: Present | undefined;
  changes: Record<string, unknown>;
}

/** Takes lists of contacts in, and back. A contact is known by its department and e-mail address, else by its name there. */
@Injectable()
export class ContactIntakeService implements Intake {
  readonly kind = 'contacts';

  fieldsIn(): Promise<readonly ListField[]> {
    return Promise.resolve(CONTACT_FIELDS);
  }

  read(cells: Cells): ReadRow {
    return readContact(cells);
  }

  identity({ departmentId, values }: PlacedRow): string {
    return `${departmentId} ${contactKey(values)}`;
  }

  async compare(tx: Tx, rows: PlacedRow[]): Promise<RowOutcome[]> {
    return (await this.plan(tx, rows, '')).map(outcomeOf);
  }

  async write(tx: Tx, rows: PlacedRow[], source: ImportSource): Promise<RowOutcome[]> {
    const planned = await this.plan(tx, rows, 'for update');
    const made = planned.filter(({ present }) => !present);
    const data = made.map(({ row: { targetId, departmentId, values } }) => {
      const said = { ...values, role: values['role'] ?? 'other' };
      return { ...said, id: targetId, department_id: departmentId, imported: spoken(said) };
    });
    if (data.length > 0) {
      await tx.query(
        `insert into contact (id, department_id, ${NAMES}, imported, import_id, created_at)
         select id, department_id, ${NAMES}, imported, $2, $3
           from jsonb_to_recordset($1::jsonb) as r (id uuid, department_id uuid, name text, role text, title text, email text, phone text, imported jsonb)`,
        [JSON.stringify(data), source.importId, tx.now],
      );
    }
    const changed = planned.filter(({ present, changes }) => present && Object.keys(changes).length > 0);
    await this.assign(
      tx,
      changed.map(({ present, changes }) => ({
        id: present?.id ?? '',
        values: changes,
        imported: { ...present?.imported, ...changes },
      })),
    );
    return planned.map(outcomeOf);
  }

  async undo(tx: Tx, rows: WrittenRow[]): Promise<RowUndone[]> {
    const present = await tx.query<Present>(
      `select id, department_id, imported, ended_at, ${NAMES} from contact where id = any($1::uuid[]) for update`,
      [rows.map(({ targetId }) => targetId)],
    );
    const byId = new Map(present.map((contact) => [contact.id, contact]));
    const asMade = rows.filter(
      ({ outcome, targetId }) => outcome === 'created' && isAsSaid(byId.get(targetId)),
    );
    const free = await unpointed(
      tx,
      'contact',
      asMade.map(({ targetId }) => targetId),
      [],
    );
    await tx.query(`delete from contact where id = any($1::uuid[])`, [[...free]]);
    const back = rows
      .filter(({ outcome, targetId }) => outcome === 'updated' && byId.has(targetId))
      .map((row) => ({ row, ...restorable(row.after ?? {}, valuesOf(row), byId.get(row.targetId) ?? {}) }));
    await this.assign(
      tx,
      back.map(({ row, values }) => ({
        id: row.targetId,
        values,
        imported: row.before?.['imported'] ?? null,
      })),
    );
    const torn = new Set(back.filter(({ whole }) => !whole).map(({ row }) => row.line));
    return rows.map(({ line, outcome, targetId }) => {
      if (outcome === 'updated') return { line, kept: torn.has(line) ? CHANGED_FIELDS : null };
      if (free.has(targetId) || !byId.has(targetId)) return { line, kept: null };
      return { line, kept: isAsSaid(byId.get(targetId)) ? IN_USE : CHANGED };
    });
  }

  private async plan(tx: Tx, rows: PlacedRow[], lock: string): Promise<Planned[]> {
    const present = await tx.query<Present>(
      `select id, department_id, imported, ${NAMES} from contact
        where department_id = any($1::uuid[]) and ended_at is null order by created_at, id ${lock}`,
      [[...new Set(rows.map(({ departmentId }) => departmentId))]],
    );
    const known = new Map<string, Present>();
    // The address goes before the name; of two alike the older stands.
    for (const contact of [...present].reverse()) {
      known.set(`${contact.department_id} ${contactKey({ name: contact['name'] })}`, contact);
    }
    for (const contact of [...present].reverse())
      known.set(`${contact.department_id} ${contactKey(contact)}`, contact);
    return rows.map((row) => {
      const byName = `${row.departmentId} ${contactKey({ name: row.values['name'] })}`;
      const named = known.get(byName);
      // One of the same name with another address is another person.
      const same = named && (row.values['email'] === null || named['email'] === null) ? named : undefined;
      const found = known.get(this.identity(row)) ?? same;
      return {
        row,
        present: found,
        changes: found ? changesBy(row.values, found, found.imported, COLUMNS) : {},
      };
    });
  }

  private async assign(tx: Tx, rows: { id: string; values: object; imported: unknown }[]): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(
      `update contact c set ${assignments(COLUMNS, 'r.values', 'c')}, imported = nullif(r.imported, 'null'::jsonb)
         from jsonb_to_recordset($1::jsonb) as r (id uuid, values jsonb, imported jsonb) where c.id = r.id`,
      [JSON.stringify(rows)],
    );
  }
}

const IN_USE = { code: 'in_use', message: 'The contact stands in an activity; it stays.' };
const CHANGED = { code: 'changed_since', message: 'The contact was changed since; it stays.' };
const CHANGED_FIELDS = {
  code: 'changed_since',
  message: 'Some fields were changed since; those stay as they are.',
};

function valuesOf(row: WrittenRow): Record<string, unknown> {
  return (row.before?.['values'] ?? {}) as Record<string, unknown>;
}

function isAsSaid(contact: Present | undefined): boolean {
  if (!contact?.imported || contact['ended_at'] !== null) return false;
  const { imported } = contact;
  return COLUMNS.every(({ column }) => (contact[column] ?? null) === (imported[column] ?? null));
}

function outcomeOf({ row: { line, targetId }, present, changes }: Planned): RowOutcome {
  if (!present) return { line, outcome: 'created', targetId };
  if (Object.keys(changes).length === 0) return { line, outcome: 'unchanged', targetId: present.id };
  const before = { imported: present.imported, values: valuesBefore(changes, present) };
  return { line, outcome: 'updated', targetId: present.id, before, after: changes };
}
