import { Readable } from 'node:stream';
import { cleanText } from '../departments/department-matching.service.js';
import { type CsvRow, csvRows } from './csv-rows.js';
import { type Delimiter, detectDelimiter } from './delimiter.js';
import { jsonRows } from './json-rows.js';
import { decodeText, detectEncoding, type TextEncoding } from './text-encoding.js';

/** How a file is written: found out, or said by a person. */
export interface ListFormat {
  type: 'csv' | 'json';
  encoding: TextEncoding;
  delimiter: Delimiter;
}

/** A list as read: its header, and its rows with their lines. */
export interface ListRows {
  header: string[];
  rows: CsvRow[];
}

const HEAD = 64 * 1024;

/** Finds out how a file is written; what a person said stands. */
export function detectFormat(bytes: Buffer, said: Partial<ListFormat> = {}): ListFormat {
  const encoding = said.encoding ?? detectEncoding(bytes);
  const head = decodeText(bytes.subarray(0, HEAD), encoding);
  const type = said.type ?? (/^\s*[[{]/.test(head) ? 'json' : 'csv');
  return { type, encoding, delimiter: said.delimiter ?? (type === 'csv' ? detectDelimiter(head) : ',') };
}

/** Reads a whole list. Throws `csv_broken`, `csv_empty`, `csv_not_utf8`, `json_no_list` (400). */
export async function readList(bytes: Buffer, format: ListFormat): Promise<ListRows> {
  const rows: CsvRow[] = [];
  if (format.type === 'json') {
    for (const row of jsonRows(decodeText(bytes, format.encoding))) rows.push(row);
  } else {
    const utf8 = format.encoding === 'utf-8' ? bytes : Buffer.from(decodeText(bytes, format.encoding));
    for await (const row of csvRows(Readable.from([utf8]), format.delimiter)) rows.push(row);
  }
  const header = (rows.shift()?.cells ?? []).map(cleanText);
  return { header, rows };
}
