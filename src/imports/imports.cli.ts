import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../platform/actor.js';
import { CliCommand, type CliOutput } from '../platform/cli/cli-command.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError } from '../platform/errors.js';
import { type ImportDetail, ImportsQueries } from './imports.queries.js';
import { ImportsService } from './imports.service.js';

/** The import of an agency list from the command line. */
@Injectable()
export class ImportsCli {
  constructor(
    private readonly imports: ImportsService,
    private readonly queries: ImportsQueries,
    private readonly work: UnitOfWork,
  ) {}

  @CliCommand({
    name: 'departments:import',
    args: '<file>',
    options: [['--dry-run', 'only say what would happen']],
    summary:
      'Imports an agency list (CSV, or JSON as the FBI publishes it), creating and updating departments by ORI',
  })
  async import([file = '']: string[], options: { dryRun?: boolean }, out: CliOutput): Promise<void> {
    const content = await readFile(file).catch(() => {
      throw new DomainError('invalid', 'file_missing', 'The file cannot be read. Check its path.');
    });
    const started = performance.now();
    const name = basename(file);
    const source = name.replace(/\.[a-z0-9]+$/i, '');
    const id = await this.imports.preview(SYSTEM, { source, fileName: name, content });
    if (!options.dryRun) await this.apply(id, out);
    const result = await this.detail(id);
    out.note(`${((performance.now() - started) / 1000).toFixed(1)} s`);
    if (result.state === 'failed') {
      throw new DomainError(
        'conflict',
        'import_failed',
        `The import stopped half way: ${result.error ?? 'no reason given'}`,
      );
    }
    out.result(inWords(result, options.dryRun ?? false), result);
  }

  private async apply(id: string, out: CliOutput): Promise<void> {
    await this.imports.requestApplication(SYSTEM, id);
    for (;;) {
      await this.imports.workOn(id, (item) => out.note(`${item.progressDone} of ${item.progressTotal} rows`));
      // A running server may be at it too; then it is waited for.
      if ((await this.detail(id)).state !== 'applying') return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  private detail(id: string): Promise<ImportDetail> {
    return this.work.read(SYSTEM, (tx) => this.queries.detail(tx, id));
  }
}

function inWords({ counts, flagged }: ImportDetail, dryRun: boolean): string {
  const would = dryRun ? 'Would be: ' : '';
  const doubtful = counts.doubtful > 0 ? `, ${counts.doubtful} to settle on the page of the import` : '';
  return [
    `${would}${counts.created} created, ${counts.updated} changed, ${counts.unchanged} unchanged, ${counts.flagged} flagged of ${counts.rows} rows${doubtful}`,
    ...flagged.map((row) => `line ${row.line}: ${row.code}: ${row.message}`),
  ].join('\n');
}
