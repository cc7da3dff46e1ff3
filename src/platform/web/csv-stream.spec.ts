import { text } from 'node:stream/consumers';
import { csvFile } from './csv-stream.js';

async function* pages(...all: unknown[][][]): AsyncGenerator<never[][]> {
  for (const page of all) yield page as never[][];
}

describe('a file of rows', () => {
  it('is written page by page, quoted where it must be, and safe in a spreadsheet', async () => {
    const file = csvFile(
      'Agencies & co.csv',
      ['Name', '=Note'],
      pages(
        [['A, "B"', 1.5]],
        [],
        [
          ['=1+1', null],
          ['-x', true],
        ],
      ),
    );
    expect(await text(file.getStream())).toBe(`Name,'=Note\n"A, ""B""",1.5\n'=1+1,\n'-x,yes\n`);
    expect(file.getHeaders().disposition).toBe('attachment; filename="Agencies-co.csv"');
  });

  it('marks itself as UTF-8 when asked, and stops asking when nobody reads on', async () => {
    const marked = csvFile('a.csv', ['Ä'], pages(), { bom: true });
    expect(await text(marked.getStream())).toBe('\ufeffÄ\n');
    let asked = 0;
    async function* endless(): AsyncGenerator<string[][]> {
      for (;;) {
        asked++;
        yield [['x'.repeat(1000)]];
      }
    }
    const stream = csvFile('b.csv', ['a'], endless()).getStream();
    for await (const _part of stream) if (asked >= 3) break;
    expect(asked).toBeLessThan(100);
    expect(stream.destroyed).toBe(true);
  });
});
