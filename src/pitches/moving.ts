import { survivorOf } from '../departments/survivors.queries.js';
import { actorName, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import type { RecordableEvent } from '../platform/events/define-event.js';
import { isId, newId } from '../platform/id.js';
import type { CloseReason } from './close-reasons.js';
import { reachable, type Stage } from './pitch-life.js';
import type { CouncilItem } from './pitch-stage.entity.js';
import { Pitch } from './pitch.entity.js';
import { pitchNotFound, staleMove } from './pitches.errors.js';
import { stageLabel } from './stage-labels.js';

/** What is written down about one step. `on` is the business day. */
export interface Entry {
  on: string;
  note?: string;
  reason?: string;
  reasonCode?: CloseReason;
  councilItem?: CouncilItem;
}

/** A pitch that is about to be moved, with what the move asks of its department. */
export interface MovingPitch {
  pitch: Pitch;
  timeZone: string;
  hasOrdinance: boolean;
}

/** A pitch as its move left it. */
export interface MovedPitch {
  id: string;
  departmentId: string;
  stage: Stage;
  stageEnteredOn: string;
  openedOn: string;
  closedOn: string | null;
  closeReason: string | null;
  ownerId: string | null;
  nextStages: Stage[];
  /** Every stay in a stage up to now. */
  stages: Stay[];
}

export interface Stay {
  id: string;
  stage: Stage;
  occurredOn: string;
  leftOn: string | null;
  enteredAt: Date;
  leftAt: Date | null;
  byName: string;
  note: string | null;
  reason: string | null;
  councilItem: CouncilItem | null;
}

const LOCK = `
  select p.id, p.department_id as "departmentId", p.owner_id as "ownerId", p.stage, p.stage_entered_on as "stageEnteredOn",
         p.opened_on as "openedOn", p.closed_on as "closedOn", p.close_reason as "closeReason",
         p.close_reason_code as "closeReasonCode", p.last_touched_on as "lastTouchedOn", p.devices_promised as "devicesPromised", p.created_at as "createdAt",
         d.time_zone as "timeZone", d.oversight_ordinance is not null as "hasOrdinance"
    from pitch p ${survivorOf('p.department_id')} where p.id = $1 for update of p`;

const STAY = `id, stage, occurred_on as "occurredOn", left_on as "leftOn", entered_at as "enteredAt", left_at as "leftAt",
  by_name as "byName", note, reason, council_item as "councilItem"`;

/**
 * The row, the end of the last stay and the beginning of the next, all in the statement that puts the move on the record.
 * Clocks of two machines may differ a little; a stay still never ends before it began.
 */
const MOVE = `
  moved as (
    update pitch set stage = $2, stage_entered_on = $3, closed_on = $4, close_reason = $5, last_touched_on = $6,
           close_reason_code = $15
     where id = $1),
  ended as (
    update pitch_stage set left_at = greatest(entered_at, $7), left_on = $3
     where pitch_id = $1 and left_at is null returning *),
  entered as (
    insert into pitch_stage (id, pitch_id, department_id, stage, entered_at, occurred_on, by_id, by_name, note, reason,
                             council_item, reason_code)
    select $8, $1, $9, $2, coalesce(ended.left_at, $7), $3, $10, $11, $12, $13, $14, $16
      from (select) one left join ended on true returning *)`;

/** The whole history after it. */
const HISTORY = `
  select json_agg(stay order by "enteredAt", id) from (select ${STAY} from (
    select * from pitch_stage where pitch_id = $1 and left_at is not null
    union all select * from ended union all select * from entered) each) stay`;

/** The pitch, locked until the transaction ends. Throws 404. */
export async function lockForMove(tx: Tx, id: string): Promise<MovingPitch> {
  const [row] = isId(id)
    ? await tx.prepared<Pitch & { timeZone: string; hasOrdinance: boolean }>(LOCK, [id])
    : [];
  if (!row) throw pitchNotFound();
  const { timeZone, hasOrdinance, ...columns } = row;
  return { pitch: Object.assign(new Pitch(), columns), timeZone, hasOrdinance };
}

/** Writes where the pitch now is, with the event that says so: one write of the row, one row of history. Returns all of its history. */
export async function writeMove(tx: Tx, pitch: Pitch, entry: Entry, event: RecordableEvent): Promise<Stay[]> {
  const params = [
    pitch.id,
    pitch.stage,
    pitch.stageEnteredOn,
    pitch.closedOn,
    pitch.closeReason,
    pitch.lastTouchedOn,
    tx.now,
    newId(),
    pitch.departmentId,
    personIdOf(tx.actor),
    actorName(tx.actor),
    entry.note ?? null,
    entry.reason ?? null,
    entry.councilItem ?? null,
    pitch.closeReasonCode,
    entry.reasonCode ?? null,
  ];
  type Said = Omit<Stay, 'enteredAt' | 'leftAt'> & { enteredAt: string; leftAt: string | null };
  const stays = await tx.recordWith<Said[]>(event, { parts: MOVE, answer: HISTORY, params });
  return stays.map((stay) => ({
    ...stay,
    enteredAt: new Date(stay.enteredAt),
    leftAt: stay.leftAt === null ? null : new Date(stay.leftAt),
  }));
}

/** Refuses a move made from an old view, with the name of who was quicker and where the pitch stands. */
export async function refuseStale(tx: Tx, pitch: Pitch): Promise<never> {
  const last = await tx.one<{ name: string }>(
    `select by_name as name from pitch_stage where pitch_id = $1 and left_at is null`,
    [pitch.id],
  );
  throw staleMove(last?.name, stageLabel(pitch.stage).toLowerCase());
}

/** The answer to a move: where the pitch is, where it may go, and how it came here. */
export function moved(pitch: Pitch, stages: Stay[]): MovedPitch {
  const { id, departmentId, stage, stageEnteredOn, openedOn, closedOn, closeReason, ownerId } = pitch;
  return {
    id,
    departmentId,
    stage,
    stageEnteredOn,
    openedOn,
    closedOn,
    closeReason,
    ownerId,
    nextStages: pitch.isWon ? [] : reachable(stage),
    stages,
  };
}
