import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { parse } from 'csv-parse';
import { CliCommand, type CliOutput } from '../platform/cli/cli-command.js';
import { DomainError } from '../platform/errors.js';
import { type CsvRow, readCsvDownload } from './csv-download.js';
import type { DownloadEvent } from './download-event.js';
import { Intake } from './intake.js';

const BATCH = 1_000;

interface Imported {
  rows: number;
  accepted: number;
  repeated: number;
  flagged: { line: number; code: string; message: string }[];
}

/** Takes in downloads from a CSV file: for reconciliation, and for history from before the hook. */
@Injectable()
export class DownloadsImport {
  constructor(private readonly intake: Intake) {}

  @CliCommand({
    name: 'downloads:import',
    args: '<file>',
    summary:
      'Take in downloads from a CSV file (provider, externalId, kind, alias, occurredAt, existingUser, testDevice)',
  })
  async command(args: string[], _options: Record<string, unknown>, out: CliOutput): Promise<void> {
    const imported = await this.import(args[0] ?? '', (rows) => out.note(`${rows} rows read`));
    for (const { line, message } of imported.flagged) out.note(`line ${line}: ${message}`);
    out.result(
      `${imported.rows} rows: ${imported.accepted} new, ${imported.repeated} known, ${imported.flagged.length} not read.`,
      imported,
    );
  }

  /** A thousand rows to a transaction; running the file again takes in only what is missing. */
  async import(file: string, progress: (rows: number) => void = () => undefined): Promise<Imported> {
    await access(file).catch(() => {
      throw new DomainError('invalid', 'file_missing', 'The file cannot be read. Check its path.');
    });
    const result: Imported = { rows: 0, accepted: 0, repeated: 0, flagged: [] };
    let batch: DownloadEvent[] = [];
    const flush = async (): Promise<void> => {
      if (batch.length === 0) return;
      const { accepted, repeated } = await this.intake.acceptAlone(batch);
      result.accepted += accepted;
      result.repeated += repeated;
      batch = [];
      progress(result.rows);
    };
    const rows = createReadStream(file).pipe(
      parse({ columns: true, bom: true, trim: true, relax_column_count: true, info: true }),
    );
    try {
      for await (const { record, info } of rows as AsyncIterable<{
        record: CsvRow;
        info: { lines: number };
      }>) {
        result.rows++;
        const read = readCsvDownload(record);
        if ('code' in read) result.flagged.push({ line: info.lines, ...read });
        else if (batch.push(read) === BATCH) await flush();
      }
    } catch (error) {
      if (!String((error as { code?: string }).code ?? '').startsWith('CSV_')) throw error;
      throw new DomainError(
        'invalid',
        'csv_broken',
        `The file is not CSV from row ${result.rows + 1} on; nothing after it was taken in.`,
      );
    }
    await flush();
    return result;
  }
}
