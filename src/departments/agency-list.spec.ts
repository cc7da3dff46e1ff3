import { Readable } from 'node:stream';
import { readAgencyList, parseMapping } from './agency-list.js';
import { csvRows } from './csv-rows.js';

const HEADER = 'ori,state,agency_name,agency_type_name,primary_county,icpsr_lat,icpsr_lng';
const read = (lines: string[], header = HEADER) =>
  readAgencyList(csvRows(Readable.from([[header, ...lines].join('\n')])));

describe('reading an agency list', () => {
  it('cleans names, maps kinds and takes the zone from the coordinates', async () => {
    const list = await read([
      'KS0190100,KS,  Pittsburg  Police Department ,City,Crawford,37.510727,-94.84573',
      'KS0190300,KS,"Pittsburg State University, Police",University or College,Crawford,37.5,-94.8',
    ]);
    expect(list.rows).toBe(2);
    expect(list.listed[0]).toMatchObject({
      line: 2,
      ori: 'KS0190100',
      name: 'Pittsburg Police Department',
      kind: 'municipal_police',
      timeZone: 'America/Chicago',
      timeZoneSource: 'exact',
      slugBase: 'pittsburg-police-department-ks',
    });
    expect(list.listed[1]).toMatchObject({ kind: 'university', name: 'Pittsburg State University, Police' });
  });

  it('follows the county, then the state, where coordinates are missing, and says so', async () => {
    const list = await read([
      'KS0000001,KS,Goodland,City,Sherman,39.35,-101.71',
      'KS0000002,KS,Kanorado,City,Sherman,,',
      'KS0000003,KS,Nowhere,City,,,',
      'KY0000001,KY,Unknown place,City,,-9,-9',
    ]);
    expect(list.listed.map((row) => [row.timeZone, row.timeZoneSource])).toEqual([
      ['America/Denver', 'exact'],
      ['America/Denver', 'assumed'],
      ['America/Chicago', 'assumed'],
      ['America/New_York', 'assumed'],
    ]);
  });

  it('accepts an ORI whose prefix is another than the postal state', async () => {
    const list = await read([
      'NB0010100,NE,Hastings,City,Adams,40.58,-98.39',
      'C0034019E,CO,Fort Lewis College,Other,,,',
    ]);
    expect(list.listed.map((row) => row.state)).toEqual(['NE', 'CO']);
    expect(list.flagged).toEqual([]);
  });

  it('flags what cannot become a department with its line and a code', async () => {
    const list = await read([
      'MA014669E,MA,,City,,,',
      ',MA,No identifier,City,,,',
      'MA01,MA,Short,City,,,',
      'MA0000001,XX,Nowhere,City,,,',
      'MA0000002,MA,Twice,City,,,',
      'ma0000002,MA,Twice again,City,,,',
    ]);
    expect(list.flagged.map(({ line, code }) => [line, code])).toEqual([
      [2, 'name_missing'],
      [3, 'ori_missing'],
      [4, 'ori_invalid'],
      [5, 'state_invalid'],
      [7, 'ori_repeated'],
    ]);
    expect(list.listed).toHaveLength(1);
  });

  it('counts lines as an editor does, also after a quoted line break and a blank line', async () => {
    const list = await read(['KS0000001,KS,"Two', 'lines",City,,,', '', 'KS0000002,KS,,City,,,']);
    expect(list.listed[0]).toMatchObject({ line: 2, name: 'Two lines' });
    expect(list.flagged[0]).toMatchObject({ line: 5, code: 'name_missing' });
  });

  it('takes other column names by a mapping', async () => {
    const rows = csvRows(Readable.from(['Id,Place,ST\nKS0000001,Here,Kansas\n']));
    const list = await readAgencyList(rows, parseMapping('{"ori":"Id","name":"Place","state":"ST"}'));
    expect(list.listed[0]).toMatchObject({ ori: 'KS0000001', name: 'Here', state: 'KS', kind: 'other' });
    expect(list.mapping).toEqual({ ori: 'Id', name: 'Place', state: 'ST' });
  });

  it('refuses a file without the columns it needs', async () => {
    await expect(read(['x'], 'nothing')).rejects.toMatchObject({ code: 'columns_missing' });
    expect(() => parseMapping('{"colour":"red"}')).toThrow(/A mapping may name/);
    expect(() => parseMapping('{')).toThrow('not JSON');
  });
});

describe('a broken CSV', () => {
  const failing = async (text: string | Buffer) => {
    try {
      for await (const row of csvRows(Readable.from([Buffer.from(text)]))) void row;
    } catch (error) {
      return error as { code: string; message: string };
    }
    return undefined;
  };

  it.each([
    ['a,b\n1,2\n1,2,3\n', 3, '3 cells where the header has 2'],
    ['a,b\n1,2\n"open,2\n3,4\n', 3, 'never closed'],
    ['a,b\n1,2\n3,x"y\n', 3, 'inside an unquoted cell'],
    ['a,b\n"1"2,3\n', 2, 'follows a closing quote'],
  ])('names the line of %j', async (text, line, reason) => {
    const error = await failing(text);
    expect(error?.code).toBe('csv_broken');
    expect(error?.message).toContain(`line ${line}`);
    expect(error?.message).toContain(reason);
  });

  it('is told from a file that is empty or not UTF-8', async () => {
    expect((await failing(''))?.code).toBe('csv_empty');
    expect((await failing(Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0xff, 0xfe, 0x2c, 0x62, 0x0a])))?.code).toBe(
      'csv_not_utf8',
    );
  });
});
