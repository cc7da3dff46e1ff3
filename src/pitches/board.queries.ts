import { Injectable } from '@nestjs/common';
import type { Asking, Tx } from '../platform/database/tx.js';
import { daysBetween } from '../platform/local-time.js';
import { decodeCursor, encodeCursor, keysetPage } from '../platform/web/keyset.js';
import {
  type BoardFilter,
  boardSql,
  closedSql,
  countsSql,
  filterValues,
  someCardsSql,
  STALE_COUNTED_TO,
} from './board.sql.js';
import { BOARD_STAGES, STAGES, type Stage } from './pitch-life.js';

export type { BoardFilter } from './board.sql.js';

export interface Card {
  id: string;
  stage: Stage;
  departmentId: string;
  departmentName: string;
  departmentKind: string;
  city: string | null;
  county: string | null;
  state: string;
  ownerId: string | null;
  ownerName: string | null;
  openedOn: string;
  daysInStage: number;
  quietDays: number;
  stale: boolean;
  devicesPromised: number;
  nextTask: { id: string; title: string; dueOn: string | null; overdue: boolean } | null;
}

export interface ColumnHead {
  stage: Stage;
  count: number;
  devicesPromised: number;
  /** How long the column's pitches have been in the stage, on average; null when there is none. */
  averageDays: number | null;
  /** Without anything happening for this many days, a card of the column is stale; null where nothing gets stale. */
  staleAfterDays: number | null;
}

export interface Column extends ColumnHead {
  cards: Card[];
  nextCursor: string | null;
}

export interface BoardTotals {
  openCount: number;
  devicesPromised: number;
  /** Counted up to 250 per column. */
  staleCount: number;
  /** Whether there are more stale cards than were counted. */
  staleCountIsCut: boolean;
  declined: number;
  dormant: number;
}

/** With one column asked for, the totals are that column's. */
export interface Board extends BoardTotals {
  columns: Column[];
}

interface Counted {
  stage: Stage;
  today: string;
  staleAfterDays: number | null;
  count: number;
  devices: number;
  enteredDays: number;
  stale: number;
}

interface Loaded extends Counted {
  /** JSON; null for a stage that is not shown, or empty. */
  cards: string | null;
  /** Of the last card that is shown, when there are more. */
  lastEnteredOn: string | null;
  lastId: string | null;
}

/** Day 0 of the counters' sums of days. */
const DAY_0 = '2000-01-01';

/** The board: columns of cards, each with its counts. */
@Injectable()
export class BoardQueries {
  /** All columns with their first cards, or, with `stage`, one of them from the cursor on. */
  async board(ask: Asking, filter: BoardFilter): Promise<Board> {
    const rows = await this.load(ask, filter);
    const columns = shownOf(rows, filter).map((row) => ({
      ...headOf(rows, row.stage),
      cards: row.cards ? (JSON.parse(row.cards) as Card[]) : [],
      nextCursor: cursorOf(row),
    }));
    return { columns, ...totals(rows) };
  }

  /** The same as JSON: the cards go from the database to the wire as they are. */
  async boardJson(ask: Asking, filter: BoardFilter): Promise<string> {
    const rows = await this.load(ask, filter);
    const columns = shownOf(rows, filter).map((row) => {
      const head = JSON.stringify({ ...headOf(rows, row.stage), nextCursor: cursorOf(row) });
      return `${head.slice(0, -1)},"cards":${row.cards ?? '[]'}}`;
    });
    return `{"columns":[${columns.join(',')}],${JSON.stringify(totals(rows)).slice(1)}`;
  }

  /** What was closed last, declined and dormant together. */
  async closed(ask: Asking, filter: BoardFilter): Promise<{ cards: Card[]; nextCursor: string | null }> {
    const from = decodeCursor(filter.cursor, 2);
    const asked = { ...filter, cursor: from ? filter.cursor : undefined };
    const rows = await ask.prepared<{ card: Card; enteredOn: string }>(closedSql(asked), [
      ask.now,
      ['declined', 'dormant'],
      filter.limit + 1,
      ...filterValues(asked),
      ...(from ?? []),
    ]);
    const page = keysetPage(rows, filter.limit, ({ card, enteredOn }) => [enteredOn, card.id]);
    return { cards: page.data.map(({ card }) => card), nextCursor: page.nextCursor };
  }

  /** Some cards as they are now, with what stands above the columns: what a board needs after something happened. */
  async changes(
    tx: Tx,
    ids: string[],
    filter: BoardFilter,
  ): Promise<{ cards: Card[]; heads: ColumnHead[]; totals: BoardTotals }> {
    const shown = filter.stage ? [filter.stage] : BOARD_STAGES;
    const values = [tx.now, STAGES, ...filterValues(filter)];
    const counts = await tx.prepared<Counted>(countsSql(filter), values);
    const rows = await tx.prepared<{ card: Card }>(someCardsSql(filter), [
      tx.now,
      shown,
      ids,
      ...filterValues(filter),
    ]);
    return {
      cards: rows.map(({ card }) => card),
      heads: BOARD_STAGES.map((stage) => headOf(counts, stage)),
      totals: totals(counts),
    };
  }

  /** Pitches that are open, for the number beside "Board". */
  async openCount(tx: Tx): Promise<number> {
    const [row] = await tx.prepared<{ count: number }>(
      `select coalesce(sum(pitches), 0)::int as count from pitch_tally where open`,
    );
    return row?.count ?? 0;
  }

  private load(ask: Asking, filter: BoardFilter): Promise<Loaded[]> {
    const from = filter.stage ? decodeCursor(filter.cursor, 2) : null;
    const asked = { ...filter, cursor: from ? filter.cursor : undefined };
    return ask.prepared<Loaded>(boardSql(asked), [
      ask.now,
      filter.stage ? [filter.stage] : STAGES,
      filter.limit,
      filter.stage ? [filter.stage] : BOARD_STAGES,
      ...filterValues(asked),
      ...(from ?? []),
    ]);
  }
}

function shownOf(rows: Loaded[], { stage }: BoardFilter): Loaded[] {
  return stage ? rows : rows.filter((row) => BOARD_STAGES.includes(row.stage));
}

function cursorOf({ lastEnteredOn, lastId }: Loaded): string | null {
  return lastId === null ? null : encodeCursor([lastEnteredOn, lastId]);
}

function headOf(counts: Counted[], stage: Stage): ColumnHead {
  const row = counts.find((counted) => counted.stage === stage);
  const { count = 0, devices = 0, enteredDays = 0, today = DAY_0, staleAfterDays = null } = row ?? {};
  const averageDays =
    count > 0 ? Math.max(0, Math.round(daysBetween(DAY_0, today) - enteredDays / count)) : null;
  return { stage, count, devicesPromised: devices, averageDays, staleAfterDays };
}

function totals(counts: Counted[]): BoardTotals {
  const open = counts.filter(({ stage }) => BOARD_STAGES.includes(stage));
  const sum = (of: (row: Counted) => number): number => open.reduce((total, row) => total + of(row), 0);
  const closed = (stage: Stage): number => counts.find((row) => row.stage === stage)?.count ?? 0;
  return {
    openCount: sum(({ count }) => count),
    devicesPromised: sum(({ devices }) => devices),
    staleCount: sum(({ stale }) => stale),
    staleCountIsCut: open.some(({ stale }) => stale === STALE_COUNTED_TO),
    declined: closed('declined'),
    dormant: closed('dormant'),
  };
}
