import { Injectable } from '@nestjs/common';
import { DepartmentMatchingService, parseOri } from '../departments/department-matching.service.js';
import type { Actor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { isId, newId } from '../platform/id.js';
import { DataImport } from './data-import.entity.js';
import { choiceUnknown, importNotFound, importStep, oriUnknown } from './imports.errors.js';
import { Intakes } from './intakes.js';
import { asPlaced, repeated } from './row-placer.js';
import { countOutcomes, STAGED, type StagedRow } from './staging.js';

const BATCH = 5_000;

/** People say which department a doubtful row means. Rows of one import that name the same place are settled together. */
@Injectable()
export class SettlingService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly intakes: Intakes,
    private readonly matching: DepartmentMatchingService,
  ) {}

  /**
   * Settles a row, and its like: `create`, `skip`, or a department's id. Throws 404, `import_step_not_allowed` (409) and
   * `choice_unknown` (422). Returns how many rows that was.
   */
  settle(actor: Actor, id: string, line: number, decision: string): Promise<number> {
    return this.work.run(actor, async (tx) => {
      const item = await this.lock(tx, id);
      const row = await tx.one<{ key: string }>(
        `select place_key as key from data_import_row where import_id = $1 and line = $2 and outcome = 'doubtful'`,
        [id, line],
      );
      if (!row) throw importNotFound();
      return this.decide(tx, item, decision, `place_key = $2`, row.key);
    });
  }

  /** The same with the department that has an ORI. Throws as `settle`, and `ori_unknown` (422). */
  async settleByOri(actor: Actor, id: string, line: number, text: string): Promise<number> {
    const ori = parseOri(text);
    const found = await this.work.read(actor, async (tx) =>
      ori === null ? [] : this.matching.match(tx, [{ ori, name: null, state: null, county: null }]),
    );
    const [match] = found;
    if (match?.is !== 'one') throw oriUnknown();
    return this.settle(actor, id, line, match.id);
  }

  /** Settles every row whose department is not in the directory: `create` or `skip`. Throws as `settle`. */
  settleUnknown(actor: Actor, id: string, decision: string): Promise<number> {
    return this.work.run(actor, async (tx) => {
      const item = await this.lock(tx, id);
      if (decision !== 'create' && decision !== 'skip') throw choiceUnknown();
      return this.decide(tx, item, decision, `code = $2`, 'unknown');
    });
  }

  /** Makes a settled row doubtful again, with its like. Throws 404 and `import_step_not_allowed` (409). */
  reopen(actor: Actor, id: string, line: number): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const item = await this.lock(tx, id);
      const reopened = await tx.query(
        `update data_import_row r set outcome = 'doubtful', settled = false, department_id = null, target_id = null, found_by = null,
            before = null, after = null, code = case when candidates = '{}' then 'unknown' else 'several' end,
            message = case when candidates = '{}' then 'No department of that name and state is in the directory.'
              else 'A department of that name may be meant.' end
          where r.import_id = $1 and r.settled and r.place_key = (
            select place_key from data_import_row where import_id = $1 and line = $2 and settled) returning line`,
        [id, line],
      );
      if (reopened.length === 0) throw importNotFound();
      await this.count(tx, item);
    });
  }

  private async decide(
    tx: Tx,
    item: DataImport,
    decision: string,
    where: string,
    value: string,
  ): Promise<number> {
    const rows = await tx.query<StagedRow>(
      `select ${STAGED} from data_import_row where import_id = $1 and outcome = 'doubtful' and ${where} order by line for update`,
      [item.id, value],
    );
    if (decision === 'skip') {
      for (const row of rows)
        Object.assign(row, { outcome: 'skipped', code: 'skipped', message: 'Left out by choice.' });
    } else {
      await this.place(tx, item, rows, decision);
    }
    for (let at = 0; at < rows.length; at += BATCH) {
      await tx.query(
        `update data_import_row d set outcome = r.outcome, code = r.code, message = r.message, found_by = r."foundBy",
            department_id = r."departmentId", target_id = r."targetId", before = r.before, after = r.after, settled = true
           from jsonb_to_recordset($2::jsonb) as r (line int, outcome text, code text, message text, "foundBy" text,
            "departmentId" uuid, "targetId" uuid, before jsonb, after jsonb)
          where d.import_id = $1 and d.line = r.line`,
        [item.id, JSON.stringify(rows.slice(at, at + BATCH))],
      );
    }
    await this.count(tx, item);
    return rows.length;
  }

  /** Gives the rows their department and asks the room what writing them would do. */
  private async place(tx: Tx, item: DataImport, rows: StagedRow[], decision: string): Promise<void> {
    const isDepartment = item.kind === 'departments';
    const intake = this.intakes.of(item.kind);
    const made = new Map<string, string>();
    const chosen = decision === 'create' ? undefined : await this.chosen(tx, decision);
    const seen = new Map<string, number>();
    const ready: StagedRow[] = [];
    for (const row of rows) {
      if (chosen === undefined) {
        const { name, state } = row.place ?? { name: null, state: null };
        if (name === null || state === null) throw choiceUnknown();
        const key = row.placeKey ?? '';
        made.set(key, made.get(key) ?? newId());
        Object.assign(row, { foundBy: 'new', departmentId: made.get(key) });
      } else Object.assign(row, { foundBy: 'person', departmentId: chosen });
      const placed = asPlaced(row, isDepartment);
      const first = seen.get(intake.identity(placed));
      if (first !== undefined) {
        Object.assign(row, repeated(row, first));
        continue;
      }
      seen.set(intake.identity(placed), row.line);
      Object.assign(row, { outcome: 'created', code: null, message: null, targetId: placed.targetId });
      ready.push(row);
    }
    const byLine = new Map(ready.map((row) => [row.line, row]));
    const placed = ready.map((row) => asPlaced(row, isDepartment));
    for (const outcome of await intake.compare(tx, placed)) {
      Object.assign(byLine.get(outcome.line) ?? {}, outcome);
    }
  }

  private async chosen(tx: Tx, id: string): Promise<string> {
    const standing = isId(id) ? (await this.matching.standing(tx, [id])).get(id) : undefined;
    if (standing === undefined) throw choiceUnknown();
    return standing;
  }

  private async count(tx: Tx, item: DataImport): Promise<void> {
    item.count(await countOutcomes(tx, item.id));
    await tx.repo(DataImport).save(item);
  }

  private async lock(tx: Tx, id: string): Promise<DataImport> {
    const item = isId(id)
      ? await tx.repo(DataImport).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } })
      : null;
    if (!item) throw importNotFound();
    if (item.state !== 'previewed') throw importStep('Rows are settled before the import is applied.');
    return item;
  }
}
