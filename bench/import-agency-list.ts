import pg from 'pg';
import { ImportsService } from '../src/imports/imports.service.js';
import { SYSTEM } from '../src/platform/actor.js';
import { median, timed, withApp } from './lib/bench-app.js';
import { copyIn, copyOut } from './lib/copy.js';

/**
 * Importing an agency list of the country's size: dry run, application and undoing, beside a bare COPY of the very rows it made into
 * copies of the same indexed tables, in the same run; then a list of 250,000 rows, to see that the time grows with the rows.
 * Promises: dry run within 2 s, application and undoing within 3 s each, 15 times the 478 rows/s Directus was measured to import,
 * a tenth of the COPY, and the same rows a second at 250,000.
 */
const SMALL = 23_242;
const LARGE = 250_000;
const DIRECTUS_ROWS_PER_SECOND = 478;
const STATES = ['KS', 'OH', 'TX', 'CA', 'PA', 'NY', 'FL', 'IL'];
const KINDS = ['City', 'County', 'University or College', 'Tribal', 'Other'];

function list(rows: number): Buffer {
  const lines = ['ori,state,agency_name,agency_type_name,primary_county,icpsr_lat,icpsr_lng'];
  for (let i = 0; i < rows; i++) {
    const state = STATES[i % STATES.length];
    lines.push(
      `${state}${String(i).padStart(7, '0')},${state},Invented ${i} Police Department,${KINDS[i % KINDS.length]},County ${i % 90},${30 + (i % 150) / 10},${-75 - (i % 400) / 10}`,
    );
  }
  return Buffer.from(lines.join('\n'));
}

interface Times {
  check: number;
  apply: number;
  again: number;
  undo: number;
}

await withApp(async (app, ownerUrl) => {
  const imports = app.get(ImportsService, { strict: false });
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const count = async (): Promise<number> =>
    (await client.query<{ n: number }>('select count(*)::int as n from department')).rows[0]?.n ?? 0;

  const run = async (rows: number, between: () => Promise<void>): Promise<Times> => {
    const content = list(rows);
    const file = { source: 'bench', fileName: 'bench.csv', content };
    let id = '';
    const check = await timed(async () => {
      id = await imports.preview(SYSTEM, file);
    });
    const apply = await timed(async () => {
      await imports.requestApplication(SYSTEM, id);
      await imports.workOn(id);
    });
    if ((await count()) !== rows) throw new Error(`${await count()} departments were made, not ${rows}.`);
    await between();
    const again = await timed(() => imports.preview(SYSTEM, file));
    const undo = await timed(async () => {
      await imports.requestReversal(SYSTEM, id);
      await imports.workOn(id);
    });
    if ((await count()) !== 0) throw new Error(`${await count()} departments are left after undoing.`);
    return { check, apply, again, undo };
  };

  const bare: number[] = [];
  const copied = async (): Promise<void> => {
    const departments = await copyOut(client, 'department');
    const slugs = await copyOut(client, 'department_slug');
    await client.query('create table reference (like department including all)');
    await client.query('create table reference_slug (like department_slug including all)');
    for (let round = 0; round < 3; round++) {
      await client.query('truncate reference, reference_slug');
      bare.push(
        await timed(async () => {
          await copyIn(client, 'reference', departments);
          await copyIn(client, 'reference_slug', slugs);
        }),
      );
    }
    await client.query('drop table reference, reference_slug');
  };

  const rate = (rows: number, ms: number) => Math.round((rows / ms) * 1_000);
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const show = (rows: number, { check, apply, again, undo }: Times) =>
    say(
      `${rows} rows: dry run ${Math.round(check)} ms, application ${Math.round(apply)} ms, dry run of the same again ${Math.round(again)} ms, undoing ${Math.round(undo)} ms; ${rate(rows, check + apply)} rows/s in and checked`,
    );

  const small = await run(SMALL, copied);
  const reference = median(bare);
  const whole = small.check + small.apply;
  show(SMALL, small);
  say(`bare COPY of the same rows into the same indexed tables, median of 3: ${Math.round(reference)} ms`);
  say(
    `ratio rows/s import : bare COPY = ${(reference / whole).toFixed(2)} (application alone ${(reference / small.apply).toFixed(2)}; promised 0.10)`,
  );
  say(
    `ratio rows/s application : Directus (${DIRECTUS_ROWS_PER_SECOND} rows/s, measured once, without a dry run) = ` +
      `${(rate(SMALL, small.apply) / DIRECTUS_ROWS_PER_SECOND).toFixed(1)} (promised 15; with our dry run in it ${(rate(SMALL, whole) / DIRECTUS_ROWS_PER_SECOND).toFixed(1)})`,
  );

  await client.query('vacuum analyze department, department_slug, data_import_row');
  const large = await run(LARGE, async () => undefined);
  await client.end();
  const ratio = (part: keyof Times) => (large[part] / small[part] / (LARGE / SMALL)).toFixed(2);
  show(LARGE, large);
  say(
    `time a row at ${LARGE} : at ${SMALL}: dry run ${ratio('check')}, application ${ratio('apply')}, undoing ${ratio('undo')}`,
  );
});
