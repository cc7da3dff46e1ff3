import { PLACE_FIELDS, placeOfRow } from '../../departments/department-matching.service.js';
import {
  type Cells,
  type ListField,
  type ReadRow,
  RowFlag,
  type Values,
} from '../../departments/intake.dto.js';
import { type Stage, STAGES } from '../pitch-life.js';
import { stageLabel } from '../stage-labels.js';
import { importedHistory, type StageDays, stageOf, stageOfWord } from './imported-history.js';

const DAY_HEADERS: Partial<Record<Stage, string[]>> = {
  prospect: [
    'opened_on',
    'created',
    'created_at',
    'create_date',
    'created_date',
    'deal_created',
    'add_time',
    'open_date',
  ],
  green_lit: ['won_on', 'won_time', 'won_date', 'active_date', 'active_date_iso', 'active_on', 'signed_on'],
  declined: ['lost_on', 'lost_time', 'lost_date'],
};

export const PITCH_FIELDS: ListField[] = [
  {
    key: 'stage',
    label: 'Stage',
    headers: ['stage', 'deal_stage', 'status', 'pipeline_stage', 'stage_name'],
  },
  {
    key: 'owner',
    label: 'Owner',
    hint: 'E-mail address or name of a person here',
    headers: ['owner', 'deal_owner', 'owner_email', 'owner_name', 'assigned_to', 'rep', 'point_of_contact'],
  },
  ...STAGES.map<ListField>((stage) => ({
    key: `on_${stage}`,
    label: stage === 'prospect' ? 'Opened on' : `${stageLabel(stage)} on`,
    headers: [`${stage}_on`, `${stage}_date`, `date_entered_${stage}`, ...(DAY_HEADERS[stage] ?? [])],
    day: true,
  })),
  {
    key: 'closedOn',
    label: 'Closed on',
    headers: ['close_date', 'closed_on', 'closed_at', 'close_time'],
    day: true,
  },
  {
    key: 'reason',
    label: 'Reason',
    headers: ['reason', 'lost_reason', 'closed_lost_reason', 'close_reason', 'loss_reason'],
  },
  {
    key: 'devices',
    label: 'Devices promised',
    headers: ['devices_promised', 'devices', 'units', 'quantity'],
  },
  ...PLACE_FIELDS,
];

export interface SaidPitch extends Values {
  stage: Stage;
  owner: string | null;
  reason: string | null;
  devices: number | null;
  /** The days the list gives, by stage; without any, the day of the import is taken. */
  days: { [key: string]: string };
}

/** Reads a row of a list of pitches. Throws a RowFlag when nobody can tell where the pitch stands. */
export function readPitch(cells: Cells): ReadRow & { values: SaidPitch } {
  const place = placeOfRow(cells);
  const days: StageDays = {};
  for (const stage of STAGES) {
    const day = cells.day(`on_${stage}`);
    if (day !== null) days[stage] = day;
  }
  const word = cells.text('stage');
  const stage = word === '' ? (stageOf(days) ?? 'prospect') : stageOfWord(word);
  if (!stage) {
    throw new RowFlag(
      'stage_unknown',
      `“${word.slice(0, 60)}” is no stage known here. Use one of ${labels()}.`,
    );
  }
  const closedOn = cells.day('closedOn');
  // Of an open deal the closing day is a hope, not something that happened.
  if (closedOn !== null && (stage === 'declined' || stage === 'dormant' || stage === 'green_lit'))
    days[stage] ??= closedOn;
  const devices = cells.text('devices').replace(/[, ]/g, '');
  return {
    place,
    values: {
      stage,
      owner: cells.text('owner').toLowerCase() || null,
      reason: cells.text('reason') || null,
      devices: /^\d{1,6}$/.test(devices) ? Number(devices) : null,
      days,
    },
  };
}

/** The history a row tells; `today` is the day to take where it says nothing. */
export function historyOf(said: SaidPitch, today: string) {
  return importedHistory(said.stage, said.days, today);
}

function labels(): string {
  return STAGES.map(stageLabel).join(', ');
}
