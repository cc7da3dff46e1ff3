import { Injectable } from '@nestjs/common';
import type { CustomValues } from '../../departments/custom-fields.queries.js';
import type { ImportSource } from '../../departments/intake.dto.js';
import type { Tx } from '../../platform/database/tx.js';
import { newId } from '../../platform/id.js';
import { closes, type Stage } from '../pitch-life.js';
import { PitchImported } from './imported.events.js';
import { stageLabel } from '../stage-labels.js';
import type { Stay } from './imported-history.js';

/**
 * What the last list made of a pitch; kept beside it, so that the next one knows what people changed since. Of a pitch entered by
 * hand a list may have filled in custom fields alone.
 */
export interface ImportedPitch {
  stage?: string;
  owner_id?: string | null;
  devices_promised?: number;
  /** How many stays its history had. */
  stays?: number;
  custom?: CustomValues;
}

export interface PresentPitch {
  id: string;
  department_id: string;
  stage: Stage;
  stage_entered_on: string;
  opened_on: string;
  closed_on: string | null;
  close_reason: string | null;
  owner_id: string | null;
  devices_promised: number;
  custom: CustomValues;
  imported: ImportedPitch | null;
  stays: number;
}

export interface NewPitch {
  id: string;
  departmentId: string;
  ownerId: string | null;
  stage: Stage;
  reason: string | null;
  devices: number;
  custom: CustomValues;
  stays: Stay[];
}

const SELECT = `select p.id, p.department_id, p.stage, p.stage_entered_on, p.opened_on, p.closed_on, p.close_reason, p.owner_id,
    p.devices_promised, p.custom, p.imported, (select count(*)::int from pitch_stage s where s.pitch_id = p.id) as stays from pitch p`;

const NO_REASON = 'Not given in the list it came from';

/** The rows of imported pitches, many at a time. Imported stays carry the day they are given and the instant they were recorded. */
@Injectable()
export class PitchIntakeStore {
  /** The pitches of some departments, an open one first, then the latest. */
  async ofDepartments(tx: Tx, ids: string[], lock: string): Promise<Map<string, PresentPitch[]>> {
    const rows = await tx.query<PresentPitch>(
      `${SELECT} where p.department_id = any($1::uuid[]) order by p.closed_on desc nulls first, p.id desc
       ${lock && 'for update of p'}`,
      [ids],
    );
    const found = new Map<string, PresentPitch[]>();
    for (const row of rows) found.set(row.department_id, [...(found.get(row.department_id) ?? []), row]);
    return found;
  }

  async byIds(tx: Tx, ids: string[]): Promise<Map<string, PresentPitch>> {
    const rows = await tx.query<PresentPitch>(`${SELECT} where p.id = any($1::uuid[]) for update of p`, [
      ids,
    ]);
    return new Map(rows.map((row) => [row.id, row]));
  }

  async zones(tx: Tx, departmentIds: string[]): Promise<Map<string, string>> {
    const rows = await tx.query<{ id: string; zone: string }>(
      `select id, time_zone as zone from department where id = any($1::uuid[])`,
      [departmentIds],
    );
    return new Map(rows.map(({ id, zone }) => [id, zone]));
  }

  async create(tx: Tx, pitches: NewPitch[], source: ImportSource): Promise<void> {
    if (pitches.length === 0) return;
    const data = pitches.map(({ id, departmentId, ownerId, stage, reason, devices, custom, stays }) => {
      const entered = stays.at(-1)?.occurredOn ?? '';
      return {
        id,
        department_id: departmentId,
        owner_id: ownerId,
        stage,
        stage_entered_on: entered,
        opened_on: stays[0]?.occurredOn,
        closed_on: closes(stage) ? entered : null,
        close_reason: closes(stage) ? (reason ?? NO_REASON) : null,
        close_reason_code: closes(stage) ? 'other' : null,
        devices_promised: devices,
        custom,
        imported: {
          stage,
          owner_id: ownerId,
          devices_promised: devices,
          stays: stays.length,
          ...(Object.keys(custom).length > 0 && { custom }),
        },
      };
    });
    await tx.query(
      `insert into pitch (id, department_id, owner_id, stage, stage_entered_on, opened_on, closed_on, close_reason,
          close_reason_code, last_touched_on, devices_promised, custom, imported, import_id, created_at)
       select id, department_id, owner_id, stage, stage_entered_on, opened_on, closed_on, close_reason, close_reason_code,
              stage_entered_on, devices_promised, custom, imported, $2, $3
         from jsonb_to_recordset($1::jsonb) as r (id uuid, department_id uuid, owner_id uuid, stage text, stage_entered_on date,
          opened_on date, closed_on date, close_reason text, close_reason_code text, devices_promised int, custom jsonb, imported jsonb)`,
      [JSON.stringify(data), source.importId, tx.now],
    );
    await this.enter(
      tx,
      pitches.flatMap(({ id, departmentId, reason, stays }) =>
        stays.map((stay) => ({ ...stay, id: newId(), pitchId: id, departmentId, reason })),
      ),
      source,
    );
  }

  /** Changes a pitch that is there; the ids of the stays this added. */
  async change(
    tx: Tx,
    pitch: PresentPitch,
    changes: { owner_id?: string; devices_promised?: number; stage?: string },
    stays: Stay[],
    reason: string | null,
    source: ImportSource,
  ): Promise<string[]> {
    const { owner_id = pitch.owner_id, devices_promised = pitch.devices_promised } = changes;
    const last = stays.at(-1);
    const stage = last?.stage ?? pitch.stage;
    const entered = last?.occurredOn ?? pitch.stage_entered_on;
    const custom = pitch.imported?.custom;
    const imported: ImportedPitch = {
      stage,
      owner_id,
      devices_promised,
      stays: pitch.stays + stays.length,
      ...(custom && { custom }),
    };
    const closing = last !== undefined && closes(stage);
    await tx.query(
      `update pitch set owner_id = $2, devices_promised = $3, stage = $4, stage_entered_on = $5, imported = $6,
          closed_on = case when $7 then $5::date else closed_on end, close_reason = case when $7 then $8 else close_reason end,
          close_reason_code = case when $7 then 'other' else close_reason_code end,
          last_touched_on = greatest(last_touched_on, $5::date) where id = $1`,
      [pitch.id, owner_id, devices_promised, stage, entered, imported, closing, reason ?? NO_REASON],
    );
    if (!last) return [];
    await tx.query(
      `update pitch_stage set left_at = greatest(entered_at, $2), left_on = $3 where pitch_id = $1 and left_at is null`,
      [pitch.id, tx.now, last.occurredOn],
    );
    const rows = stays.map((stay) => ({
      ...stay,
      id: newId(),
      pitchId: pitch.id,
      departmentId: pitch.department_id,
      reason,
    }));
    await this.enter(tx, rows, source);
    return rows.map(({ id }) => id);
  }

  /** Deletes pitches with their histories. */
  async remove(tx: Tx, ids: string[]): Promise<void> {
    if (ids.length === 0) return;
    await tx.query(`delete from pitch_stage where pitch_id = any($1::uuid[])`, [ids]);
    await tx.query(`delete from pitch where id = any($1::uuid[])`, [ids]);
  }

  /** Puts back what still is as the list left it; whether that was all of it. */
  async restore(
    tx: Tx,
    pitch: PresentPitch,
    before: Record<string, unknown>,
    after: Record<string, unknown>,
    source: ImportSource,
  ): Promise<boolean> {
    const values = (before['values'] ?? {}) as Record<string, unknown>;
    let whole = true;
    for (const field of ['owner_id', 'devices_promised'] as const) {
      if (!(field in after)) continue;
      if (pitch[field] !== after[field]) whole = false;
      else await tx.query(`update pitch set ${field} = $2 where id = $1`, [pitch.id, values[field]]);
    }
    const imported = (before['imported'] ?? null) as ImportedPitch | null;
    if ('stage' in after) {
      const stays = (after['stays'] ?? []) as string[];
      const gone = await tx.query(
        `delete from pitch_stage s where s.pitch_id = $1 and s.id = any($2::uuid[]) and not exists (
           select from pitch_stage later where later.pitch_id = $1 and later.left_at is null and later.id <> all ($2::uuid[]))
         returning s.id`,
        [pitch.id, stays],
      );
      if (gone.length === 0) whole = false;
      else await this.goBack(tx, pitch, before, source);
    }
    await tx.query(`update pitch set imported = $2 where id = $1`, [pitch.id, imported]);
    return whole;
  }

  private async goBack(tx: Tx, pitch: PresentPitch, before: Record<string, unknown>, source: ImportSource) {
    const values = (before['values'] ?? {}) as Record<string, unknown>;
    await tx.query(
      `update pitch_stage set left_at = null, left_on = null where id = (
         select id from pitch_stage where pitch_id = $1 order by entered_at desc, id desc limit 1)`,
      [pitch.id],
    );
    await tx.query(
      `update pitch set stage = $2, stage_entered_on = $3, closed_on = $4, close_reason = $5,
          close_reason_code = case when $4::date is null then null else close_reason_code end where id = $1`,
      [pitch.id, values['stage'], before['stage_entered_on'], before['closed_on'], before['close_reason']],
    );
    const stage = values['stage'] as Stage;
    await tx.record(
      PitchImported(
        { pitchId: pitch.id, departmentId: pitch.department_id, stage, importId: source.importId },
        {
          departmentId: pitch.department_id,
          visibility: 'shared',
          subject: { type: 'pitch', id: pitch.id },
          summary: `Back in ${stageLabel(stage).toLowerCase()}: its import was undone`,
        },
      ),
    );
  }

  private async enter(
    tx: Tx,
    stays: (Stay & { id: string; pitchId: string; departmentId: string; reason: string | null })[],
    source: ImportSource,
  ): Promise<void> {
    const data = stays.map(({ id, pitchId, departmentId, stage, occurredOn, leftOn, reason }) => ({
      id,
      pitch_id: pitchId,
      department_id: departmentId,
      stage,
      occurred_on: occurredOn,
      left_on: leftOn,
      reason: closes(stage) ? (reason ?? NO_REASON) : null,
    }));
    await tx.query(
      `insert into pitch_stage (id, pitch_id, department_id, stage, entered_at, left_at, occurred_on, left_on, by_id, by_name,
          reason, reason_code)
       select id, pitch_id, department_id, stage, $2, case when left_on is not null then $2::timestamptz end, occurred_on, left_on,
              $3, $4, reason, case when reason is not null then 'other' end
         from jsonb_to_recordset($1::jsonb) as r (id uuid, pitch_id uuid, department_id uuid, stage text, occurred_on date,
          left_on date, reason text)`,
      [JSON.stringify(data), tx.now, source.byId, source.byName],
    );
    await tx.recordMany(
      stays.map(({ pitchId, departmentId, stage, occurredOn }) =>
        PitchImported(
          { pitchId, departmentId, stage, importId: source.importId },
          {
            departmentId,
            visibility: 'shared',
            subject: { type: 'pitch', id: pitchId },
            summary: `${stage === 'prospect' ? 'Pitch opened' : `Pitch moved to ${stageLabel(stage).toLowerCase()}`} (from a list)`,
            occurredOn,
          },
        ),
      ),
    );
  }
}
