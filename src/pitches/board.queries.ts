import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { daysBetween } from '../platform/local-time.js';
import { decodeCursor, keysetPage } from '../platform/web/keyset.js';
import {
  type BoardFilter,
  cardsSql,
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
  /** Counted up to 1,000 per column. */
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

interface Row extends Omit<Card, 'nextTask'> {
  stageEnteredOn: string;
  taskId: string | null;
  taskTitle: string | null;
  taskDueOn: string | null;
}

/** Day 0 of the counters' sums of days. */
const DAY_0 = '2000-01-01';

/** The board: columns of cards, each with its counts. */
@Injectable()
export class BoardQueries {
  /** All columns with their first cards, or, with `stage`, one of them from the cursor on. */
  async board(tx: Tx, filter: BoardFilter): Promise<Board> {
    const from = filter.stage ? decodeCursor(filter.cursor, 2) : null;
    const asked = { ...filter, cursor: from ? filter.cursor : undefined };
    const counts = await this.counts(tx, asked, filter.stage ? [filter.stage] : STAGES);
    const today = counts[0]?.today ?? '';
    const shown = filter.stage ? [filter.stage] : BOARD_STAGES;
    const rows = await tx.prepared<Row>(cardsSql(asked), [
      shown,
      filter.limit + 1,
      today,
      ...filterValues(asked),
      ...(from ?? []),
    ]);
    const columns = shown.map((stage) => {
      const page = keysetPage(
        rows.filter((row) => row.stage === stage),
        filter.limit,
        (row) => [row.stageEnteredOn, row.id],
      );
      const cards = page.data.map((row) => card(row, today));
      return { ...headOf(counts, stage), cards, nextCursor: page.nextCursor };
    });
    return { columns, ...totals(counts) };
  }

  /** What was closed last, declined and dormant together. */
  async closed(tx: Tx, filter: BoardFilter): Promise<{ cards: Card[]; nextCursor: string | null }> {
    const from = decodeCursor(filter.cursor, 2);
    const [{ today = '' } = {}] = await this.counts(tx, { limit: 0 }, ['declined']);
    const asked = { ...filter, cursor: from ? filter.cursor : undefined };
    const rows = await tx.prepared<Row>(closedSql(asked), [
      ['declined', 'dormant'],
      filter.limit + 1,
      today,
      ...filterValues(asked),
      ...(from ?? []),
    ]);
    const page = keysetPage(rows, filter.limit, (row) => [row.stageEnteredOn, row.id]);
    return { cards: page.data.map((row) => card(row, today)), nextCursor: page.nextCursor };
  }

  /** Some cards as they are now, with what stands above the columns: what a board needs after something happened. */
  async changes(
    tx: Tx,
    ids: string[],
    filter: BoardFilter,
  ): Promise<{ cards: Card[]; heads: ColumnHead[]; totals: BoardTotals }> {
    const counts = await this.counts(tx, filter, STAGES);
    const today = counts[0]?.today ?? '';
    const rows = await tx.prepared<Row>(someCardsSql(filter), [
      ids,
      filter.stage ? [filter.stage] : BOARD_STAGES,
      today,
      ...filterValues(filter),
    ]);
    return {
      cards: rows.map((row) => card(row, today)),
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

  private counts(tx: Tx, filter: BoardFilter, stages: readonly Stage[]): Promise<Counted[]> {
    return tx.prepared<Counted>(countsSql(filter), [tx.now, stages, ...filterValues(filter)]);
  }
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

function card(row: Row, today: string): Card {
  const { taskId, taskTitle, taskDueOn, stageEnteredOn: _enteredOn, ...shown } = row;
  return {
    ...shown,
    nextTask:
      taskId && taskTitle
        ? { id: taskId, title: taskTitle, dueOn: taskDueOn, overdue: taskDueOn !== null && taskDueOn < today }
        : null,
  };
}
