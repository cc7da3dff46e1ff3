import { toCsv } from './csv.js';

describe('CSV for the public', () => {
  it('writes a header, empty cells for what is absent, and quotes what needs it', () => {
    expect(
      toCsv(
        ['name', 'days'],
        [
          ['Falls, "Upper"', 41],
          ['Alder', null],
        ],
      ),
    ).toBe('name,days\n"Falls, ""Upper""",41\nAlder,\n');
  });

  it.each(['=1+1', '+1', '-1', '@x', '\tx'])('keeps %j text in a spreadsheet', (cell) => {
    const [, line = ''] = toCsv(['cell'], [[cell]]).split('\n');
    expect(line.replace(/^"/, '')).toBe(`'${cell}`.replace(/"$/, ''));
  });

  it('leaves negative numbers numbers', () => {
    expect(toCsv(['cents'], [[-20000]])).toBe('cents\n-20000\n');
  });
});
