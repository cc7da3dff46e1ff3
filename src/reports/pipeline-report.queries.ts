import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { PATH, type PathCount, type Standing } from './pipeline-figures.js';
import type { Unit } from './report-period.js';

export interface Within {
  from: string;
  to: string;
  /** Only pitches of this owner. */
  ownerId: string | null;
}

export interface StageDays {
  stage: string;
  stays: number;
  median: number;
  p90: number;
}

export interface RepActivity {
  personId: string;
  name: string;
  call: number;
  email: number;
  meeting: number;
  note: number;
  moves: number;
  tasks: number;
  opened: number;
  won: number;
}

const PLACE = `case s.stage ${PATH.map((stage, at) => `when '${stage}' then ${at + 1}`).join(' ')} end`;
const OUTCOME = `case when p.stage = 'green_lit' then 'won' when p.stage in ('declined', 'dormant') then p.stage else 'open' end`;
const OPEN = PATH.slice(0, 5);

/**
 * Figures of the pipeline. Row-level security answers a rep of limited reach with their own. Days are business days as entered, in the
 * departments' zones.
 */
@Injectable()
export class PipelineReportQueries {
  /** How far pitches came that were opened in the days (all, without any), and what became of them, by unit of their opening. */
  paths(tx: Tx, within: Within | null, unit: Unit = 'year'): Promise<PathCount[]> {
    return tx.query(
      `with path as (
         select p.id, p.opened_on, ${OUTCOME} as outcome, coalesce(max(${PLACE}), 1) as furthest
           from pitch p join pitch_stage s on s.pitch_id = p.id
          where ($1::date is null or p.opened_on between $1 and $2) and ($3::uuid is null or p.owner_id = $3)
          group by p.id)
       select to_char(date_trunc($4, opened_on), 'YYYY-MM-DD') as period, furthest::int, outcome, count(*)::int as count
         from path group by 1, 2, 3`,
      [within?.from ?? null, within?.to ?? null, within?.ownerId ?? null, unit],
    );
  }

  /**
   * Median and ninth decile of the days in each open stage, of the stays that ended in the days. Stays are counted by their length
   * first, so that a few thousand numbers are put in order instead of every stay there was.
   */
  stageDays(tx: Tx, { from, to, ownerId }: Within): Promise<StageDays[]> {
    const own = ownerId ? 'and exists (select from pitch p where p.id = s.pitch_id and p.owner_id = $4)' : '';
    return tx.query(
      `with length as (
         select s.stage, s.left_on - s.occurred_on as days, count(*) as stays from pitch_stage s
          where s.left_on between $1 and $2 and s.stage = any ($3::text[]) ${own} group by 1, 2),
       ranked as (
         select stage, days, sum(stays) over (partition by stage order by days) as up_to,
                sum(stays) over (partition by stage) as stays from length)
       select stage, max(stays)::int as stays, min(days) filter (where up_to >= 0.5 * stays) as median,
              min(days) filter (where up_to >= 0.9 * stays) as p90
         from ranked group by stage order by array_position($3::text[], stage)`,
      [from, to, OPEN, ...(ownerId ? [ownerId] : [])],
    );
  }

  /**
   * What the open pitches promise, by stage: a pitch's devices at the value its latest offer names, else at that of the device
   * added last.
   */
  standing(tx: Tx, ownerId: string | null): Promise<Standing[]> {
    return tx.query(
      `select p.stage, count(*)::int as pitches, sum(p.devices_promised)::int as devices,
              coalesce(sum(p.devices_promised * coalesce(
                (select device_fmv_cents from offer o where o.pitch_id = p.id order by number desc limit 1),
                (select fmv_cents from device_sku where fmv_cents is not null order by added_at desc, sku limit 1))), 0)::bigint as cents
         from pitch p where p.closed_on is null and ($1::uuid is null or p.owner_id = $1) group by p.stage`,
      [ownerId],
    );
  }

  /** What each person did in the days, the busiest first. */
  activity(tx: Tx, { from, to, ownerId }: Within): Promise<RepActivity[]> {
    const kinds = ['call', 'email', 'meeting', 'note', 'moves', 'tasks', 'opened', 'won'];
    const columns = kinds.map(
      (kind) => `coalesce(sum(n) filter (where what = '${kind}'), 0)::int as ${kind}`,
    );
    return tx.query(
      `with done as (
         select by_id as person_id, kind as what, count(*) as n from activity
          where occurred_on between $1 and $2 and by_id is not null group by 1, 2
         union all
         select by_id, 'moves', count(*) from pitch_stage
          where occurred_on between $1 and $2 and by_id is not null group by 1
         union all
         select done_by_id, 'tasks', count(*) from task
          where done_at >= $1::date and done_at < $2::date + 1 and done_by_id is not null group by 1
         union all
         select owner_id, 'opened', count(*) from pitch where opened_on between $1 and $2 and owner_id is not null group by 1
         union all
         select owner_id, 'won', count(*) from pitch
          where stage = 'green_lit' and closed_on between $1 and $2 and owner_id is not null group by 1)
       select r.id as "personId", r.name, ${columns.join(', ')}
         from done join person r on r.id = done.person_id where $3::uuid is null or r.id = $3
        group by r.id, r.name order by sum(n) desc, r.name limit 200`,
      [from, to, ownerId],
    );
  }

  /** Calls, mails, meetings and notes by unit of time. */
  activityOverTime(
    tx: Tx,
    { from, to, ownerId }: Within,
    unit: Unit,
  ): Promise<{ period: string; kind: string; count: number }[]> {
    return tx.query(
      `select to_char(date_trunc($4, occurred_on), 'YYYY-MM-DD') as period, kind, count(*)::int as count
         from activity where occurred_on between $1 and $2 and ($3::uuid is null or by_id = $3) group by 1, 2`,
      [from, to, ownerId, unit],
    );
  }

  /** Whose figures can be asked for: everyone who ever owned a pitch the reader sees. */
  owners(tx: Tx): Promise<{ value: string; label: string }[]> {
    return tx.query(
      `select r.id as value, r.name as label from person r
        where exists (select from pitch p where p.owner_id = r.id) order by r.name limit 500`,
    );
  }
}
