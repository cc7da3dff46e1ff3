import { normaliseName, slugBase } from './department-name.js';
import { closeness, type Rankable, rankDepartments } from './search-rank.js';
import { readSearch } from './search-terms.js';
import { closestWords, slips } from './search-words.js';

describe('reading what was typed into the search', () => {
  const meant = (query: string) =>
    readSearch(query).meanings.map(({ state, telling }) => `${telling.join(' ')}/${state ?? ''}`);

  it.each([
    ['Pittsburg', ['pittsburg/']],
    ['Pittsburg KS', ['pittsburg/KS', 'pittsburg ks/']],
    ['Pittsburg, Kansas', ['pittsburg/KS', 'pittsburg kansas/']],
    ['pittsburg in kansas', ['pittsburg/KS', 'pittsburg in kansas/']],
    ['Pittsburg, Kan.', ['pittsburg/KS', 'pittsburg kan/']],
    ['ks pittsburg', ['pittsburg/KS', 'ks pittsburg/']],
    ['PD pittsburg ks', ['pittsburg/KS', 'pittsburg ks/']],
    ['pittsburg ks p.d.', ['pittsburg/KS', 'pittsburg ks/']],
    ['Wheeling, West Virginia', ['wheeling/WV', 'wheeling west virginia/']],
    ['Kansas City', ['city/KS', 'kansas city/']],
    ['Kansas City, KS', ['kansas city/KS', 'city ks/KS', 'kansas city ks/']],
    ['Washington', ['/WA', 'washington/']],
    ['police or', ['/OR', 'or/']],
    ['portland or', ['portland/OR', 'portland or/']],
    ['crawford co ks', ['crawford/KS', 'crawford ks/']],
    ['boulder co', ['boulder/CO', 'boulder/']],
    ['KS', ['/KS', 'ks/']],
    ['', []],
  ])('%j may mean %j', (query, meanings) => {
    expect(meant(query)).toEqual(meanings);
  });

  it('knows an ORI, and the beginning of one, when it sees it, but not a nine-letter word', () => {
    expect(readSearch('ks0190100').ori).toBe('KS0190100');
    expect(readSearch('pittsburg').ori).toBeNull();
    expect(readSearch('ks019').oriStart).toBe('KS019');
    expect(readSearch('kansas').oriStart).toBeNull();
  });
});

describe('slips of the hand', () => {
  it.each([
    ['topkea', 'topeka', 1],
    ['pitsburg', 'pittsburg', 1],
    ['pittsburgh', 'pittsburg', 1],
    ['pittsburg', 'pittsburg', 0],
    ['pittsburg', 'phillipsburg', Number.POSITIVE_INFINITY],
  ])('%s for %s are %d', (typed, word, count) => {
    expect(slips(typed, word, 3)).toBe(count);
  });

  it('are fewest to the beginning of a word that is still being typed', () => {
    expect(slips('pitsbu', 'pittsburg', 2)).toBe(Number.POSITIVE_INFINITY);
    expect(slips('pitsbu', 'pittsburg', 2, true)).toBe(1);
  });

  it('lead to the words with the fewest', () => {
    expect(closestWords('pitsburg', ['phillipsburg', 'pittsburgh', 'pittsburg'], false)).toEqual([
      'pittsburg',
    ]);
    expect(closestWords('xyzzy', ['pittsburg'], true)).toEqual([]);
  });
});

describe('ranking', () => {
  const row = (searchName: string, rest: Partial<Rankable> = {}): Rankable => ({
    id: searchName,
    searchName,
    kind: 'municipal_police',
    state: 'KS',
    city: null,
    county: null,
    partnered: false,
    openPitch: false,
    ...rest,
  });
  const rank = (query: string, rows: Rankable[]) =>
    rankDepartments(readSearch(query), rows).rows.map(({ id }) => id);

  it('puts the exact name first, then beginnings, words, places', () => {
    const rows = [
      row('east lake police department'),
      row('lakeside police department'),
      row('lake city police department'),
      row('lake police department'),
      row('alder police department', { county: 'Lake' }),
    ];
    expect(rank('lake', rows)).toEqual([
      'lake police department',
      'lake city police department',
      'lakeside police department',
      'east lake police department',
      'alder police department',
    ]);
  });

  it('puts among equals the kind that was named first, then partners, then open pitches, then the police', () => {
    const sheriff = row('alder county sheriffs office', { kind: 'sheriff' });
    const police = row('alder police department');
    const university = row('alder', { kind: 'university', id: 'university' });
    expect(rank('alder', [sheriff, police])).toEqual([police.id, sheriff.id]);
    expect(rank('alder so', [sheriff, police])).toEqual([sheriff.id, police.id]);
    expect(rank('alder', [{ ...sheriff, openPitch: true }, police])).toEqual([sheriff.id, police.id]);
    expect(
      rank('alder', [
        { ...sheriff, openPitch: true },
        { ...police, partnered: true },
      ]),
    ).toEqual([police.id, sheriff.id]);
    expect(rank('alder', [university, police])[0]).toBe('university');
  });

  it('shows what has slips only when nothing was typed right', () => {
    const right = row('pittsburg police department');
    const near = row('pittsburgh police department');
    expect(rank('pittsburg', [near, right])).toEqual([right.id, near.id]);
    expect(rank('pitsburgh', [near, right])[0]).toBe(near.id);
    const [meaning] = readSearch('mc pherson').meanings;
    expect(meaning && closeness(meaning, row('mcpherson police department'))).toBeLessThan(7);
  });

  it('keeps to the state that was named', () => {
    const elsewhere = row('pittsburg police department', { id: 'CA', state: 'CA' });
    const here = row('pittsburg police department', { id: 'KS' });
    expect(rank('pitsburg ks', [elsewhere, here])).toEqual(['KS']);
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
