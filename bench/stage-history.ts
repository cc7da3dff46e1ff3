import pg from 'pg';
import { SYSTEM } from '../src/platform/actor.js';
import { UnitOfWork } from '../src/platform/database/unit-of-work.js';
import { PipelineReportQueries } from '../src/reports/pipeline-report.queries.js';
import { withApp } from './lib/bench-app.js';
import { fillBoard } from './lib/board-data.js';
import { inTurn, ms } from './lib/measure.js';

/**
 * Median and p90 days per stage over 18,000 pitches with some 90,000 stays, beside the question one would ask of a bare log of
 * entries (the next entry ends the stay before it, then percentiles of all stays), and beside merely counting the rows.
 * Promise: within 50 ms, and not slower than the log.
 */
const SIZE = { departments: 23_242, pitches: 18_000 };
const FROM = '2015-01-01';

const LOG = `
  select stage, count(*)::int as stays, percentile_disc(0.5) within group (order by days) as median,
         percentile_disc(0.9) within group (order by days) as p90
    from (select stage, lead(occurred_on) over (partition by pitch_id order by entered_at, id) - occurred_on as days
            from pitch_stage) stay
   where days is not null and stage in ('prospect', 'contacted', 'pitched', 'in_discussion', 'legal_review') group by stage`;

await withApp(async (app, ownerUrl) => {
  const sql = new pg.Client({ connectionString: ownerUrl });
  await sql.connect();
  await fillBoard(sql, SIZE);
  await sql.query(
    `insert into pitch_stage (id, pitch_id, department_id, stage, entered_at, left_at, occurred_on, left_on, by_name)
     select gen_random_uuid(), p.id, p.department_id, made.stage, day, day + days, day, day + days, 'Rep'
       from pitch p cross join lateral (
         select s.stage, p.opened_on - 400 + (n::int * 60) as day, (abs(hashtext(p.id::text || s.stage)) % 60) as days
           from unnest(array['contacted', 'pitched', 'in_discussion']) with ordinality s (stage, n)) made`,
  );
  await sql.query('vacuum analyze');
  const work = app.get(UnitOfWork, { strict: false });
  const reports = app.get(PipelineReportQueries, { strict: false });
  const within = { from: FROM, to: '2100-01-01', ownerId: null };
  const [ours, log, count] = await inTurn(
    [
      () => work.read(SYSTEM, (tx) => reports.stageDays(tx, within)),
      () => sql.query(LOG),
      () => sql.query('select count(*) from pitch_stage'),
    ],
    { warmUp: 10, counted: 60 },
  );
  const stays = await sql.query<{ n: number }>('select count(*)::int as n from pitch_stage');
  await sql.end();
  if (!ours || !log || !count) throw new Error('Nothing was measured.');
  process.stdout.write(
    [
      `median and p90 of ${stays.rows[0]?.n.toLocaleString('en-US')} stays of ${SIZE.pitches.toLocaleString('en-US')} pitches, as the report asks`,
      `  report        p50 ${ms(ours.p50)}  p95 ${ms(ours.p95)}`,
      `  log of entries p50 ${ms(log.p50)}  p95 ${ms(log.p95)}`,
      `  bare count    p50 ${ms(count.p50)}  p95 ${ms(count.p95)}`,
      `ratio log : report at p50 = ${(log.p50 / ours.p50).toFixed(1)}; report : bare count = ${(ours.p50 / count.p50).toFixed(1)}`,
      '',
    ].join('\n'),
  );
});
