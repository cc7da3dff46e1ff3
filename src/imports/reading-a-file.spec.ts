import { columnKey, headerKey, missingFields, suggestMapping } from './columns.js';
import { detectDayOrder, readDay } from './day-format.js';
import { detectDelimiter } from './delimiter.js';
import { detectFormat, readList } from './list-file.js';
import { detectEncoding } from './text-encoding.js';

const TEXT = 'Name;Größe\nBjörk’s;1\n';

describe('the letters of a file', () => {
  it.each([
    ['UTF-8', Buffer.from(TEXT), 'utf-8'],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${TEXT}`), 'utf-8'],
    ['UTF-16 with its mark', Buffer.from(`\ufeff${TEXT}`, 'utf16le'), 'utf-16le'],
    ['UTF-16 without', Buffer.from(TEXT, 'utf16le'), 'utf-16le'],
    ['UTF-16 the other way', Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16(), 'utf-16be'],
    ['Windows-1252', Buffer.from([0x42, 0x6a, 0xf6, 0x72, 0x6b, 0x92, 0x73, 0x0a]), 'windows-1252'],
  ])('%s', (_what, bytes, encoding) => {
    expect(detectEncoding(bytes)).toBe(encoding);
  });

  it('come out the same, however they were written', async () => {
    for (const bytes of [Buffer.from(`\ufeff${TEXT}`), Buffer.from(`\ufeff${TEXT}`, 'utf16le')]) {
      const list = await readList(bytes, detectFormat(bytes));
      expect([list.header, list.rows]).toEqual([['Name', 'Größe'], [{ line: 2, cells: ['Björk’s', '1'] }]]);
    }
  });
});

describe('what stands between cells', () => {
  it.each([
    [',', 'a,b,c\n1,2,3\n'],
    [';', 'a;b;c\n"1,5";2;3\n1,2;3,4;5,6\n'],
    ['\t', 'a\tb\n1, 2\t3\n'],
    ['|', 'a|b|c\n1|2|3\n'],
    [',', 'only one column\nx\n'],
    [',', 'a,b\n"x;y;z\n;;",2\n'],
  ])('%j', (mark, text) => {
    expect(detectDelimiter(text)).toBe(mark);
  });
});

describe('days', () => {
  it.each([
    ['mdy', ['3/22/18', '4/3/2018']],
    ['mdy', ['4/3/2018', '5/6/2018']],
    ['dmy', ['22/3/2018', '4/3/2018']],
    ['dmy', ['4.3.2018', '5.6.2018']],
    ['ymd', ['2018-03-22', '']],
    ['mdy', ['', 'n/a']],
  ] as const)('are written %s in %j', (order, cells) => {
    expect(detectDayOrder(cells)).toBe(order);
  });

  it.each([
    ['3/22/18', 'mdy', '2018-03-22'],
    ['4/3/2018', 'mdy', '2018-04-03'],
    ['4/3/2018', 'dmy', '2018-03-04'],
    ['22.3.98', 'dmy', '1998-03-22'],
    ['2018-03-22', 'mdy', '2018-03-22'],
    ['2018-03-22T14:05:00Z', 'dmy', '2018-03-22'],
    ['3/22/2018 2:05 PM', 'mdy', '2018-03-22'],
    ['Mar 22, 2018', 'mdy', '2018-03-22'],
    ['22 March 2018', 'mdy', '2018-03-22'],
    ['22-Mar-18', 'mdy', '2018-03-22'],
    ['2/30/2018', 'mdy', null],
    ['13/13/2018', 'mdy', null],
    ['soon', 'mdy', null],
  ] as const)('%s, %s: %s', (cell, order, day) => {
    expect(readDay(cell, order)).toBe(day);
  });
});

describe('JSON', () => {
  const read = async (value: unknown) => {
    const bytes = Buffer.from(JSON.stringify(value));
    return readList(bytes, detectFormat(bytes));
  };

  it('as the FBI publishes it: filed by state and ORI', async () => {
    const list = await read({
      KS: { KS9990100: { agency_name: 'Alder Falls', icpsr_lat: null } },
      NE: { NB9990100: { agency_name: 'Sandhill', icpsr_lat: 42.8 } },
    });
    expect(list.header).toEqual(['state', 'ori', 'agency_name', 'icpsr_lat']);
    expect(list.rows.map(({ cells }) => cells)).toEqual([
      ['KS', 'KS9990100', 'Alder Falls', ''],
      ['NE', 'NB9990100', 'Sandhill', '42.8'],
    ]);
  });

  it('as an array of objects, with columns some of them lack', async () => {
    const list = await read([{ a: 1 }, { a: 2, b: 'x' }]);
    expect([list.header, list.rows.map(({ cells }) => cells)]).toEqual([
      ['a', 'b'],
      [
        ['1', ''],
        ['2', 'x'],
      ],
    ]);
  });

  it('is refused when there is no list in it', async () => {
    await expect(read([1, 2])).rejects.toMatchObject({ code: 'json_no_list' });
  });
});

describe('columns', () => {
  const fields = [
    { key: 'name', label: 'Name', headers: ['agency_name', 'name'] },
    { key: 'state', label: 'State', headers: ['state'] },
    { key: 'city', label: 'City', headers: ['city', 'state'] },
  ];

  it('are found by the names lists use, each once', () => {
    expect(suggestMapping(fields, ['Agency Name', 'STATE', 'Other'])).toEqual({
      name: 'Agency Name',
      state: 'STATE',
    });
    expect(columnKey('  Agency -  Name ')).toBe('agency_name');
  });

  it('have one key, whatever their order', () => {
    expect(headerKey(['A b', 'C'])).toBe(headerKey(['c', 'a-B']));
    expect(headerKey(['A'])).not.toBe(headerKey(['B']));
  });

  it('are missing unless a department can be told by them', () => {
    expect(missingFields('pitches', { ori: 'ORI' })).toEqual([]);
    expect(missingFields('pitches', { department: 'Account', state: 'ST' })).toEqual([]);
    expect(missingFields('pitches', { department: 'Account' })).toEqual(['state']);
    expect(missingFields('departments', { name: 'x', state: 'y' }, true)).toEqual(['ori']);
  });
});
