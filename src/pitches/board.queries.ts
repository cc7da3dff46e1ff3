import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { localDate, addDays } from '../platform/local-time.js';
import { decodeCursor, keysetPage } from '../platform/web/keyset.js';
import { BOARD_STAGES, type Stage } from './pitch-life.js';
import { STALE_AFTER_DAYS, standing } from './staleness.js';

export interface BoardFilter {
  ownerId?: string;
  /** Of the department. */
  state?: string;
  /** Of the department. */
  kind?: string;
  stage?: Stage;
  /** Only pitches opened on this day or later. */
  openedSince?: string;
  /** Only pitches nothing has happened to for STALE_AFTER_DAYS. */
  stale?: boolean;
  limit: number;
  cursor?: string;
}

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

export interface Column {
  stage: Stage;
  count: number;
  devicesPromised: number;
  /** Median of the days the shown pitches have been in the stage. */
  medianDays: number | null;
  cards: Card[];
  nextCursor: string | null;
}

export interface Board {
  columns: Column[];
  openCount: number;
  devicesPromised: number;
  staleCount: number;
  declined: number;
  dormant: number;
}

/** Won pitches leave the board after this many days; they live on as partnerships. */
export const WON_SHOWN_DAYS = 60;

interface Row extends Omit<Card, 'daysInStage' | 'quietDays' | 'stale' | 'nextTask'> {
  stageEnteredOn: string;
  lastTouchedOn: string;
  closedOn: string | null;
  taskId: string | null;
  taskTitle: string | null;
  taskDueOn: string | null;
}

/** The board: columns of cards, each with its count. */
@Injectable()
export class BoardQueries {
  /** All columns with their first cards, or, with `stage`, one of them from the cursor on. */
  async board(tx: Tx, filter: BoardFilter): Promise<Board> {
    const today = localDate(tx.now, 'UTC');
    const counts = await this.counts(tx, filter, today);
    const columns: Column[] = [];
    for (const stage of filter.stage ? [filter.stage] : BOARD_STAGES) {
      const { data, nextCursor } = await this.cards(tx, stage, filter, today);
      const count = counts.find((row) => row.stage === stage);
      columns.push({
        stage,
        count: count?.count ?? 0,
        devicesPromised: count?.devices ?? 0,
        medianDays: count?.medianDays ?? null,
        cards: data,
        nextCursor,
      });
    }
    const shown = counts.filter((row) => BOARD_STAGES.includes(row.stage));
    const of = (stage: Stage) => counts.find((row) => row.stage === stage)?.count ?? 0;
    return {
      columns,
      openCount: shown.reduce((sum, row) => sum + row.count, 0),
      devicesPromised: shown.reduce((sum, row) => sum + row.devices, 0),
      staleCount: shown.reduce((sum, row) => sum + row.stale, 0),
      declined: of('declined'),
      dormant: of('dormant'),
    };
  }

  /** Pitches that are open, for the badge beside "Board"; counted from the partial unique index. */
  async openCount(tx: Tx): Promise<number> {
    const row = await tx.one<{ count: number }>(
      `select count(*)::int as count from pitch where closed_on is null`,
    );
    return row?.count ?? 0;
  }

  /**
   * Counts and sums per stage. There is no counter table on purpose: pitch_board_ix carries every column read here, so this is one
   * index-only scan over at most one open pitch per department, while counters would make two reps who move cards between
   * the same stages wait for each other. Filters on the department's state or kind join it.
   */
  private counts(
    tx: Tx,
    filter: BoardFilter,
    today: string,
  ): Promise<{ stage: Stage; count: number; devices: number; medianDays: number; stale: number }[]> {
    const { join, where, params } = conditions(filter, today);
    return tx.query(
      `select p.stage, count(*)::int as count, sum(p.devices_promised)::int as devices,
              count(*) filter (where p.closed_on is null and p.last_touched_on <= $1)::int as stale,
              (percentile_disc(0.5) within group (order by greatest(0, $2::date - p.stage_entered_on)))::int as "medianDays"
         from pitch p ${join}
        where (p.closed_on is null or p.stage in ('declined', 'dormant') or p.stage_entered_on >= $3) ${where}
        group by p.stage`,
      [addDays(today, -STALE_AFTER_DAYS), today, addDays(today, -WON_SHOWN_DAYS), ...params],
    );
  }

  private async cards(
    tx: Tx,
    stage: Stage,
    filter: BoardFilter,
    today: string,
  ): Promise<{ data: Card[]; nextCursor: string | null }> {
    const { where, params } = conditions(filter, today);
    const from = filter.stage ? decodeCursor(filter.cursor, 2) : null;
    const rows = await tx.query<Row>(
      `select p.id, p.stage, p.department_id as "departmentId", d.name as "departmentName", d.kind as "departmentKind",
              d.city, d.county, d.state, p.owner_id as "ownerId", o.name as "ownerName", p.opened_on as "openedOn",
              p.stage_entered_on as "stageEnteredOn", p.last_touched_on as "lastTouchedOn", p.closed_on as "closedOn",
              p.devices_promised as "devicesPromised", t.id as "taskId", t.title as "taskTitle", t.due_on as "taskDueOn"
         from pitch p
         join department d on d.id = p.department_id
         left join person o on o.id = p.owner_id
         left join lateral (
           select id, title, due_on from task where pitch_id = p.id and done_at is null order by due_on nulls last, id limit 1
         ) t on true
        where p.stage = $1 and (p.closed_on is null or p.stage in ('declined', 'dormant') or p.stage_entered_on >= $3)
          and ($4::date is null or (p.stage_entered_on, p.id) > ($4, $5::uuid)) ${renumber(where, 2)}
        order by p.stage_entered_on, p.id limit $2`,
      [
        stage,
        filter.limit + 1,
        addDays(today, -WON_SHOWN_DAYS),
        from?.[0] ?? null,
        from?.[1] ?? null,
        ...params,
      ],
    );
    const page = keysetPage(rows, filter.limit, (row) => [row.stageEnteredOn, row.id]);
    return { data: page.data.map((row) => card(row, today)), nextCursor: page.nextCursor };
  }
}

/** Conditions for parameters from $4 on. */
function conditions(filter: BoardFilter, today: string): { join: string; where: string; params: unknown[] } {
  const params: unknown[] = [];
  const where: string[] = [];
  if (filter.ownerId) where.push(`p.owner_id = $${params.push(filter.ownerId) + 3}`);
  if (filter.state) where.push(`d.state = $${params.push(filter.state) + 3}`);
  if (filter.kind) where.push(`d.kind = $${params.push(filter.kind) + 3}`);
  if (filter.openedSince) where.push(`p.opened_on >= $${params.push(filter.openedSince) + 3}`);
  if (filter.stale) {
    where.push(
      `p.closed_on is null and p.last_touched_on <= $${params.push(addDays(today, -STALE_AFTER_DAYS)) + 3}`,
    );
  }
  const join = filter.state || filter.kind ? 'join department d on d.id = p.department_id' : '';
  return { join, where: where.map((condition) => `and ${condition}`).join(' '), params };
}

/** The same conditions with their parameters further back. */
function renumber(where: string, by: number): string {
  return where.replace(/\$(\d+)/g, (_text, number: string) => `$${Number(number) + by}`);
}

function card(row: Row, today: string): Card {
  const { stageEnteredOn, lastTouchedOn, closedOn, taskId, taskTitle, taskDueOn, ...shown } = row;
  return {
    ...shown,
    ...standing({ stageEnteredOn, lastTouchedOn, closedOn }, today),
    nextTask:
      taskId && taskTitle
        ? { id: taskId, title: taskTitle, dueOn: taskDueOn, overdue: taskDueOn !== null && taskDueOn < today }
        : null,
  };
}
