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
import { unpointed } from '../../platform/database/pointers.js';
import type { Tx } from '../../platform/database/tx.js';
import { localDate } from '../../platform/local-time.js';
import { usualVisibility } from '../activity.entity.js';
import { ActivityImported, ActivityTakenBack } from './imported.events.js';
import { ACTIVITY_FIELDS, keyOfActivity, readActivity, type SaidActivity, titleOf } from './activity-row.js';
import { PitchIntakeStore, type PresentPitch } from './pitch-intake-store.js';

interface Planned {
  row: PlacedRow;
  /** The activity that is there already. */
  presentId: string | undefined;
  pitchId: string;
  flag?: { code: string; message: string };
}

/**
 * Takes lists of activities in, and back. An activity is known by the other system's own number, else by what it says, so a
 * second import writes nothing. It hangs on the pitch its department had on the day.
 */
@Injectable()
export class ActivityIntakeService implements Intake {
  readonly kind = 'activities';

  constructor(private readonly pitches: PitchIntakeStore) {}

  fieldsIn(): Promise<readonly ListField[]> {
    return Promise.resolve(ACTIVITY_FIELDS);
  }

  read(cells: Cells): ReadRow {
    return readActivity(cells);
  }

  identity({ departmentId, values }: PlacedRow): string {
    return keyOfActivity(departmentId, values as SaidActivity);
  }

  async compare(tx: Tx, rows: PlacedRow[]): Promise<RowOutcome[]> {
    return (await this.plan(tx, rows)).map(outcomeOf);
  }

  async write(tx: Tx, rows: PlacedRow[], source: ImportSource): Promise<RowOutcome[]> {
    const planned = await this.plan(tx, rows);
    const made = planned.filter(({ presentId, flag }) => !presentId && !flag);
    if (made.length > 0) await this.create(tx, made, source);
    return planned.map(outcomeOf);
  }

  async undo(tx: Tx, rows: WrittenRow[]): Promise<RowUndone[]> {
    const ids = rows.map(({ targetId }) => targetId);
    const free = await unpointed(tx, 'activity', ids, []);
    const gone = await tx.query<{
      id: string;
      pitchId: string;
      departmentId: string;
      visibility: 'shared' | 'vendor';
      subject: string;
    }>(
      `delete from activity where id = any($1::uuid[])
       returning id, pitch_id as "pitchId", department_id as "departmentId", visibility, subject`,
      [[...free]],
    );
    await tx.recordMany(
      gone.map(({ id, pitchId, departmentId, visibility, subject }) =>
        ActivityTakenBack(
          { pitchId, departmentId, activityId: id },
          {
            departmentId,
            visibility,
            subject: { type: 'activity', id },
            summary: `Taken back with its list: ${subject}`,
          },
        ),
      ),
    );
    return rows.map(({ line, targetId }) => ({ line, kept: free.has(targetId) ? null : IN_USE }));
  }

  private async plan(tx: Tx, rows: PlacedRow[]): Promise<Planned[]> {
    const departments = [...new Set(rows.map(({ departmentId }) => departmentId))];
    const pitches = await this.pitches.ofDepartments(tx, departments, '');
    const zones = await this.pitches.zones(tx, departments);
    const known = await tx.query<{ id: string; key: string }>(
      `select id, import_key as key from activity where import_key = any($1::text[])`,
      [rows.map((row) => this.identity(row))],
    );
    const byKey = new Map(known.map(({ id, key }) => [key, id]));
    return rows.map((row) => {
      const said = row.values as SaidActivity;
      const today = localDate(tx.now, zones.get(row.departmentId) ?? 'America/New_York');
      const pitch = pitchOn(pitches.get(row.departmentId) ?? [], said.occurred_on);
      const planned: Planned = { row, presentId: byKey.get(this.identity(row)), pitchId: pitch?.id ?? '' };
      if (said.occurred_on > today) {
        return {
          ...planned,
          flag: { code: 'date_in_future', message: 'The day of the row is still to come.' },
        };
      }
      return pitch || planned.presentId ? planned : { ...planned, flag: NO_PITCH };
    });
  }

  private async create(tx: Tx, made: Planned[], source: ImportSource): Promise<void> {
    const data = made.map(({ row, pitchId }) => {
      const said = row.values as SaidActivity;
      return {
        ...said,
        id: row.targetId,
        pitch_id: pitchId,
        department_id: row.departmentId,
        visibility: usualVisibility(said.kind),
        subject: titleOf(said),
        by_name: said.by_name ?? source.byName,
        by_id: said.by_name === null ? source.byId : null,
        import_key: this.identity(row),
      };
    });
    await tx.query(
      `insert into activity (id, pitch_id, department_id, kind, visibility, direction, occurred_on, subject, body, contact_id,
          by_id, by_name, recorded_at, import_id, import_key)
       select r.id, r.pitch_id, r.department_id, r.kind, r.visibility, r.direction, r.occurred_on, r.subject, r.body,
              (select c.id from contact c where c.department_id = r.department_id and lower(c.email) = r.contact_email
                order by c.created_at, c.id limit 1),
              r.by_id, r.by_name, $2, $3, r.import_key
         from jsonb_to_recordset($1::jsonb) as r (id uuid, pitch_id uuid, department_id uuid, kind text, visibility text,
          direction text, occurred_on date, subject text, body text, contact_email text, by_id uuid, by_name text, import_key text)`,
      [JSON.stringify(data), tx.now, source.importId],
    );
    await tx.query(
      `update pitch p set last_touched_on = r.day
         from (select pitch_id, max(occurred_on) as day from jsonb_to_recordset($1::jsonb) as r (pitch_id uuid, occurred_on date)
                group by pitch_id) r
        where p.id = r.pitch_id and p.last_touched_on < r.day`,
      [JSON.stringify(data)],
    );
    await tx.recordMany(
      data.map(
        ({ id, pitch_id: pitchId, department_id: departmentId, kind, visibility, subject, occurred_on }) =>
          ActivityImported(
            { pitchId, departmentId, activityId: id, kind, importId: source.importId },
            {
              departmentId,
              visibility,
              subject: { type: 'activity', id },
              summary: subject,
              occurredOn: occurred_on,
            },
          ),
      ),
    );
  }
}

const IN_USE = { code: 'in_use', message: 'Something was recorded with the activity since; it stays.' };
const NO_PITCH = {
  code: 'pitch_missing',
  message: 'The department has no pitch to hang it on. Import the pitches first.',
};

/** The pitch of the day: the one that ran then, else the open one, else the latest. */
function pitchOn(pitches: PresentPitch[], day: string): PresentPitch | undefined {
  return pitches.find((pitch) => pitch.opened_on <= day && (pitch.closed_on ?? '9999') >= day) ?? pitches[0];
}

function outcomeOf({ row: { line, targetId }, presentId, flag }: Planned): RowOutcome {
  if (presentId) return { line, outcome: 'unchanged', targetId: presentId };
  if (flag) return { line, outcome: 'flagged', targetId, ...flag };
  return { line, outcome: 'created', targetId };
}
