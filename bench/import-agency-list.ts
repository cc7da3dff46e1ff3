import pg from 'pg';
import { ImportsService } from '../src/imports/imports.service.js';
import { SYSTEM } from '../src/platform/actor.js';
import { median, timed, withApp } from './lib/bench-app.js';

/**
 * Importing an agency list of the country's size, dry run and application together, beside bare unnest inserts of the
 * rows it made into a copy of the same indexed table, in the same run. Promise: 23,242 departments within 5 seconds.
 */
const ROWS = 23_242;
const STATES = ['KS', 'OH', 'TX', 'CA', 'PA', 'NY', 'FL', 'IL'];
const KINDS = ['City', 'County', 'University or College', 'Tribal', 'Other'];
const BATCH = 2_000;

function list(): string {
  const lines = ['ori,state,agency_name,agency_type_name,primary_county,icpsr_lat,icpsr_lng'];
  for (let i = 0; i < ROWS; i++) {
    const state = STATES[i % STATES.length];
    lines.push(
      `${state}${String(i).padStart(7, '0')},${state},Invented ${i} Police Department,${KINDS[i % KINDS.length]},County ${i % 90},${30 + (i % 150) / 10},${-75 - (i % 400) / 10}`,
    );
  }
  return lines.join('\n');
}

await withApp(async (app, ownerUrl) => {
  const imports = app.get(ImportsService, { strict: false });
  const csv = list();
  const run = async (): Promise<void> => {
    const id = await imports.preview(SYSTEM, {
      source: 'bench',
      fileName: 'bench.csv',
      content: Buffer.from(csv),
    });
    await imports.requestApplication(SYSTEM, id);
    await imports.workOn(id, () => undefined);
  };
  const first = await timed(run);
  const again = await timed(run);

  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const { rows: made } = await client.query<{ n: number }>('select count(*)::int as n from department');
  if (made[0]?.n !== ROWS) throw new Error(`${made[0]?.n} departments were made, not ${ROWS}.`);
  await client.query('create table reference (like department including all)');
  const { rows: ids } = await client.query<{ id: string }>('select id from department');
  const bare: number[] = [];
  for (let round = 0; round < 5; round++) {
    await client.query('truncate reference');
    bare.push(
      await timed(async () => {
        for (let at = 0; at < ids.length; at += BATCH) {
          await client.query(
            'insert into reference select d.* from unnest($1::uuid[]) u (id) join department d using (id)',
            [ids.slice(at, at + BATCH).map(({ id }) => id)],
          );
        }
      }),
    );
  }
  await client.end();
  const reference = median(bare);
  process.stdout.write(
    [
      `import of ${ROWS} rows, dry run and application: ${Math.round(first)} ms (${Math.round((ROWS / first) * 1_000)} rows/s)`,
      `the same list again, nothing to change: ${Math.round(again)} ms`,
      `bare inserts into the same indexed table, batches of ${BATCH}, median of 5: ${Math.round(reference)} ms`,
      `ratio import : bare = ${(first / reference).toFixed(2)}`,
      '',
    ].join('\n'),
  );
});
