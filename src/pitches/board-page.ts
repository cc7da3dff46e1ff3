import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { placeOf } from '../departments/departments.queries.js';
import { allows } from '../identity/people.queries.js';
import { type Actor, isPerson, personIdOf } from '../platform/actor.js';
import { isId } from '../platform/id.js';
import { isLocalDate } from '../platform/local-time.js';
import type { Board, BoardTotals, Card, Column, ColumnHead } from './board.queries.js';
import type { BoardFilter } from './board.sql.js';
import { STAGES, type Stage } from './pitch-life.js';

/** How many cards a column shows before "more". */
export const CARDS = 50;

/** The query of the board's filter form; an unset filter arrives as an empty text and is left out by the pipe. */
export class BoardPageQuery {
  @IsOptional() @IsIn(['board', 'table']) view?: 'board' | 'table';
  @IsOptional() @IsString() @MaxLength(40) owner?: string;
  @IsOptional() @IsString() @MaxLength(2) state?: string;
  @IsOptional() @IsString() @MaxLength(40) kind?: string;
  @IsOptional() @IsString() @MaxLength(10) openedSince?: string;
  @IsOptional() @IsString() @MaxLength(5) stale?: string;
  @IsOptional() @IsIn(STAGES) stage?: Stage;
  @IsOptional() @IsString() @MaxLength(600) cursor?: string;
}

/** The filter a query asks for; what cannot be one (an owner who is no id) is none. */
export function filterOf(query: BoardPageQuery): BoardFilter {
  return {
    ownerId: query.owner && isId(query.owner) ? query.owner : undefined,
    state: query.state || undefined,
    kind: query.kind || undefined,
    openedSince: query.openedSince && isLocalDate(query.openedSince) ? query.openedSince : undefined,
    stale: query.stale === 'true',
    stage: query.stage,
    cursor: query.cursor,
    limit: CARDS,
  };
}

/** The filters of a query as they stand in an address, with what else belongs there. */
export function addressOf(path: string, query: BoardPageQuery, more: Record<string, string> = {}): string {
  const { owner = '', state = '', kind = '', openedSince = '', stale = '' } = query;
  const kept = Object.entries({ owner, state, kind, openedSince, stale, ...more }).filter(
    ([, value]) => value,
  );
  return kept.length > 0 ? `${path}?${new URLSearchParams(kept)}` : path;
}

/** The same pitches as a table, a list of the lists room. */
export function tableOf(query: BoardPageQuery): string {
  const { owner, state, kind, openedSince, stale, stage } = query;
  const kept = Object.entries({
    // A stage that closes a pitch and `open` would leave nothing.
    standing: stage === 'declined' || stage === 'dormant' ? '' : 'open',
    owner,
    stage,
    state,
    kind,
    stale,
    'opened.from': openedSince,
  }).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return `/pitches?${new URLSearchParams(kept)}`;
}

/** What every part of the board needs to know of its reader. */
export function readerOf(actor: Actor, zone: string) {
  return {
    personId: personIdOf(actor),
    may: { pitchesWrite: isPerson(actor) && allows(actor, 'pitches.write') },
    zone,
    path: '/board',
  };
}

/** A column as the board's template takes it. */
export function columnOf(column: Column, personId: string | null, query: BoardPageQuery) {
  return {
    ...headOf(column),
    cards: column.cards.map((card) => cardOf(card, personId)),
    more: moreOf(column.stage, column.nextCursor, column.count - column.cards.length, query),
  };
}

/** The way to the rest of a column: loaded in place by script, a page of its own without. */
export function moreOf(stage: Stage | 'closed', cursor: string | null, left: number, query: BoardPageQuery) {
  if (!cursor) return null;
  const part = stage === 'closed' ? '/board/closed' : `/board/columns/${stage}`;
  const whole = stage === 'closed' ? part : '/board';
  return {
    id: `more-${stage}-${cursor}`,
    href: addressOf(whole, query, stage === 'closed' ? { cursor } : { stage, cursor }),
    src: addressOf(part, query, { cursor, left: String(left) }),
    count: Math.max(0, left),
  };
}

/** What stands above a column, as its template takes it. */
export function headOf({ stage, count, devicesPromised: devices, averageDays, staleAfterDays }: ColumnHead) {
  return { stage, count, devices, averageDays, staleAfterDays };
}

/** The board's own figures, as templates take them. */
export function figuresOf(board: BoardTotals) {
  return {
    totals: { open: board.openCount, devices: board.devicesPromised },
    closed: {
      count: board.dormant + board.declined,
      dormant: board.dormant,
      declined: board.declined,
    },
    staleCount: board.staleCount,
    staleCountIsCut: board.staleCountIsCut,
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
