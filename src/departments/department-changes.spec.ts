import { departmentChanges, type PresentDepartment } from './department-changes.js';
import { readDepartment, assumeZones } from './department-row.js';
import type { Cells } from './intake.dto.js';

const cells = (of: Record<string, string>): Cells => ({ text: (field) => of[field] ?? '', day: () => null });
const row = {
  ori: 'KS9990100',
  name: 'Alder Falls Police Department',
  type: 'City',
  county: 'Linn',
  state: 'KS',
};
const said = (more: Record<string, string> = {}) => readDepartment(cells({ ...row, ...more })).values;
const present = (more: Partial<PresentDepartment> = {}): PresentDepartment => ({
  id: 'd',
  ori: 'KS9990100',
  name: 'Alder Falls Police Department',
  kind: 'municipal_police',
  city: null,
  county: 'Linn',
  state: 'KS',
  time_zone: 'America/Chicago',
  time_zone_source: 'assumed',
  imported: { name: 'Alder Falls Police Department', kind: 'municipal_police', county: 'Linn', state: 'KS' },
  ...more,
});

describe('reading a row of an agency list', () => {
  it('takes the zone from coordinates, else from the neighbours, else from the state', () => {
    const rows = [
      { ...row, latitude: '39.35', longitude: '-101.71', county: 'Sherman' },
      { ...row, county: 'Sherman County' },
      { ...row, county: '' },
      { ...row, latitude: '-9', longitude: '-9' },
    ].map((each) => readDepartment(cells(each)));
    assumeZones(rows);
    expect(rows.map(({ values }) => [values.time_zone, values.time_zone_source])).toEqual([
      ['America/Denver', 'exact'],
      ['America/Denver', 'assumed'],
      ['America/Chicago', 'assumed'],
      ['America/Chicago', 'assumed'],
    ]);
  });

  it.each([
    ['name_missing', { name: '' }],
    ['ori_invalid', { ori: 'KS1' }],
    ['state_invalid', { state: 'XX' }],
    ['state_invalid', { state: '' }],
  ])('flags %s', (code, more) => {
    expect(() => said(more)).toThrow(expect.objectContaining({ code }));
  });

  it('leaves out what cannot be: an address that is none, a count that is not whole', () => {
    expect(said({ website: 'javascript:alert(1)', population: '12.5', officers: '1,204' })).toMatchObject({
      website: null,
      population_served: null,
      sworn_officers: 1204,
    });
    expect(said({ website: 'alder-falls.example' }).website).toBe('https://alder-falls.example');
  });
});

describe('what a list changes of a department', () => {
  it('is nothing when it says what is there', () => {
    expect(departmentChanges(said(), present(), 'ori')).toEqual({});
  });

  it('is a field nobody changed since the last list', () => {
    expect(departmentChanges(said({ name: 'Alder Falls PD' }), present(), 'ori')).toEqual({
      name: 'Alder Falls PD',
      search_name: 'alder falls pd',
    });
    const renamed = present({ name: 'By hand' });
    expect(departmentChanges(said({ name: 'Alder Falls PD' }), renamed, 'ori')).toEqual({});
  });

  it('is only what is empty, of a department entered by hand', () => {
    const byHand = present({ imported: null, ori: null, county: null, name: 'By hand' });
    expect(departmentChanges(said({ city: 'Alder Falls' }), byHand, 'name')).toEqual({
      ori: 'KS9990100',
      county: 'Linn',
      city: 'Alder Falls',
    });
  });

  it('is never the name or the county a row was found by', () => {
    expect(departmentChanges(said({ name: 'Alder Falls PD', county: 'Kent' }), present(), 'name')).toEqual(
      {},
    );
  });

  it('is an exact zone over an assumed one, never the other way', () => {
    const exact = { latitude: '39.35', longitude: '-101.71' };
    const assumed = present({
      imported: { time_zone: 'America/Chicago', time_zone_source: 'assumed' },
      latitude: 39.35,
      longitude: -101.71,
    });
    expect(departmentChanges(said(exact), assumed, 'ori')).toMatchObject({
      time_zone: 'America/Denver',
      time_zone_source: 'exact',
    });
    const confirmed = present({ time_zone: 'America/New_York', time_zone_source: 'exact' });
    expect(departmentChanges(said(exact), confirmed, 'ori')).not.toHaveProperty('time_zone');
  });
});
