import { Injectable } from '@nestjs/common';
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
} from '../../departments/intake.dto.js';
import {
  customChanges,
  CustomFieldsQueries,
  customOf,
  type CustomValue,
  type CustomValues,
  flatCustom,
  sameCustom,
  splitCustom,
  withCustom,
} from '../../departments/custom-fields.queries.js';
import { PeopleQueries } from '../../identity/people.queries.js';
import { unpointed } from '../../platform/database/pointers.js';
import type { Tx } from '../../platform/database/tx.js';
import { localDate } from '../../platform/local-time.js';
import { closes } from '../pitch-life.js';
import { isFurther, type Stay } from './imported-history.js';
import { restorePitchCustom, writePitchCustom } from './pitch-custom-store.js';
import { PitchIntakeStore, type PresentPitch } from './pitch-intake-store.js';
import { historyOf, PITCH_FIELDS, readPitch, type SaidPitch } from './pitch-row.js';

/** Where a department's days are counted from when it is not in the directory yet. */
const USUAL_ZONE = 'America/New_York';

interface Planned {
  row: PlacedRow;
  present: PresentPitch | undefined;
  ownerId: string | null;
  /** The whole history of a new pitch; of one that is there, what is added to it. */
  stays: Stay[];
  /** What of custom fields is written. */
  custom: CustomValues;
  changes: {
    owner_id?: string;
    devices_promised?: number;
    stage?: string;
    [custom: `custom.${string}`]: CustomValue;
  };
  flag?: { code: string; message: string };
}

/**
 * Takes lists of pitches in, and back. An open pitch is known by its department, a closed one by its department, ending and day.
 * A later list moves a pitch on as long as nobody here has moved it; it never takes one back.
 */
@Injectable()
export class PitchIntakeService implements Intake {
  readonly kind = 'pitches';

  constructor(
    private readonly people: PeopleQueries,
    private readonly store: PitchIntakeStore,
    private readonly customFields: CustomFieldsQueries,
  ) {}

  async fieldsIn(tx: Tx): Promise<readonly ListField[]> {
    return [...PITCH_FIELDS, ...(await this.customFields.targets(tx, 'pitch'))];
  }

  read(cells: Cells, fields: readonly ListField[]): ReadRow {
    return withCustom(readPitch(cells), cells, fields);
  }

  identity({ departmentId, values }: PlacedRow): string {
    const { stage, days } = values as SaidPitch;
    return closes(stage) ? `${departmentId} ${stage} ${days[stage] ?? ''}` : departmentId;
  }

  async compare(tx: Tx, rows: PlacedRow[]): Promise<RowOutcome[]> {
    return (await this.plan(tx, rows, '')).map(outcomeOf);
  }

  async write(tx: Tx, rows: PlacedRow[], source: ImportSource): Promise<RowOutcome[]> {
    const planned = await this.plan(tx, rows, 'for update');
    const made = planned.filter(({ present, flag }) => !present && !flag);
    await this.store.create(
      tx,
      made.map(({ row, ownerId, stays, custom }) => {
        const { stage, reason, devices } = row.values as SaidPitch;
        const { targetId: id, departmentId } = row;
        return { id, departmentId, ownerId, stage, reason, devices: devices ?? 0, custom, stays };
      }),
      source,
    );
    const outcomes: RowOutcome[] = [];
    for (const one of planned) {
      const outcome = outcomeOf(one);
      if (one.present && outcome.outcome === 'updated' && changesColumns(one.changes)) {
        const { reason } = one.row.values as SaidPitch;
        const stayIds = await this.store.change(tx, one.present, one.changes, one.stays, reason, source);
        outcome.after = { ...outcome.after, stays: stayIds };
      }
      outcomes.push(outcome);
    }
    await writePitchCustom(
      tx,
      planned.flatMap(({ present, changes, flag }) => (present && !flag ? [{ present, changes }] : [])),
    );
    return outcomes;
  }

  async undo(tx: Tx, rows: WrittenRow[], source: ImportSource): Promise<RowUndone[]> {
    const present = await this.store.byIds(
      tx,
      rows.map(({ targetId }) => targetId),
    );
    const made = rows.filter(({ outcome }) => outcome === 'created').map(({ targetId }) => targetId);
    const asMade = made.filter((id) => isAsImported(present.get(id)));
    const free = await unpointed(tx, 'pitch', asMade, ['pitch_stage']);
    await this.store.remove(tx, [...free]);
    const updated = rows.filter(({ outcome }) => outcome === 'updated');
    const undone: RowUndone[] = [];
    const keptCustom = await restorePitchCustom(tx, updated, present);
    for (const { line, outcome, targetId, before, after } of rows) {
      const pitch = present.get(targetId);
      if (outcome === 'updated') {
        const restored =
          !pitch ||
          !changesColumns(after ?? {}) ||
          (await this.store.restore(tx, pitch, before ?? {}, after ?? {}, source));
        undone.push({ line, kept: restored && !keptCustom.has(line) ? null : CHANGED_FIELDS });
      } else if (free.has(targetId) || !pitch) undone.push({ line, kept: null });
      else undone.push({ line, kept: isAsImported(pitch) ? IN_USE : CHANGED });
    }
    return undone;
  }

  private async plan(tx: Tx, rows: PlacedRow[], lock: string): Promise<Planned[]> {
    const departments = [...new Set(rows.map(({ departmentId }) => departmentId))];
    const present = await this.store.ofDepartments(tx, departments, lock);
    const zones = await this.store.zones(tx, departments);
    const owners = await this.owners(tx);
    const saying = rows.some(({ values }) => values['custom'] !== undefined);
    const targets = saying ? await this.customFields.targets(tx, 'pitch') : [];
    return rows.map((row) => {
      const said = row.values as SaidPitch;
      const today = localDate(tx.now, zones.get(row.departmentId) ?? USUAL_ZONE);
      const ownerId = said.owner === null ? null : (owners.get(said.owner) ?? null);
      const found = present.get(row.departmentId)?.find((pitch) => isSame(pitch, said));
      const stays = historyOf(said, today);
      const ofOwn = customChanges(customOf(said), found ?? NEW, targets);
      const { custom } = splitCustom(ofOwn) as { custom: CustomValues };
      const planned: Planned = { row, present: found, ownerId, stays, custom, changes: {} };
      if (stays.some(({ occurredOn }) => occurredOn > today)) {
        return {
          ...planned,
          flag: { code: 'date_in_future', message: 'A day of the row is still to come.' },
        };
      }
      if (!found) return planned;
      const moved = changesTo(found, said, ownerId, stays);
      return { ...planned, stays: moved.stays, changes: { ...moved.changes, ...ofOwn } };
    });
  }

  /** Who may own pitches, by e-mail address and by name. */
  private async owners(tx: Tx): Promise<Map<string, string>> {
    const people = [...(await this.people.byRole(tx, 'rep')), ...(await this.people.byRole(tx, 'admin'))];
    return new Map(
      people.flatMap(({ personId, name, email }) => [
        [name.toLowerCase(), personId] as const,
        [email.toLowerCase(), personId] as const,
      ]),
    );
  }
}

/** A pitch that is not there yet. */
const NEW = { custom: {}, imported: null };
const IN_USE = { code: 'in_use', message: 'Something was recorded with the pitch since; it stays.' };
const CHANGED = { code: 'changed_since', message: 'The pitch was moved or changed since; it stays.' };
const CHANGED_FIELDS = {
  code: 'changed_since',
  message: 'The pitch was moved or changed since; that stays as it is.',
};

/** Whether a row means this pitch: an open one is the only one of its department. */
function isSame(pitch: PresentPitch, said: SaidPitch): boolean {
  if (pitch.closed_on === null) {
    const opened = said.days['prospect'];
    return (
      !closes(said.stage) ||
      (pitch.imported?.stage !== undefined && opened !== undefined && opened === pitch.opened_on)
    );
  }
  if (!closes(said.stage)) return said.stage === 'green_lit' && pitch.stage === 'green_lit';
  const day = said.days[said.stage];
  return pitch.stage === said.stage && (day === undefined || day === pitch.closed_on);
}

function changesTo(pitch: PresentPitch, said: SaidPitch, ownerId: string | null, stays: Stay[]) {
  const { imported } = pitch;
  const changes: Planned['changes'] = {};
  const untouched = (field: 'owner_id' | 'devices_promised', now: unknown) =>
    imported?.[field] === undefined ? now === null || now === 0 : now === imported[field];
  if (ownerId !== null && ownerId !== pitch.owner_id && untouched('owner_id', pitch.owner_id)) {
    changes.owner_id = ownerId;
  }
  const { devices } = said;
  if (
    devices !== null &&
    devices !== pitch.devices_promised &&
    untouched('devices_promised', pitch.devices_promised)
  ) {
    changes.devices_promised = devices;
  }
  const moves = imported !== null && pitch.stage === imported.stage && isFurther(said.stage, pitch.stage);
  if (!moves) return { changes, stays: [] };
  changes.stage = said.stage;
  // Of a pitch that is there, only what came after its present stage is new.
  const on = stays.at(-1)?.occurredOn ?? pitch.stage_entered_on;
  const occurredOn = on > pitch.stage_entered_on ? on : pitch.stage_entered_on;
  return { changes, stays: [{ stage: said.stage, occurredOn, leftOn: null }] };
}

function isAsImported(pitch: PresentPitch | undefined): boolean {
  const imported = pitch?.imported;
  if (!pitch || !imported) return false;
  return (
    pitch.stage === imported.stage &&
    pitch.owner_id === (imported.owner_id ?? null) &&
    pitch.devices_promised === imported.devices_promised &&
    pitch.stays === imported.stays &&
    sameCustom(pitch.custom, imported.custom ?? {})
  );
}

function outcomeOf({ row: { line, targetId }, present, changes, flag }: Planned): RowOutcome {
  if (flag) return { line, outcome: 'flagged', targetId, ...flag };
  if (!present) return { line, outcome: 'created', targetId };
  if (Object.keys(changes).length === 0) return { line, outcome: 'unchanged', targetId: present.id };
  const { owner_id, devices_promised, stage, stage_entered_on, closed_on, close_reason, imported } = present;
  const values = { owner_id, devices_promised, stage, ...flatCustom(present.custom) };
  return {
    line,
    outcome: 'updated',
    targetId: present.id,
    before: { values: pick(values, changes), imported, stage_entered_on, closed_on, close_reason },
    after: changes,
  };
}

/** Whether something beside custom fields changes. */
function changesColumns(changes: object): boolean {
  return Object.keys(splitCustom({ ...changes }).plain).length > 0;
}

function pick(values: Record<string, unknown>, changes: object): Record<string, unknown> {
  return Object.fromEntries(Object.keys(changes).map((key) => [key, values[key] ?? null]));
}
