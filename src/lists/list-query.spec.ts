import fc from 'fast-check';
import { type ListDefinition, numberKey, textKey } from './list-definition.js';
import { queryOf, readList, readListStrictly, sortedBy } from './list-query.js';
import { pageQuestion } from './list-sql.js';

const towns: ListDefinition = {
  name: 'departments',
  title: 'Towns',
  path: '/towns',
  noun: ['town', 'towns'],
  from: 'town t',
  alias: 't',
  departmentId: 't.id',
  where: 'true',
  joins: { mayor: { sql: 'left join mayor m on m.town_id = t.id' } },
  columns: [
    { key: 'name', label: 'Name', sql: 't.name', kind: 'text', sort: textKey('t.name'), shown: true },
    { key: 'people', label: 'People', sql: 't.people', kind: 'number', sort: numberKey('t.people') },
    { key: 'mayor', label: 'Mayor', sql: 'm.name', kind: 'text', joins: ['mayor'], shown: true },
  ],
  filters: [
    {
      key: 'state',
      label: 'State',
      kind: 'choice',
      any: 'all',
      choices: ['KS', 'MO'].map((value) => ({ value, label: value })),
      where: (values, bind) => `t.state = any (${bind(values)})`,
    },
    { key: 'people', label: 'People', kind: 'numbers', where: ({ min }, bind) => `t.people >= ${bind(min)}` },
    { key: 'met', label: 'Met', kind: 'days', where: ({ from }, bind) => `t.met >= ${bind(from)}` },
  ],
  sort: 'name',
  searched: true,
};

describe('the address of a list', () => {
  it('says what is shown, in one spelling', () => {
    const { state, faults } = readList(towns, {
      q: ' x ',
      state: ['KS', 'MO', 'KS'],
      'people.min': '1000',
      sort: '-people,name,-people',
      columns: 'people',
      cursor: 'abc',
      view: '1',
    });
    expect(faults).toEqual([]);
    expect(queryOf(towns, state)).toBe(
      'q=x&state=KS,MO&people.min=1000&sort=-people,name&columns=name,people',
    );
    expect(queryOf(towns, readList(towns, { state: '', q: '' }).state)).toBe('');
    expect(readList(towns, { state: ' , ' })).toEqual(readList(towns, {}));
  });

  it('passes over what it does not know, and refuses it for programs', () => {
    const query = {
      state: 'XX',
      sort: 'mayor',
      columns: 'name,nothing',
      other: '1',
      'met.from': '2019-02-30',
    };
    expect(readList(towns, query).faults.sort()).toEqual(['columns', 'met.from', 'other', 'sort', 'state']);
    expect(queryOf(towns, readList(towns, query).state)).toBe('columns=name');
    expect(() => readListStrictly(towns, query)).toThrow('no such column');
  });

  it('is read again as it was written, whatever was asked', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('KS', 'MO', '-people', 'name', '2019-01-01', '12', 'mayor,people'),
    );
    const queries = fc.dictionary(
      fc.constantFrom('q', 'state', 'people.min', 'people.max', 'met.from', 'met.to', 'sort', 'columns', 'x'),
      text,
    );
    fc.assert(
      fc.property(queries, (query) => {
        const { state } = readList(towns, query);
        const again = readList(towns, Object.fromEntries(new URLSearchParams(queryOf(towns, state))));
        expect(again).toEqual({ state, faults: [] });
      }),
      { numRuns: 2_000 },
    );
  });

  it('turns an order round at the second click and keeps the one before as the next key', () => {
    const once = sortedBy([{ key: 'name', descending: false }], 'people', true);
    expect(once).toEqual([
      { key: 'people', descending: true },
      { key: 'name', descending: false },
    ]);
    expect(sortedBy(once, 'people', true)[0]).toEqual({ key: 'people', descending: false });
  });
});

describe('the question a list asks', () => {
  const ask = (query: Record<string, string>, after: string[] | null = null) =>
    pageQuestion(towns, readList(towns, query).state, { limit: 51, after, found: null });

  it('joins for the page only what is filtered or ordered by', () => {
    const { sql } = ask({ sort: 'name' });
    expect(sql.split('join mayor')).toHaveLength(2);
    expect(sql.indexOf('join mayor')).toBeGreaterThan(sql.indexOf(') page'));
  });

  it('compares keys of one direction as a row, mixed ones step by step', () => {
    expect(ask({ sort: '-people,-name' }, ['5', 'a', 'id']).sql).toContain(
      `(coalesce(t.people, -1), coalesce(lower(t.name), ''), t.id) < (`,
    );
    const mixed = ask({ sort: '-people,name' }, ['5', 'a', 'id']).sql.replace(/\s+/g, ' ');
    expect(mixed).toContain(
      `coalesce(t.people, -1) <= $1::integer and (coalesce(t.people, -1) < $1::integer or (coalesce(t.people, -1) = $1::integer and`,
    );
  });

  it('never puts what was typed into its text', () => {
    const typed = `x'; drop table town; --`;
    for (const name of ['q', 'state', 'sort', 'columns', 'met.from', 'people.min'])
      expect(ask({ [name]: typed }).sql).not.toContain('drop table');
  });
});
