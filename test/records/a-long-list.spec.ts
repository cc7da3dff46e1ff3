import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../src/platform/project-root.js';
import { type TestApp, startTestApp } from '../support/app.js';

const COUNT = 230;

describe('a long public list', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-06-01T15:00:00Z' });
    await app.sql(
      `insert into department (id, name, search_name, kind, city, county, state, time_zone, time_zone_source, created_at, updated_at)
       select gen_random_uuid(), 'Bellweather ' || n || ' County Sheriff', 'bellweather ' || n || ' county sheriff', 'sheriff', null,
              'Bellweather', (array['KS', 'TX', 'OH'])[1 + n % 3], 'America/Chicago', 'exact', '2019-01-01', '2019-01-01'
         from generate_series(1, $1::int) n`,
      [COUNT],
    );
    await app.sql(
      `insert into department_slug select 'bellweather-' || row_number() over () || '-county-sheriff-ks', id, true from department`,
    );
    await app.sql(
      `insert into partnership (id, department_id, state, signed_on, ends_on, active_on, announced_on, recorded_at)
       select gen_random_uuid(), d.id, case when n % 2 = 0 then 'announced' else 'active' end, '2019-01-01', '2020-01-01',
              date '2019-01-01' + (n % 40)::int, case when n % 2 = 0 then date '2019-03-01' end, '2019-01-01'
         from (select id, row_number() over (order by search_name) n from department) d`,
    );
  }, 60_000);
  afterAll(() => app.close());

  it('comes in pages of a hundred, longest undisclosed first, each partnership once', async () => {
    const seen: string[] = [];
    const days: number[] = [];
    const sizes: number[] = [];
    for (let cursor = ''; ;) {
      const { data, nextCursor } = (
        await app.anyone().get(`/transparency.json${cursor && `?cursor=${cursor}`}`)
      ).json;
      sizes.push(data.length);
      for (const row of data) {
        seen.push(row.page);
        days.push(row.undisclosedDays);
      }
      if (!nextCursor) break;
      cursor = nextCursor;
    }
    expect(sizes).toEqual([100, 100, 30]);
    expect(new Set(seen).size).toBe(COUNT);
    expect(days).toEqual([...days].sort((a, b) => b - a));
  });

  it('keeps page and sheet under 50 KB, fonts apart', async () => {
    const page = await app.anyone().with({ accept: 'text/html' }).get('/transparency');
    expect(page.text.match(/<tr><th>/g)).toHaveLength(100);
    const address = /href="(\/assets\/public[^"]*\.css)"/.exec(page.text)?.[1] ?? '';
    const sheet = await app.anyone().get(address);
    expect(sheet.status).toBe(200);
    expect(Buffer.byteLength(page.text) + Buffer.byteLength(sheet.text)).toBeLessThan(50 * 1024);
    expect(page.text.includes('rel="next"')).toBe(true);
  });

  it('gives every row as CSV, and keeps formulas text', async () => {
    await app.sql(
      `update department set name = '=HYPERLINK("x")' where id = (select department_id from partnership limit 1)`,
    );
    const { text, headers } = await app.anyone().get('/transparency.csv');
    expect(headers.get('content-type')).toContain('text/csv');
    expect(text.trim().split('\n')).toHaveLength(COUNT + 1);
    expect(text).toContain(`"'=HYPERLINK(""x"")"`);
  });

  it('has a sheet for the pages that asks nobody else for anything', () => {
    const sheet = readFileSync(path.join(projectRoot(), 'src/client/styles/public.css'), 'utf8');
    expect(sheet).not.toMatch(/https?:/);
  });
});
