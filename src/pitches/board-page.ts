import { placeOf } from '../departments/departments.queries.js';
import type { Board, Card, Column } from './board.queries.js';
import type { Stage } from './pitch-life.js';

/** A column as the board's template takes it. `moreHref` leads to the rest of it. */
export function columnOf(
  column: Column,
  personId: string | null,
  moreHref: (stage: Stage, cursor: string) => string,
) {
  const { stage, count, devicesPromised: devices, averageDays, nextCursor } = column;
  return {
    stage,
    count,
    devices,
    averageDays,
    cards: column.cards.map((card) => cardOf(card, personId)),
    moreHref: nextCursor ? moreHref(stage, nextCursor) : null,
    moreCount: nextCursor ? count - column.cards.length : 0,
  };
}

/** A card as its template takes it. */
export function cardOf(card: Card, personId: string | null) {
  const { id, stage, departmentName, nextTask, ownerName: name } = card;
  return {
    id,
    stage,
    departmentName,
    place: placeOf({ ...card, kind: card.departmentKind }),
    devices: card.devicesPromised || null,
    days: card.stale ? card.quietDays : card.daysInStage,
    stale: card.stale,
    next: nextTask ? { day: nextTask.dueOn, text: nextTask.title } : null,
    owner: name ? { name, me: card.ownerId === personId } : null,
  };
}

/** Whether the board has nothing at all to show or to count. */
export function isEmpty(board: Board): boolean {
  return (
    board.openCount + board.declined + board.dormant === 0 &&
    board.columns.every((column) => column.count === 0)
  );
}
