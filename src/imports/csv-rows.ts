import type { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { csvBroken, csvEmpty, csvNotText } from './imports.errors.js';

export interface CsvRow {
  /** Where the record begins in the file, from 1, the header included. */
  line: number;
  cells: string[];
}

const WIDEST_RECORD = 64 * 1024;

/**
 * Reads a CSV as a stream, strictly: a row with more or fewer cells than the header, a stray or unclosed quote, a
 * record over 64 KB or a byte that is not UTF-8 ends the reading with an error that names the line. Blank lines are
 * passed over; a byte order mark is dropped. The first row handed out is the header.
 */
export async function* csvRows(source: Readable, delimiter = ','): AsyncGenerator<CsvRow> {
  let width = 0;
  let lastReadLine = 0;
  const parser = source.pipe(
    parse({
      bom: true,
      delimiter,
      skip_empty_lines: true,
      info: true,
      max_record_size: WIDEST_RECORD,
      relax_column_count: true,
      // Called while parsing, ahead of the loop below, so an error knows which record came last.
      on_record: (entry) => {
        lastReadLine = (entry as unknown as Entry).info.lines;
        return entry;
      },
    }),
  );
  source.on('error', (error) => parser.destroy(error));
  try {
    for await (const entry of parser) {
      const { record, info } = entry as Entry;
      // A list of the whole country has a hundred and fifty thousand cells: they are looked through as one text.
      const all = record.join(' ');
      // csv-parse tells where a record ends; line breaks inside its quotes move the beginning up.
      const line = all.includes('\n') ? info.lines - (all.split('\n').length - 1) : info.lines;
      if (all.includes('\ufffd')) throw csvNotText();
      if (all.includes('\0')) throw csvBroken(line, 'a cell holds a NUL byte');
      if (width === 0) width = record.length;
      if (record.length !== width)
        throw csvBroken(line, `${record.length} cells where the header has ${width}`);
      yield { line, cells: record };
    }
  } catch (error) {
    throw error instanceof CsvError ? asDomainError(error, lastReadLine + 1) : error;
  } finally {
    source.destroy();
  }
  if (width === 0) throw csvEmpty();
}

interface Entry {
  record: string[];
  info: { lines: number };
}

const REASONS: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and never closed',
  INVALID_OPENING_QUOTE: 'a quote stands inside an unquoted cell',
  CSV_INVALID_CLOSING_QUOTE: 'something follows a closing quote',
  CSV_MAX_RECORD_SIZE: 'one record is longer than 64 KB; a quote may be open',
};

function asDomainError(error: CsvError, nextLine: number) {
  return csvBroken(nextLine, REASONS[error.code] ?? 'its cells cannot be told apart');
}
