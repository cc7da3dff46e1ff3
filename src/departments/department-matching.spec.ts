import { countiesOf, matchByName, matchName } from './department-matching.js';

describe('the name departments are matched by', () => {
  it.each([
    ['Pittsburg Police Department', 'Pittsburg PD'],
    ['Pittsburg Police Department', 'PITTSBURG  POLICE DEPT.'],
    ['Pittsburg Police Department', '\u200ePittsburg\u200b Police Department\u200f'],
    ['Pittsburg Police Department', 'Pittsburg Police'],
    ['Hilliard Police Department', 'Hilliard Division of Police'],
    ['Dunwoody  Police Department', 'Dunwoody Police Department'],
    ['Doña Ana County Sheriff’s Office', "Dona Ana County Sheriff's Department"],
    ['Linn County Sheriff', 'Linn Co. Sheriffs Office'],
    ['Linn County Sheriff', 'Linn SO'],
    ['Calcasieu County Sheriff’s Office', "Calcasieu Parish Sheriff's Office"],
    ["New Kent County Sheriff'S Office", 'New Kent County Sheriff’s Office'],
    ['St. Cloud Police Department', 'Saint Cloud PD'],
    ['Mt Juliet Police Department', 'Mount Juliet Police Department'],
    ['Town & Country Police Department', 'Town and Country Police Department'],
    ['Cottage Grove Public Sfty Department', 'Cottage Grove Department of Public Safety'],
    ['Opa-Locka Police Department', 'Opa Locka Police Department'],
  ])('is one for %s and %s', (one, other) => {
    expect(matchName(other)).toBe(matchName(one));
  });

  it.each([
    ['Pittsburg Police Department', 'Pittsburg State University'],
    ['Linn County Sheriff', 'Linn County Police Department'],
    ['Richland Township Police Department', 'Richland Police Department'],
    ['Hamilton County Sheriff', 'Hamilton Police Department'],
    ['Sheriff', 'Police'],
  ])('is another for %s and %s', (one, other) => {
    expect(matchName(other)).not.toBe(matchName(one));
  });
});

describe('the counties of a cell', () => {
  it.each([
    ['Milwaukee County', ['milwaukee']],
    ['St. Clair', ['saintclair']],
    ['Saint Clair County', ['saintclair']],
    ['De Kalb', ['dekalb']],
    ['DeKalb County', ['dekalb']],
    ['Clay County, Jackson County', ['clay', 'jackson']],
    ['\u200eHarris County\u200e', ['harris']],
    ['Caddo Parish', ['caddo']],
    ['', []],
    [null, []],
  ])('%j', (text, counties) => {
    expect(countiesOf(text)).toEqual(counties);
  });
});

describe('which department a name means', () => {
  const bucks = { id: 'bucks', county: 'Bucks' };
  const allegheny = { id: 'allegheny', county: 'Allegheny' };
  const nowhere = { id: 'nowhere', county: null };
  it.each([
    ['nobody of that name', 'Bucks', [], { is: 'none' }],
    ['one, in the same county', 'Bucks County', [bucks], { is: 'one', id: 'bucks' }],
    ['one, and no county is given', null, [bucks], { is: 'one', id: 'bucks' }],
    ['one whose county nobody knows', 'Bucks', [nowhere], { is: 'one', id: 'nowhere' }],
    [
      'one in another county',
      'Bucks',
      [allegheny],
      { is: 'doubtful', ids: ['allegheny'], why: 'county_differs' },
    ],
    ['two, one of them in the county', 'Bucks', [allegheny, bucks], { is: 'one', id: 'bucks' }],
    [
      'two, and no county is given',
      null,
      [allegheny, bucks],
      { is: 'doubtful', ids: ['allegheny', 'bucks'], why: 'several' },
    ],
    [
      'two in the same county',
      'Bucks',
      [bucks, { ...bucks, id: 'b' }],
      { is: 'doubtful', ids: ['bucks', 'b'], why: 'several' },
    ],
    [
      'one in the county and one nobody can place',
      'Bucks',
      [bucks, nowhere],
      { is: 'doubtful', ids: ['bucks', 'nowhere'], why: 'several' },
    ],
    [
      'two, both elsewhere',
      'Kent',
      [bucks, allegheny],
      { is: 'doubtful', ids: ['bucks', 'allegheny'], why: 'county_differs' },
    ],
  ])('%s', (_what, county, candidates, match) => {
    expect(matchByName(county, candidates)).toEqual(match);
  });
});
