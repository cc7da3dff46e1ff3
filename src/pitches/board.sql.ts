import { survivorHas } from '../departments/survivors.queries.js';
import { STAGES, type Stage } from './pitch-life.js';

export interface BoardFilter {
  ownerId?: string;
  /** Of the department. */
  state?: string;
  /** Of the department. */
  kind?: string;
  stage?: Stage;
  /** Only pitches opened on this day or later. */
  openedSince?: string;
  /** Only pitches nothing has happened to for as long as their stage's limit. */
  stale?: boolean;
  limit: number;
  cursor?: string;
}

/** Won pitches leave the board after this many days; they live on as partnerships. */
export const WON_SHOWN_DAYS = 60;

/** Stale pitches of a column are counted up to here: whoever has more has to look at all of them anyway. */
export const STALE_COUNTED_TO = 250;

/** The organisation's own day: what "today" and "30 days ago" mean on a board that many zones share. */
const TODAY = `(select ($1::timestamptz at time zone coalesce(
  (select time_zone from organisation order by version desc limit 1), 'America/New_York'))::date)`;

/**
 * One row per stage: how many, devices promised, the days they entered it added up, how many are stale; the day and the
 * limit this is by. Without cards. Parameters: now, stages, filters. Statements are few (one per set of filters), so
 * that each is planned once per connection.
 */
export function countsSql(filter: BoardFilter): string {
  return `with day as materialized (select ${TODAY} as today), ${heads(filter, 3)} select * from heads order by place`;
}

/**
 * The same with the first cards of the stages that are shown, the longest waiting first, as JSON ready to be sent; with
 * `cursor`, those of one stage from there on. Parameters: now, stages, limit, stages shown, filters, cursor.
 */
export function boardSql(filter: BoardFilter): string {
  const { where, join, limits, next } = conditions(filter, 5);
  const from = filter.cursor ? `and (p.stage_entered_on, p.id) > ($${next}::date, $${next + 1}::uuid)` : '';
  // Said outright, the usual number lets the database see once and for all that few rows are read.
  const limit = filter.limit === 50 ? '51' : '$3 + 1';
  const cards = (which: string): string => `(
    select ${CARD} from pitch p ${join} ${limits}
     where p.stage = h.stage and ${which} ${where} ${from} order by p.stage_entered_on, p.id limit ${limit})`;
  const closed = filter.stage === 'declined' || filter.stage === 'dormant';
  const parts = closed
    ? [cards('p.closed_on is not null')]
    : [
        cards('p.closed_on is null'),
        ...(showsWon(filter) ? [cards(`h.stage = 'green_lit' and ${WON}`)] : []),
      ];
  return `
    with day as materialized (select ${TODAY} as today), ${heads(filter, 5)}
    select h.*, c.cards, c."lastEnteredOn", c."lastId"
      from heads h
      left join lateral (
        select '[' || string_agg(shown.card, ',' order by place) filter (where place <= $3) || ']' as cards,
               (max(c.stage_entered_on) filter (where place = $3 and lot > $3))::text as "lastEnteredOn",
               max(c.id::text) filter (where place = $3 and lot > $3) as "lastId"
          from (select *, row_number() over (order by stage_entered_on, id) as place, count(*) over () as lot
                  from (${parts.join(' union all ')}) each_kind order by stage_entered_on, id limit ${limit}) c
         ${SHOWN}) c on h.stage = any ($4::text[])
     order by h.place`;
}

/** The latest closed of all as JSON, from a cursor on. Parameters: now, stages, limit, filters, cursor. */
export function closedSql(filter: BoardFilter): string {
  const { where, join, next } = conditions({ ...filter, stale: false }, 4);
  const from = filter.cursor ? `and (p.stage_entered_on, p.id) < ($${next}::date, $${next + 1}::uuid)` : '';
  return `
    with day as materialized (select ${TODAY} as today)
    select shown.card::json as card, c.stage_entered_on as "enteredOn"
      from (select found.* from unnest($2::text[]) s (stage) cross join day cross join lateral (
              select ${CARD} from pitch p ${join}
               where p.stage = s.stage and p.closed_on is not null ${where} ${from}
               order by p.stage_entered_on desc, p.id desc limit $3) found
             order by stage_entered_on desc, id desc limit $3) c
      ${SHOWN}
     order by c.stage_entered_on desc, c.id desc`;
}

/** Single cards as JSON, as far as they stand on the board and pass the filter. Parameters: now, stages, ids, filters. */
export function someCardsSql(filter: BoardFilter): string {
  const { where, join, limits } = conditions(filter, 4);
  return `
    with day as materialized (select ${TODAY} as today)
    select shown.card::json as card
      from (select ${CARD} from pitch p cross join day ${join} ${limits}
             where p.id = any ($3::uuid[]) and p.stage = any ($2::text[])
               and (p.closed_on is null or p.stage = 'green_lit' and ${WON}) ${where}) c
      ${SHOWN}`;
}

const CARD = `p.id, p.stage, p.department_id, p.owner_id, p.stage_entered_on, p.last_touched_on, p.closed_on, p.card,
  p.place_card, p.step_card, p.step_due_on`;
const WON = `p.closed_on is not null and p.stage_entered_on >= (select today from day) - ${WON_SHOWN_DAYS}`;

/**
 * What a card shows, as JSON, of pitches `c` found first. It is put together as text, from what was written with the rows: making an
 * object of columns costs twice as much. The pitch itself carries its department and its next step (migration 4700), so a card is
 * one row and nothing has to be looked up for it but two short tables.
 */
const SHOWN = `
  left join stage_limit resting on resting.stage = c.stage
  left join person o on o.id = c.owner_id
  cross join lateral (select (select today from day) as today) day_of
  cross join lateral (select c.card || c.place_card || ',"ownerName":' || coalesce(to_json(o.name)::text, 'null')
    || ',"daysInStage":' || greatest(0, today - c.stage_entered_on) || ',"quietDays":' || greatest(0, today - c.last_touched_on)
    || case when c.closed_on is null and today - c.last_touched_on >= resting.stale_after_days
            then ',"stale":true,"nextTask":' else ',"stale":false,"nextTask":' end
    || coalesce(c.step_card || case when c.step_due_on < today then '"overdue":true}' else '"overdue":false}' end, 'null')
    || '}' as card) shown`;

function heads(filter: BoardFilter, first: number): string {
  const counted = filter.state || filter.kind || filter.openedSince || filter.stale;
  return counted ? countedHeads(filter, first) : talliedHeads(filter, first);
}

/** The stages asked for, said outright: a statement whose size the database knows keeps its plan. */
function stages({ stage }: BoardFilter): string {
  const asked = STAGES.filter((one) => !stage || one === stage);
  return `(values ${asked.map((one, place) => `('${one}'::text, ${place}::bigint)`).join(', ')})`;
}

/**
 * Whether won pitches are among what is asked for. Said in the text of the statement and not by a parameter: else a plan for
 * known parameters looks so much better than one for all that the database plans anew each time.
 */
function showsWon({ stage }: BoardFilter): boolean {
  return stage === undefined || stage === 'green_lit';
}

const NONE_WON = 'select 0 as pitches, 0 as devices, 0::bigint as days';

/** From the counters. */
function talliedHeads(filter: BoardFilter, first: number): string {
  const { ownerId } = filter;
  const owner = ownerId ? `and owner_id = $${first}` : '';
  const won = `
      select count(*)::int as pitches, coalesce(sum(devices_promised), 0)::int as devices,
             coalesce(sum(stage_entered_on - date '2000-01-01'), 0)::bigint as days
        from pitch where stage = 'green_lit' and closed_on is not null
         and stage_entered_on >= (select today from day) - ${WON_SHOWN_DAYS} ${owner}`;
  return `
    tally as materialized (
      select stage, open, sum(pitches)::int as pitches, sum(devices)::int as devices, sum(entered_days)::bigint as days
        from pitch_tally where stage = any ($2) ${owner} group by stage, open),
    won as materialized (${showsWon(filter) ? won : NONE_WON}),
    heads as materialized (
      select s.stage, s.place, day.today, l.stale_after_days as "staleAfterDays",
             coalesce(t.pitches, 0) + case when s.stage = 'green_lit' then won.pitches else 0 end as count,
             coalesce(t.devices, 0) + case when s.stage = 'green_lit' then won.devices else 0 end as devices,
             coalesce(t.days, 0) + case when s.stage = 'green_lit' then won.days else 0 end as "enteredDays",
             (select count(*)::int from (
                select from pitch where stage = s.stage and closed_on is null and last_touched_on <= day.today - l.stale_after_days
                ${owner} limit ${STALE_COUNTED_TO}) forgotten) as stale
        from ${stages(filter)} s (stage, place)
       cross join day cross join won
        left join stage_limit l on l.stage = s.stage
        left join tally t on t.stage = s.stage and t.open = (l.stage is not null))`;
}

/** From the rows themselves, which filters on the department or on days leave few of. */
function countedHeads(filter: BoardFilter, first: number): string {
  const { where, join } = conditions(filter, first);
  return `
    heads as materialized (
      select s.stage, s.place, day.today, l.stale_after_days as "staleAfterDays", coalesce(c.count, 0) as count,
             coalesce(c.devices, 0) as devices, coalesce(c.days, 0) as "enteredDays", coalesce(c.stale, 0) as stale
        from ${stages(filter)} s (stage, place)
       cross join day
        left join stage_limit l on l.stage = s.stage
        left join (
          select p.stage, count(*)::int as count, sum(p.devices_promised)::int as devices,
                 sum(p.stage_entered_on - date '2000-01-01')::bigint as days,
                 count(*) filter (where p.closed_on is null and p.last_touched_on <= (select today from day) - l.stale_after_days)::int as stale
            from pitch p left join stage_limit l on l.stage = p.stage ${join}
           where p.stage = any ($2) and (p.closed_on is null or l.stage is null or ${WON}) ${where}
           group by p.stage) c on c.stage = s.stage)`;
}

/** The values of a filter, in the order in which its conditions take them. */
export function filterValues({ ownerId, state, kind, openedSince }: BoardFilter): string[] {
  return [ownerId, state, kind, openedSince].filter((value) => value !== undefined);
}

/** Conditions of a filter with parameters from `first` on. */
function conditions(
  filter: BoardFilter,
  first: number,
): { join: string; limits: string; where: string; next: number } {
  let next = first;
  const where: string[] = [];
  if (filter.ownerId) where.push(`p.owner_id = $${next++}`);
  if (filter.state) where.push(survivorHas('state', `$${next++}`));
  if (filter.kind) where.push(survivorHas('kind', `$${next++}`));
  if (filter.openedSince) where.push(`p.opened_on >= $${next++}`);
  const today = first === 4 ? '$3::date' : 'day.today';
  if (filter.stale) where.push(`p.closed_on is null and p.last_touched_on <= ${today} - l.stale_after_days`);
  return {
    join: filter.state || filter.kind ? 'join department entry on entry.id = p.department_id' : '',
    limits: filter.stale ? 'join stage_limit l on l.stage = p.stage' : '',
    where: where.map((condition) => `and ${condition}`).join(' '),
    next,
  };
}
