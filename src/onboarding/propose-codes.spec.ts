import { proposeCodes } from './propose-codes.js';

describe('proposed link and keyword', () => {
  it.each([
    ['Pittsburg Police Department', 'KS', 'pittsburgpdks', 'PITTSBURGPD'],
    ['Crawford County Sheriff’s Office', 'KS', 'crawfordcountysoks', 'CRAWFORDCOUNTYSO'],
    ["St. Mary's Police Dept.", 'OH', 'stmaryspdoh', 'STMARYSPD'],
    ['Cañon City Police', 'CO', 'canoncitypdco', 'CANONCITYPD'],
    ['Pittsburg State University', 'KS', 'pittsburgstateuniversityks', 'PITTSBURGSTATEUNIVER'],
  ])('%s in %s', (name, state, alias, keyword) =>
    expect(proposeCodes(name, state)).toEqual({ alias, keyword }),
  );

  it('is always short enough', () => {
    const { alias, keyword } = proposeCodes(`${'Long '.repeat(30)}Police Department`, 'TX');
    expect([alias.length, keyword.length]).toEqual([40, 20]);
    expect(alias.endsWith('pdtx')).toBe(true);
  });
});
