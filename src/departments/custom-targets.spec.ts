import { customAfter, customChanges, customIsAsSaid, customTargets, withCustom } from './custom-targets.js';
import { type Cells, RowFlag } from './intake.dto.js';

const addedAt = new Date('2019-01-01T00:00:00Z');
const field = (key: string, type: 'text' | 'number' | 'date' | 'choice', choices: string[] = []) => ({
  key,
  label: key.charAt(0).toUpperCase() + key.slice(1),
  type,
  choices,
  retired: false,
  addedAt,
});
const targets = customTargets([
  field('tier', 'choice', ['A', 'B']),
  field('budget', 'number'),
  field('vote', 'date'),
]);
const cells = (of: Record<string, string>): Cells => ({
  text: (name) => of[name] ?? '',
  day: (name) => {
    if (of[name] === 'never') throw new RowFlag('date_unreadable', '“never” is not a day.');
    return of[name] ?? null;
  },
});
const read = (of: Record<string, string>) => {
  const place = { ori: null, name: null, state: null, county: null };
  return withCustom({ place, values: {} }, cells(of), targets).values;
};

describe('custom fields in a list', () => {
  it('are named by key and label, and hold what their type can', () => {
    expect(targets.map(({ key, headers, day }) => [key, headers, day])).toEqual([
      ['custom.tier', ['tier', 'custom.tier'], undefined],
      ['custom.budget', ['budget', 'custom.budget'], undefined],
      ['custom.vote', ['vote', 'custom.vote'], true],
    ]);
    expect(read({ 'custom.tier': 'b', 'custom.budget': '$1,200' })).toEqual({
      custom: { tier: 'B', budget: 1200 },
    });
    expect(read({})).toEqual({});
  });

  it.each([
    [{ 'custom.tier': 'C' }, 'Tier is one of: A, B.'],
    [{ 'custom.budget': 'much' }, 'Budget is a number.'],
    [{ 'custom.vote': 'never' }, 'Vote: “never” is not a day.'],
  ])('flag their row by name: %j', (of, message) => {
    expect(() => read(of)).toThrow(message);
  });

  it('change only what nobody changed, and only while they are in use', () => {
    const said = { tier: 'A', budget: 5, gone: 'x' };
    const changes = (custom: object, imported: object | null) =>
      customChanges(said, { custom: { ...custom }, imported: imported && { custom: imported } }, targets);
    expect(changes({}, null)).toEqual({ 'custom.tier': 'A', 'custom.budget': 5 });
    expect(changes({ tier: 'B', budget: 1 }, null)).toEqual({});
    expect(changes({ tier: 'B', budget: 1 }, { tier: 'B', budget: 2 })).toEqual({ 'custom.tier': 'A' });
  });

  it('go back, and are cleared where there was nothing', () => {
    expect(customAfter({ tier: 'A', budget: 5 }, { tier: null, budget: 1 })).toEqual({ budget: 1 });
    expect(customAfter({ tier: 'A' }, {})).toBeUndefined();
  });

  it('are as said when neither a person nor a later list changed them', () => {
    expect(customIsAsSaid({ tier: 'A' }, { tier: 'A' }, { tier: 'A', retired: 'x' })).toBe(true);
    expect(customIsAsSaid({ tier: 'A', by: 'hand' }, { tier: 'A' }, { tier: 'A' })).toBe(false);
    expect(customIsAsSaid({ tier: 'B' }, { tier: 'B' }, { tier: 'A' })).toBe(false);
  });
});
