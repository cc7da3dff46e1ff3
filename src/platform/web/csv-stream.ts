import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import { spreadsheetSafe } from './csv.js';

export type CsvCell = string | number | boolean | null | undefined;

/**
 * A file of rows (RFC 4180, LF, UTF-8, header first) as an answer. Rows are asked for page by page as fast as the reader takes
 * them, and none is kept. A cell that a spreadsheet would take for a formula (= + - @ tab) begins with an apostrophe and so stays
 * text. `bom` tells old spreadsheets that it is UTF-8.
 */
export function csvFile(
  fileName: string,
  heads: readonly string[],
  pages: AsyncIterable<readonly (readonly CsvCell[])[]>,
  { bom = false }: { bom?: boolean } = {},
): StreamableFile {
  return new StreamableFile(Readable.from(lines(heads, pages, bom)), {
    type: 'text/csv; charset=utf-8',
    disposition: `attachment; filename="${fileName.replace(/[^\w.-]+/g, '-')}"`,
  });
}

async function* lines(
  heads: readonly string[],
  pages: AsyncIterable<readonly (readonly CsvCell[])[]>,
  bom: boolean,
): AsyncGenerator<string> {
  yield `${bom ? '\ufeff' : ''}${stringify([heads.map(asText)])}`;
  for await (const rows of pages) if (rows.length > 0) yield stringify(rows.map((row) => row.map(asText)));
}

function asText(cell: CsvCell): string | number | null {
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  return spreadsheetSafe(cell ?? null);
}
