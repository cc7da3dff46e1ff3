import { apState, dateline } from './dateline.js';

describe('the dateline of a release', () => {
  it.each([
    ['Pittsburg', 'KS', 'PITTSBURG, Kan.'],
    ['Pittsburg', 'CA', 'PITTSBURG, Calif.'],
    ['Pittsburgh', 'PA', 'PITTSBURGH'],
    ['Chicago', 'IL', 'CHICAGO'],
    ['Dallas', 'OR', 'DALLAS, Ore.'],
    ['Houston', 'tx', 'HOUSTON'],
    ['Coeur d’Alene', 'ID', 'COEUR D’ALENE, Idaho'],
    ['  Las   Vegas ', 'NM', 'LAS VEGAS, N.M.'],
    ['Washington', 'DC', 'WASHINGTON'],
    ['Española', 'NM', 'ESPAÑOLA, N.M.'],
  ])('%s %s → %s', (city, state, line) => {
    expect(dateline(city, state)).toBe(line);
  });

  it('writes eight states in full', () => {
    expect(['AK', 'HI', 'ID', 'IA', 'ME', 'OH', 'TX', 'UT'].map(apState)).toEqual([
      'Alaska',
      'Hawaii',
      'Idaho',
      'Iowa',
      'Maine',
      'Ohio',
      'Texas',
      'Utah',
    ]);
  });

  it('leaves an unknown code as it is', () => {
    expect(apState('ZZ')).toBe('ZZ');
  });
});
