import type { Stage } from './pitch-life.js';

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
export const STALE_COUNTED_TO = 1_000;

/** The organisation's own day: what "today" and "30 days ago" mean on a board that many zones share. */
const TODAY = `(select ($1::timestamptz at time zone coalesce(
  (select time_zone from organisation order by version desc limit 1), 'America/New_York'))::date)`;

/**
 * Per stage: how many, devices promised, the days they entered it added up, how many are stale; and the day and the limit
 * all this is by. Statements are few (one per set of filters), so that each is planned once per connection.
 */
export function countsSql(filter: BoardFilter): string {
  const byDepartment = filter.state || filter.kind || filter.openedSince || filter.stale;
  return byDepartment ? countedSql(filter) : talliedSql(filter);
}

/** From the counters; parameters: now, stages, owner. */
function talliedSql({ ownerId }: BoardFilter): string {
  const owner = ownerId ? 'and owner_id = $3' : '';
  return `
    with day as materialized (select ${TODAY} as today),
    tally as materialized (
      select stage, open, sum(pitches)::int as pitches, sum(devices)::int as devices, sum(entered_days)::bigint as days
        from pitch_tally where stage = any ($2) ${owner} group by stage, open),
    won as materialized (
      select count(*)::int as pitches, coalesce(sum(devices_promised), 0)::int as devices,
             coalesce(sum(stage_entered_on - date '2000-01-01'), 0)::bigint as days
        from pitch where 'green_lit' = any ($2) and stage = 'green_lit' and closed_on is not null
         and stage_entered_on >= (select today from day) - ${WON_SHOWN_DAYS} ${owner})
    select s.stage, day.today, l.stale_after_days as "staleAfterDays",
           coalesce(t.pitches, 0) + case when s.stage = 'green_lit' then won.pitches else 0 end as count,
           coalesce(t.devices, 0) + case when s.stage = 'green_lit' then won.devices else 0 end as devices,
           coalesce(t.days, 0) + case when s.stage = 'green_lit' then won.days else 0 end as "enteredDays",
           (select count(*)::int from (
              select from pitch where stage = s.stage and closed_on is null and last_touched_on <= day.today - l.stale_after_days
              ${owner} limit ${STALE_COUNTED_TO}) forgotten) as stale
      from unnest($2::text[]) with ordinality s (stage, place)
     cross join day cross join won
      left join stage_limit l on l.stage = s.stage
      left join tally t on t.stage = s.stage and t.open = (l.stage is not null)
     order by s.place`;
}

/** From the rows themselves, which filters on the department or on days leave few of; parameters: now, stages, filters. */
function countedSql(filter: BoardFilter): string {
  const { where, join } = conditions(filter, 3);
  return `
    with day as materialized (select ${TODAY} as today)
    select s.stage, day.today, l.stale_after_days as "staleAfterDays", coalesce(c.count, 0) as count,
           coalesce(c.devices, 0) as devices, coalesce(c.days, 0) as "enteredDays", coalesce(c.stale, 0) as stale
      from unnest($2::text[]) with ordinality s (stage, place)
     cross join day
      left join stage_limit l on l.stage = s.stage
      left join (
        select p.stage, count(*)::int as count, sum(p.devices_promised)::int as devices,
               sum(p.stage_entered_on - date '2000-01-01')::bigint as days,
               count(*) filter (where p.closed_on is null and p.last_touched_on <= day.today - l.stale_after_days)::int as stale
          from pitch p cross join day left join stage_limit l on l.stage = p.stage ${join}
         where p.stage = any ($2)
           and (p.closed_on is null or l.stage is null or p.stage_entered_on >= day.today - ${WON_SHOWN_DAYS}) ${where}
         group by p.stage) c on c.stage = s.stage
     order by s.place`;
}

const CARD = `p.id, p.stage, p.department_id, p.owner_id, p.opened_on, p.stage_entered_on, p.last_touched_on, p.closed_on,
  p.devices_promised`;

/** What a card shows, of pitches found first: only these are joined with anything. Parameter 3 is the day. */
const shown = (found: string, order: string): string => `
  select c.id, c.stage, c.department_id as "departmentId", d.name as "departmentName", d.kind as "departmentKind",
         d.city, d.county, d.state, c.owner_id as "ownerId", o.name as "ownerName", c.opened_on as "openedOn",
         greatest(0, $3::date - c.stage_entered_on) as "daysInStage",
         greatest(0, $3::date - c.last_touched_on) as "quietDays",
         coalesce(c.closed_on is null and $3::date - c.last_touched_on >= limits.stale_after_days, false) as stale,
         c.devices_promised as "devicesPromised", c.stage_entered_on as "stageEnteredOn",
         t.id as "taskId", t.title as "taskTitle", t.due_on as "taskDueOn"
    from ${found}
    join department d on d.id = c.department_id
    left join stage_limit limits on limits.stage = c.stage
    left join person o on o.id = c.owner_id
    left join lateral (
      select id, title, due_on from task where pitch_id = c.id and done_at is null order by due_on, id limit 1) t on true
   order by ${order}`;

const WON = `p.closed_on is not null and p.stage_entered_on >= $3::date - ${WON_SHOWN_DAYS}`;

/**
 * The first cards of each stage, the longest waiting first; with `cursor`, of one stage from there on. Parameters:
 * stages, limit, day, filters, cursor.
 */
export function cardsSql(filter: BoardFilter): string {
  const { where, join, limits, next } = conditions(filter, 4);
  const from = filter.cursor ? `and (p.stage_entered_on, p.id) > ($${next}::date, $${next + 1}::uuid)` : '';
  const cards = (which: string): string => `(
    select ${CARD} from pitch p ${join} ${limits}
     where p.stage = s.stage and ${which} ${where} ${from} order by p.stage_entered_on, p.id limit $2)`;
  const closed = filter.stage === 'declined' || filter.stage === 'dormant';
  const parts = closed
    ? [cards('p.closed_on is not null')]
    : [cards('p.closed_on is null'), cards(`s.stage = 'green_lit' and ${WON}`)];
  return shown(
    `unnest($1::text[]) with ordinality s (stage, place) cross join lateral (
       select * from (${parts.join(' union all ')}) found order by stage_entered_on, id limit $2) c`,
    's.place, c.stage_entered_on, c.id',
  );
}

/** The latest closed of all, from a cursor on. Parameters: stages, limit, day, filters, cursor. */
export function closedSql(filter: BoardFilter): string {
  const { where, join, next } = conditions({ ...filter, stale: false }, 4);
  const from = filter.cursor ? `and (p.stage_entered_on, p.id) < ($${next}::date, $${next + 1}::uuid)` : '';
  return shown(
    `(select found.* from unnest($1::text[]) s (stage) cross join lateral (
        select ${CARD} from pitch p ${join}
         where p.stage = s.stage and p.closed_on is not null ${where} ${from}
         order by p.stage_entered_on desc, p.id desc limit $2) found
       order by stage_entered_on desc, id desc limit $2) c`,
    'c.stage_entered_on desc, c.id desc',
  );
}

/** Single cards, as far as they stand on the board and pass the filter. Parameters: ids, stages, day, filters. */
export function someCardsSql(filter: BoardFilter): string {
  const { where, join, limits } = conditions(filter, 4);
  return shown(
    `(select ${CARD} from pitch p ${join} ${limits}
       where p.id = any ($1::uuid[]) and p.stage = any ($2::text[])
         and (p.closed_on is null or p.stage = 'green_lit' and ${WON}) ${where}) c`,
    'c.id',
  );
}

/** The values of a filter, in the order in which its conditions take them. */
export function filterValues({ ownerId, state, kind, openedSince }: BoardFilter): string[] {
  return [ownerId, state, kind, openedSince].filter((value) => value !== undefined);
}

/** Conditions of a filter with parameters from `first` on. Where cards are asked for parameter 3 is the day; counts know it as `day`. */
function conditions(
  filter: BoardFilter,
  first: number,
): { join: string; limits: string; where: string; next: number } {
  let next = first;
  const where: string[] = [];
  if (filter.ownerId) where.push(`p.owner_id = $${next++}`);
  if (filter.state) where.push(`d.state = $${next++}`);
  if (filter.kind) where.push(`d.kind = $${next++}`);
  if (filter.openedSince) where.push(`p.opened_on >= $${next++}`);
  const today = first === 4 ? '$3::date' : 'day.today';
  if (filter.stale) where.push(`p.closed_on is null and p.last_touched_on <= ${today} - l.stale_after_days`);
  return {
    join: filter.state || filter.kind ? 'join department d on d.id = p.department_id' : '',
    limits: filter.stale ? 'join stage_limit l on l.stage = p.stage' : '',
    where: where.map((condition) => `and ${condition}`).join(' '),
    next,
  };
}
