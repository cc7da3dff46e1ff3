import fc from 'fast-check';
import { applyCustom, changedFields, type CustomField, isCustomKey, keyOfLabel } from './custom-fields.js';

const field = (type: CustomField['type'], key: string, more: Partial<CustomField> = {}): CustomField => ({
  key,
  label: key.toUpperCase(),
  type,
  choices: [],
  retired: false,
  ...more,
});
const FIELDS = [
  field('text', 'note'),
  field('number', 'budget'),
  field('date', 'votes_on'),
  field('choice', 'tier', { choices: ['A', 'B'] }),
  field('url', 'agenda'),
  field('text', 'old', { retired: true }),
];

const faults = (change: Record<string, unknown>, current = {}, asText = false): string[] => {
  try {
    applyCustom(FIELDS, current, change, { asText });
    return [];
  } catch (error) {
    return (error as { errors: { field: string; message: string }[] }).errors.map(
      (fault) => `${fault.field} ${fault.message}`,
    );
  }
};

describe('custom fields', () => {
  it('keep what is right, in its own form', () => {
    expect(
      applyCustom(
        FIELDS,
        {},
        {
          note: '  Likes mornings ',
          budget: 12.5,
          votes_on: '2019-03-01',
          tier: 'A',
          agenda: 'https://city.example',
        },
      ),
    ).toEqual({
      note: 'Likes mornings',
      budget: 12.5,
      votes_on: '2019-03-01',
      tier: 'A',
      agenda: 'https://city.example/',
    });
  });

  it('leave what is not named, clear what is empty', () => {
    expect(applyCustom(FIELDS, { note: 'x', budget: 1 }, { note: null })).toEqual({ budget: 1 });
    expect(applyCustom(FIELDS, { note: 'x' }, { note: '   ' })).toEqual({});
  });

  it('read text as forms and files write it, and JSON strictly', () => {
    expect(applyCustom(FIELDS, {}, { budget: '$1,250,000.5', tier: 'b' }, { asText: true })).toEqual({
      budget: 1250000.5,
      tier: 'B',
    });
    expect(faults({ budget: '20' })).toEqual(['custom.budget is a number']);
    expect(faults({ tier: 'b' })).toEqual(['custom.tier is one of: A, B']);
    for (const wrong of ['1e5', '12 000', 'NaN', '1,2', '--1', '0x10'])
      expect(faults({ budget: wrong }, {}, true)).toHaveLength(1);
  });

  it('say everything that is wrong at once', () => {
    expect(
      faults({ votes_on: '2019-02-30', agenda: 'javascript:alert(1)', nobody: 1, note: 7, budget: Infinity }),
    ).toEqual([
      'custom.votes_on is a day written YYYY-MM-DD',
      'custom.agenda is an address that begins with https:// or http://',
      'custom.nobody is no field here; add it under Settings first',
      'custom.note must be a text',
      'custom.budget is a number',
    ]);
  });

  it('let a retired field keep or lose its value, and take no new one', () => {
    expect(applyCustom(FIELDS, { old: 'x' }, { old: 'x' })).toEqual({ old: 'x' });
    expect(applyCustom(FIELDS, { old: 'x' }, { old: null })).toEqual({});
    expect(faults({ old: 'y' }, { old: 'x' })).toEqual(['custom.old is retired and takes no new values']);
  });

  it('never take a value the fields do not allow, and taking it again changes nothing', () => {
    const anything = fc.dictionary(
      fc.constantFrom('note', 'budget', 'votes_on', 'tier', 'agenda', 'old', '__proto__', 'constructor'),
      fc.oneof(fc.string(), fc.double(), fc.constant(null), fc.webUrl(), fc.boolean(), fc.constant({})),
    );
    fc.assert(
      fc.property(anything, (change) => {
        let after;
        try {
          after = applyCustom(FIELDS, {}, change);
        } catch {
          return;
        }
        expect(applyCustom(FIELDS, after, after)).toEqual(after);
        expect(Object.keys(after).every((key) => FIELDS.some((one) => one.key === key))).toBe(true);
        expect(JSON.parse(JSON.stringify(after))).toEqual(after);
      }),
    );
  });

  it('know which changed', () => {
    expect(
      changedFields(FIELDS, { note: 'a', budget: 1 }, { note: 'a', tier: 'A' }).map(({ key }) => key),
    ).toEqual(['budget', 'tier']);
  });

  it('make keys of labels', () => {
    expect(keyOfLabel('Chief’s term ends')).toBe('chief_s_term_ends');
    expect(keyOfLabel('2nd tier (Größe)')).toBe('nd_tier_gro_e');
    expect(keyOfLabel('???')).toBe('');
    expect(isCustomKey('chief_s_term_ends')).toBe(true);
    expect(isCustomKey('Chief')).toBe(false);
  });
});
