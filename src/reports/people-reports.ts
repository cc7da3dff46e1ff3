import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import type { Asked } from './pipeline-reports.js';
import { PipelineReportQueries } from './pipeline-report.queries.js';
import { axisLabels, unitLabel, unitsOf } from './report-period.js';
import { column, type ReportTable } from './report-table.js';

const KINDS = [
  ['call', 'calls', 'accent'],
  ['meeting', 'meetings', 'strong'],
  ['email', 'mails', 'plain'],
  ['note', 'notes', 'pale'],
] as const;

/** What people do: calls, meetings, mails and notes, moves, tasks, pitches opened and won. */
@Injectable()
export class PeopleReports {
  constructor(private readonly queries: PipelineReportQueries) {}

  async activity(tx: Tx, asked: Asked) {
    const rows = await this.queries.activity(tx, asked);
    const counted = await this.queries.activityOverTime(tx, asked, asked.unit);
    const of = (period: string, kind: string) =>
      counted.find((row) => row.period === period && row.kind === kind)?.count ?? 0;
    const units = unitsOf(asked);
    const labels = axisLabels(units, asked.unit);
    const touches = rows.map((row) => row.call + row.email + row.meeting + row.note);
    return {
      people: rows.map((row, at) => ({
        ...row,
        touches: touches[at] ?? 0,
        parts: KINDS.map(([kind, , look]) => ({ share: row[kind], kind: look })),
      })),
      most: Math.max(0, ...touches),
      total: counted.reduce((sum, row) => sum + row.count, 0),
      columns: units.map((period, at) => ({
        label: labels[at] ?? '',
        parts: KINDS.map(([kind, name, look]) => ({ kind: look, name, value: of(period, kind) })),
      })),
      overTimeTable: {
        columns: [column('in', 'In', 'text'), ...KINDS.map(([kind, name]) => column(kind, capital(name)))],
        rows: units.map((period) => [
          unitLabel(period, asked.unit),
          ...KINDS.map(([kind]) => of(period, kind)),
        ]),
      } satisfies ReportTable,
      table: {
        columns: [
          column('person', 'Person', 'text'),
          column('calls', 'Calls'),
          column('meetings', 'Meetings'),
          column('mails', 'Mails'),
          column('notes', 'Notes'),
          column('stage_changes', 'Stage changes'),
          column('tasks_done', 'Tasks done'),
          column('pitches_opened', 'Opened'),
          column('pitches_won', 'Won'),
        ],
        rows: rows.map((row) => [
          row.name,
          row.call,
          row.meeting,
          row.email,
          row.note,
          row.moves,
          row.tasks,
          row.opened,
          row.won,
        ]),
      } satisfies ReportTable,
    };
  }
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
