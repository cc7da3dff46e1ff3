import { createHash } from 'node:crypto';
import { Readable, Transform } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { type Actor, actorName, personIdOf, SYSTEM } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { OnEvent } from '../platform/events/on-event.js';
import type { StoredEvent } from '../platform/events/define-event.js';
import { isId, newId } from '../platform/id.js';
import { Scheduled } from '../platform/jobs/scheduled.js';
import { type AgencyList, type Mapping, readAgencyList } from './agency-list.js';
import { csvRows } from './csv-rows.js';
import { DepartmentImport } from './department-import.entity.js';
import { importNotFound } from './departments.errors.js';
import { ImportWorkRequested } from './departments.events.js';
import { countChanges, ImportApplier } from './import-applier.js';
import { ImportReverser } from './import-reverser.js';
import { stageRows } from './import-rows.js';

export interface ListFile {
  /** What the list is called, e.g. `fbi-2017`. */
  source: string;
  fileName: string | null;
  content: Readable | Buffer;
  mapping?: Mapping;
}

const MOST_ATTEMPTS = 5;

/** Imports of agency lists: preview, application and reversal, the last two as jobs that survive a kill. */
@Injectable()
export class DepartmentImportsService {
  private readonly log = new Logger('DepartmentImports');

  constructor(
    private readonly work: UnitOfWork,
    private readonly applier: ImportApplier,
    private readonly reverser: ImportReverser,
  ) {}

  /**
   * Reads the list and keeps its rows, changing no department; the counts say what applying would do. Throws
   * `csv_broken`, `csv_empty`, `csv_not_utf8` (400) and `columns_missing` (422). Returns the import's id.
   */
  async preview(actor: Actor, file: ListFile): Promise<string> {
    const { list, sha256 } = await read(file);
    return this.work.run(actor, async (tx) => {
      const item = new DepartmentImport();
      Object.assign(item, {
        id: newId(),
        source: file.source,
        fileName: file.fileName,
        fileSha256: sha256,
        mapping: list.mapping,
        state: 'previewed',
        rows: list.rows,
        flagged: list.flagged.length,
        created: 0,
        updated: 0,
        unchanged: 0,
        progressTotal: list.listed.length,
        requestedBy: personIdOf(actor),
        requestedByName: actorName(actor),
        createdAt: tx.now,
      });
      await tx.repo(DepartmentImport).insert(item);
      await stageRows(tx, item.id, list);
      Object.assign(item, await countChanges(tx, item.id));
      await tx.repo(DepartmentImport).save(item);
      return item.id;
    });
  }

  /** Asks for a previewed import to be written. Throws 404, and `import_step_not_allowed` (409) in any other state. */
  requestApplication(actor: Actor, id: string): Promise<void> {
    return this.request(actor, id, 'application');
  }

  /** Asks for an applied import to be taken back. Throws 404, and `import_step_not_allowed` (409) in any other state. */
  requestReversal(actor: Actor, id: string): Promise<void> {
    return this.request(actor, id, 'reversal');
  }

  @OnEvent(ImportWorkRequested, { name: 'departments.work-on-import', outside: true })
  async onWorkRequested(event: StoredEvent<{ importId: string }>): Promise<void> {
    await this.workOn(event.payload.importId);
  }

  /** Takes up whatever a killed process left lying. */
  @Scheduled('departments.imports', { everySeconds: 15 })
  async sweep(): Promise<void> {
    const open = await this.work.read(SYSTEM, (tx) =>
      tx.query<{ id: string }>(
        `select id from department_import where state in ('applying', 'reverting') order by id`,
      ),
    );
    for (const { id } of open) await this.workOn(id);
  }

  /**
   * Works on an import until it is done, or until another process is found at it. A failing chunk is tried again at once, up to five
   * times; then the import is `failed`, with what was written kept and the rest to be asked for again.
   */
  async workOn(id: string, progress: (item: DepartmentImport) => void = () => {}): Promise<void> {
    for (;;) {
      try {
        const item = await this.work.run(SYSTEM, (tx) => this.step(tx, id));
        if (!item) return;
        progress(item);
      } catch (error) {
        this.log.error(`Import ${id}: ${(error as Error).message}`);
        if (!(await this.work.run(SYSTEM, (tx) => this.noteFailure(tx, id, error as Error)))) return;
      }
    }
  }

  private request(actor: Actor, id: string, work: 'application' | 'reversal'): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const item = isId(id)
        ? await tx.repo(DepartmentImport).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } })
        : null;
      if (!item) throw importNotFound();
      if (work === 'application') item.startApplying();
      else item.startReverting();
      await tx.repo(DepartmentImport).save(item);
      await tx.record(
        ImportWorkRequested(
          { importId: id, work },
          {
            visibility: 'vendor',
            subject: { type: 'department_import', id },
            summary:
              work === 'application'
                ? 'Import of an agency list started'
                : 'Taking an agency list back started',
          },
        ),
      );
    });
  }

  /** One chunk; null when there is nothing to do, or another process is doing it. */
  private async step(tx: Tx, id: string): Promise<DepartmentImport | null> {
    const item = await tx.repo(DepartmentImport).findOne({
      where: { id },
      lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
    });
    if (item?.state !== 'applying' && item?.state !== 'reverting') return null;
    // Two lists at once would meet on the same ORIs in different order; they take turns, chunk by chunk.
    await tx.query(`select pg_advisory_xact_lock(hashtext('department_import'))`);
    await (item.state === 'applying' ? this.applier : this.reverser).step(tx, item);
    return item;
  }

  /** Counts a failed attempt; false when it was the last. */
  private async noteFailure(tx: Tx, id: string, error: Error): Promise<boolean> {
    const item = await tx.repo(DepartmentImport).findOneByOrFail({ id });
    item.attempts++;
    item.error = error.message.slice(0, 500);
    if (item.attempts >= MOST_ATTEMPTS) item.state = 'failed';
    await tx.repo(DepartmentImport).save(item);
    return item.state !== 'failed';
  }
}

/** Reads the file once, taking its hash on the way. */
async function read(file: ListFile): Promise<{ list: AgencyList; sha256: string }> {
  const hash = createHash('sha256');
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const content = Buffer.isBuffer(file.content) ? Readable.from([file.content]) : file.content;
  content.on('error', (error) => hashing.destroy(error));
  const list = await readAgencyList(csvRows(content.pipe(hashing)), file.mapping);
  return { list, sha256: hash.digest('hex') };
}
