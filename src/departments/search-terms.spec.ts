import { normaliseName, slugBase } from './department-name.js';
import { readSearch } from './search-terms.js';

describe('reading what was typed into the search', () => {
  it.each([
    ['Pittsburg', 'pittsburg', null],
    ['Pittsburg KS', 'pittsburg', 'KS'],
    ['pittsburg ks', 'pittsburg', 'KS'],
    ['Pittsburg, Kansas', 'pittsburg', 'KS'],
    ['pittsburg in kansas', 'pittsburg', 'KS'],
    ['Wheeling, West Virginia', 'wheeling', 'WV'],
    ['Kansas City', 'kansas city', null],
    ['Kansas City, KS', 'kansas city', 'KS'],
    ['Washington', 'washington', null],
    ['police or', 'police or', null],
    ['Portland OR', 'portland', 'OR'],
    ['portland, or', 'portland', 'OR'],
    ['KS', 'ks', null],
  ])('%j looks for %j in %j', (query, words, state) => {
    expect(readSearch(query)).toMatchObject({ words, state });
  });

  it('knows an ORI when it sees one, but not a nine-letter word', () => {
    expect(readSearch('ks0190100').ori).toBe('KS0190100');
    expect(readSearch('pittsburg').ori).toBeNull();
  });
});

describe('names', () => {
  it('are compared without case, accents and marks', () => {
    expect(normaliseName('Doña Ana  County Sheriff’s Office')).toBe('dona ana county sheriffs office');
    expect(normaliseName('Parks & Recreation')).toBe('parks and recreation');
  });

  it('make the address part of a page', () => {
    expect(slugBase('Pittsburg Police Department', 'KS')).toBe('pittsburg-police-department-ks');
    expect(slugBase('***', 'KS')).toBe('department-ks');
  });
});
