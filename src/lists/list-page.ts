import { drawn, isNumeric } from './cells.js';
import type { Choice, ListDefinition, ListFilter } from './list-definition.js';
import { columnOf, type ListState, parametersOf, queryOf, sortedBy, sortOf, sortText } from './list-query.js';
import type { ListPage } from './lists.queries.js';
import type { SavedViewRow } from './saved-views.queries.js';

interface Shown {
  page: ListPage;
  /** The cursor this page begins at. */
  cursor: string | undefined;
  views: SavedViewRow[];
  /** Which view the address names; `all` or nothing is none. */
  view: string;
  /** Whether the reader may change rows of this list in bulk. */
  canChange: boolean;
}

const pathOf = (definition: ListDefinition, query: string): string =>
  query ? `${definition.path}?${query}` : definition.path;

/** Everything the page of a list shows, in the shape of templates/lists/_table.hbs and its neighbours. */
export function listPage(
  definition: ListDefinition,
  state: ListState,
  { page, cursor, views, view, canChange }: Shown,
) {
  const kept = (views.some(({ id }) => id === view) || view === 'all' ? { view } : {}) as Record<
    string,
    string
  >;
  const query = queryOf(definition, state, kept);
  const filters = definition.filters.map((filter) => filterOf(filter, state));
  const columns = state.columns.map((key) => columnOf(definition, key));
  return {
    list: {
      name: definition.name,
      title: definition.title,
      path: definition.path,
      many: definition.noun[1],
      one: definition.noun[0],
    },
    q: state.q,
    searched: definition.searched,
    near: filters.filter(({ near, set }) => near || set),
    far: filters.filter(({ near, set }) => !near && !set),
    filtered: Boolean(state.q) || filters.some(({ set }) => set),
    // What the form of the filters carries along, and what the form of the columns does.
    beside: Object.entries({
      ...(state.sort.length > 0 ? { sort: sortText(state.sort) } : {}),
      ...(state.chosen ? { columns: state.columns.join(',') } : {}),
      ...kept,
    }).map(([name, value]) => ({ name, value })),
    filterPairs: [
      ...(state.q ? [{ name: 'q', value: state.q }] : []),
      ...Object.entries({ ...state.filters, ...kept }).map(([name, value]) => ({ name, value })),
    ],
    heads: heads(definition, state, kept),
    lines: page.rows.map((row) => ({
      id: row.id,
      cells: columns.map((column, i) => ({ ...drawn(column, row.cells[i]), number: isNumeric(column.kind) })),
    })),
    allColumns: definition.columns.map(({ key, label }, i) => ({
      key,
      label,
      on: state.columns.includes(key),
      fixed: i === 0,
    })),
    sorts: sortChoices(definition, state),
    shown: page.rows.length,
    nextHref: page.nextCursor
      ? pathOf(definition, queryOf(definition, state, { ...kept, cursor: page.nextCursor }))
      : null,
    firstHref: cursor ? pathOf(definition, query) : null,
    csvHref: `${definition.path}.csv${queryOf(definition, state) ? `?${queryOf(definition, state)}` : ''}`,
    clearHref: pathOf(
      definition,
      view === 'all' || views.some(({ isDefault }) => isDefault) ? 'view=all' : '',
    ),
    query: queryOf(definition, state),
    canChange,
    ...viewsOf(definition, state, views, view),
  };
}

function heads(definition: ListDefinition, state: ListState, kept: Record<string, string>) {
  const current = sortOf(definition, state);
  const byLikeness = state.q !== '' && state.sort.length === 0;
  return state.columns.map((key) => {
    const { label, kind, sort } = columnOf(definition, key);
    const at = byLikeness ? -1 : current.findIndex((one) => one.key === key);
    // Days and figures are asked for from the top; names from A.
    const next = sortedBy(
      byLikeness ? [] : current,
      key,
      isNumeric(kind) || kind === 'day' || kind === 'instant',
    );
    return {
      label,
      number: isNumeric(kind),
      href: sort ? pathOf(definition, queryOf(definition, { ...state, sort: next }, kept)) : null,
      order: at < 0 ? null : current[at]?.descending ? 'descending' : 'ascending',
      primary: at === 0,
      place: at > 0 ? at + 1 : null,
    };
  });
}

function sortChoices(definition: ListDefinition, state: ListState) {
  const named = definition.columns.filter((column) => column.sort);
  const options: Choice[] = named.flatMap(({ key, label, kind }) =>
    isNumeric(kind) || kind === 'day' || kind === 'instant'
      ? [
          { value: `-${key}`, label: `${label}, ${isNumeric(kind) ? 'most' : 'latest'} first` },
          { value: key, label: `${label}, ${isNumeric(kind) ? 'fewest' : 'earliest'} first` },
        ]
      : [
          { value: key, label: `${label}, A to Z` },
          { value: `-${key}`, label: `${label}, Z to A` },
        ],
  );
  return ['Sort by', 'then by', 'then by'].map((label, i) => {
    const sorting = state.sort[i];
    return { label, place: i + 1, options, value: sorting ? sortText([sorting]) : '' };
  });
}

function filterOf(filter: ListFilter, state: ListState) {
  const names = parametersOf(filter);
  const values = names.map((name) => state.filters[name] ?? '');
  const base = {
    label: filter.label,
    near: filter.near ?? false,
    set: values.some(Boolean),
    is: filter.kind,
  };
  if (filter.kind === 'choice') {
    const value = values[0] ?? '';
    const several = value.includes(',')
      ? [
          {
            value,
            label: value
              .split(',')
              .map((one) => labelOf(filter.choices, one))
              .join(', '),
          },
        ]
      : [];
    return { ...base, name: names[0], value, any: filter.any, options: [...several, ...filter.choices] };
  }
  if (filter.kind === 'text') return { ...base, name: names[0], value: values[0] };
  return { ...base, from: { name: names[0], value: values[0] }, to: { name: names[1], value: values[1] } };
}

function labelOf(choices: Choice[], value: string): string {
  return choices.find((choice) => choice.value === value)?.label ?? value;
}

/** Views as tabs, and what can be done with the one that is open. */
function viewsOf(definition: ListDefinition, state: ListState, views: SavedViewRow[], open: string) {
  const current = views.find(({ id }) => id === open);
  const hrefOf = (view: SavedViewRow) =>
    pathOf(definition, [view.query, `view=${view.id}`].filter(Boolean).join('&'));
  const query = queryOf(definition, state);
  return {
    views: views.map((view) => ({
      id: view.id,
      name: view.name,
      href: hrefOf(view),
      current: view.id === open,
      by: view.mine ? null : view.ownerName,
      shared: view.shared,
    })),
    view: current ? { ...current, href: hrefOf(current), changed: current.query !== query } : null,
    allHref: pathOf(definition, views.length > 0 ? 'view=all' : ''),
    saveHref: `/saved-views/new?subject=${definition.name}${query ? `&query=${encodeURIComponent(query)}` : ''}`,
    savable: !current || current.query !== query,
  };
}
