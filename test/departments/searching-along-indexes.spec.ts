import { candidates } from '../../src/departments/department-search.sql.js';
import { readSearch } from '../../src/departments/search-terms.js';
import { startTestApp, type TestApp } from '../support/app.js';

/** Each form a question takes, as the search box asks it: with one plan for all values. */
describe('the search of departments', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
    // A condition that no index can answer would still be read from the table, at any price.
    await app.sql(
      `create function plan_of(statement text, types text, args text) returns setof text language plpgsql as $f$
       declare line text; begin
         perform set_config('role', 'liaison_app', true), set_config('plan_cache_mode', 'force_generic_plan', true),
                 set_config('enable_seqscan', 'off', true);
         execute format('prepare asked (%s) as %s', types, statement);
         for line in execute format('explain execute asked (%s)', args) loop return next line; end loop;
         deallocate asked;
         perform set_config('role', 'none', true);
       end $f$`,
    );
  });
  afterAll(() => app.close());

  it.each(['springf', 'springfield police', 'pittsburg ks', 'lake', 'ks019', 'clark county ohio'])(
    'reads departments for %j from indexes alone',
    async (typed) => {
      const { sql, params } = candidates(readSearch(typed), { cut: 48 });
      const types = params.map((value) => (Array.isArray(value) ? 'text[]' : 'text')).join(', ');
      const quoted = (value: unknown) => `'${String(value).replaceAll("'", "''")}'`;
      const args = params.map((value) =>
        Array.isArray(value) ? `array[${value.map(quoted).join(',')}]` : quoted(value),
      );
      const plan = (
        await app.sql<{ line: string }>(`select plan_of as line from plan_of($1, $2, $3)`, [
          `${sql} select id from narrowed`,
          types,
          args.join(', '),
        ])
      ).map(({ line }) => line.trim());
      expect(plan.filter((line) => /Seq Scan on (department|search_word)\b/.test(line))).toEqual([]);
      expect(plan.join('\n')).toContain('department_words_ix');
    },
  );
});
