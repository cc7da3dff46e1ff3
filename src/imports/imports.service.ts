import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { ImportKind } from '../departments/intake.dto.js';
import { type Actor, actorName, personIdOf, SYSTEM } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { OnEvent } from '../platform/events/on-event.js';
import type { StoredEvent } from '../platform/events/define-event.js';
import { Files } from '../platform/files/files.js';
import { isId, newId } from '../platform/id.js';
import { Scheduled } from '../platform/jobs/scheduled.js';
import { columnsMissing, importNotFound, importStep } from './imports.errors.js';
import { dayOrderOf, type Mapping, mappingWithin, missingFields, suggestMapping } from './columns.js';
import { DataImport, type ImportSettings, type Unmatched } from './data-import.entity.js';
import type { DayOrder } from './day-format.js';
import { ImportApplier } from './import-applier.js';
import { ImportChecker } from './import-checker.js';
import { ImportReverser } from './import-reverser.js';
import { ImportWorkRequested } from './imports.events.js';
import { Intakes } from './intakes.js';
import { detectFormat, type ListFormat, type ListRows, readList } from './list-file.js';
import { RememberedColumns } from './remembered-columns.js';
import { tellOpenPages } from './tell-open-pages.js';

export interface ListUpload {
  kind: ImportKind;
  /** What the list is called, e.g. `fbi-2017`. */
  source: string;
  fileName: string | null;
  content: Buffer;
}

/** What a person says on the page of the columns. */
export interface NamedColumns {
  mapping: Mapping;
  format: Partial<ListFormat>;
  dayOrder?: DayOrder;
  unmatched: Unmatched;
}

const MOST_ATTEMPTS = 5;
/** Above this a list is checked by a job, and its page shows that it is being read. */
const AT_ONCE_BYTES = 6 * 1024 * 1024;

const SUMMARIES = {
  check: 'Check of a list started',
  application: 'Import of a list started',
  reversal: 'Taking a list back started',
};

/** Imports of lists: upload, check, application and reversal; the long ones as jobs that survive a kill. */
@Injectable()
export class ImportsService {
  private readonly log = new Logger('Imports');

  constructor(
    private readonly work: UnitOfWork,
    private readonly files: Files,
    private readonly intakes: Intakes,
    private readonly remembered: RememberedColumns,
    private readonly checker: ImportChecker,
    private readonly applier: ImportApplier,
    private readonly reverser: ImportReverser,
  ) {}

  /**
   * Takes a list of departments as programs and the command line send it: CSV in UTF-8 with an ORI in every row, read and checked
   * at once; the counts say what applying would do. Throws `csv_broken`, `csv_empty`, `csv_not_utf8` (400) and `columns_missing` (422).
   * Returns the import's id.
   */
  async preview(actor: Actor, upload: Omit<ListUpload, 'kind'> & { mapping?: Mapping }): Promise<string> {
    const format = detectFormat(upload.content, { encoding: 'utf-8' });
    const list = await readList(upload.content, format);
    return this.work.run(actor, async (tx) => {
      const fields = await this.intakes.of('departments').fieldsIn(tx);
      const mapping = { ...suggestMapping(fields, list.header), ...upload.mapping };
      const dayOrder = dayOrderOf(fields, list, mapping) ?? 'mdy';
      const missing = missingFields('departments', mapping, true);
      if (missing.length > 0) throw columnsMissing(missing);
      const settings: ImportSettings = { ...format, dayOrder, unmatched: 'create', oriRequired: true };
      const item = this.begin(tx, { ...upload, kind: 'departments' }, list, settings);
      item.mapping = mapping;
      await tx.repo(DataImport).insert(item);
      await this.checker.check(tx, item, list);
      await tx.repo(DataImport).save(item);
      return item.id;
    });
  }

  /**
   * Takes any list and keeps its file. Where the columns are known (the same set was imported before, or they are those of an
   * agency list) it is checked at once. Throws as `preview`, and `json_no_list` (400). Returns the import's id and whether its
   * columns are still to be named.
   */
  async receive(actor: Actor, upload: ListUpload): Promise<{ id: string; columnsOpen: boolean }> {
    const format = detectFormat(upload.content);
    const list = await readList(upload.content, format);
    const made = await this.work.run(actor, async (tx) => {
      const fields = await this.intakes.of(upload.kind).fieldsIn(tx);
      const known = await this.remembered.of(tx, upload.kind, list.header, fields);
      const mapping = known?.mapping ?? suggestMapping(fields, list.header);
      const dayOrder = dayOrderOf(fields, list, mapping) ?? known?.dayOrder ?? 'mdy';
      const unmatched = (await this.directoryIsEmpty(tx)) ? 'create' : 'settle';
      const item = this.begin(tx, upload, list, { ...format, dayOrder, unmatched });
      item.mapping = mapping;
      await tx.repo(DataImport).insert(item);
      const mediaType = format.type === 'json' ? 'application/json' : 'text/csv';
      await this.files.keep(tx, upload.content, mediaType, { keptFor: `import/${item.id}`, until: null });
      const sure =
        known !== undefined || ['ori', 'name', 'state'].every((field) => mapping[field] !== undefined);
      return { item, sure: sure && missingFields(upload.kind, mapping).length === 0 };
    });
    if (made.sure) await this.requestCheck(actor, made.item.id);
    return { id: made.item.id, columnsOpen: !made.sure };
  }

  /** What the columns of an uploaded list are, read anew as a person says it is written. */
  async columns(
    tx: Tx,
    item: DataImport,
    said: Partial<ListFormat> = {},
  ): Promise<ListRows & { format: ListFormat }> {
    const file = await this.files.read(tx, item.fileSha256);
    if (!file) throw importStep('The file of this import is not kept. Send it again to name its columns.');
    const { type, encoding, delimiter } = item.settings;
    const format = {
      ...(type === 'json' ? { type } : detectFormat(file.bytes, { type, encoding, delimiter })),
      ...said,
    };
    const whole = detectFormat(file.bytes, format);
    return { ...(await readList(file.bytes, whole)), format: whole };
  }

  /**
   * Names the columns of a list and checks it: at once, or by a job when it is long. The columns are remembered for the next list
   * with the same set of them. Throws `columns_missing` (422) and `import_step_not_allowed` (409).
   */
  async nameColumns(actor: Actor, id: string, named: NamedColumns): Promise<void> {
    await this.work.run(actor, async (tx) => {
      const item = await this.lock(tx, id);
      const list = await this.columns(tx, item, named.format);
      const fields = await this.intakes.of(item.kind).fieldsIn(tx);
      const mapping = mappingWithin(fields, named.mapping);
      const found = dayOrderOf(fields, list, mapping);
      const missing = missingFields(item.kind, mapping);
      if (missing.length > 0) throw columnsMissing(missing);
      const dayOrder = named.dayOrder ?? found ?? 'mdy';
      item.settings = { ...list.format, dayOrder, unmatched: named.unmatched };
      item.mapping = mapping;
      item.header = list.header;
      item.rows = list.rows.length;
      if (item.state === 'failed' && item.progressTotal === 0) item.state = 'uploaded';
      await tx.repo(DataImport).save(item);
      await this.remembered.keep(tx, item.kind, list.header, mapping, dayOrder);
    });
    await this.requestCheck(actor, id);
  }

  /** Asks for a checked import to be written. Throws 404, and `import_step_not_allowed` (409) in any other state. */
  requestApplication(actor: Actor, id: string): Promise<void> {
    return this.request(actor, id, 'application');
  }

  /** Asks for an applied import to be taken back. Throws 404, and `import_step_not_allowed` (409) in any other state. */
  requestReversal(actor: Actor, id: string): Promise<void> {
    return this.request(actor, id, 'reversal');
  }

  @OnEvent(ImportWorkRequested, { name: 'imports.work', outside: true })
  async onWorkRequested(event: StoredEvent<{ importId: string }>): Promise<void> {
    await this.workOn(event.payload.importId);
  }

  /** Takes up whatever a killed process left lying. */
  @Scheduled('departments.imports', { everySeconds: 15 })
  async sweep(): Promise<void> {
    const open = await this.work.read(SYSTEM, (tx) =>
      tx.query<{ id: string }>(
        `select id from data_import where state in ('checking', 'applying', 'reverting') order by id`,
      ),
    );
    for (const { id } of open) await this.workOn(id);
  }

  /**
   * Works on an import until it is done, or until another process is found at it. A failing chunk is tried again at once, up to five
   * times; then the import is `failed`, with what was written kept and the rest to be asked for again.
   */
  async workOn(id: string, progress: (item: DataImport) => void = () => {}): Promise<void> {
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

  private begin(tx: Tx, upload: ListUpload, list: ListRows, settings: ImportSettings): DataImport {
    const item = new DataImport();
    return Object.assign(item, {
      id: newId(),
      kind: upload.kind,
      source: upload.source,
      fileName: upload.fileName,
      fileSha256: createHash('sha256').update(upload.content).digest('hex'),
      mapping: {},
      settings,
      header: list.header,
      state: 'uploaded',
      rows: list.rows.length,
      requestedBy: personIdOf(tx.actor),
      requestedByName: actorName(tx.actor),
      createdAt: tx.now,
    });
  }

  private async directoryIsEmpty(tx: Tx): Promise<boolean> {
    return (await tx.one(`select from department limit 1`)) === undefined;
  }

  /** Checks at once what is short, and leaves the rest to a job. */
  private async requestCheck(actor: Actor, id: string): Promise<void> {
    const long = await this.work.run(actor, async (tx) => {
      const item = await this.lock(tx, id);
      item.startChecking();
      await tx.repo(DataImport).save(item);
      const size = await tx.one<{ size: number }>(`select size from blob where sha256 = $1`, [
        item.fileSha256,
      ]);
      return (size?.size ?? 0) > AT_ONCE_BYTES;
    });
    if (long) await this.work.run(actor, (tx) => this.ring(tx, id, 'check'));
    else await this.workOn(id);
  }

  private request(actor: Actor, id: string, work: 'application' | 'reversal'): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const item = await this.lock(tx, id);
      if (work === 'application') item.startApplying();
      else item.startReverting();
      await tx.repo(DataImport).save(item);
      await this.ring(tx, id, work);
    });
  }

  private async ring(tx: Tx, id: string, work: 'check' | 'application' | 'reversal'): Promise<void> {
    await tx.record(
      ImportWorkRequested(
        { importId: id, work },
        { visibility: 'vendor', subject: { type: 'department_import', id }, summary: SUMMARIES[work] },
      ),
    );
  }

  private async lock(tx: Tx, id: string): Promise<DataImport> {
    const item = isId(id)
      ? await tx.repo(DataImport).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } })
      : null;
    if (!item) throw importNotFound();
    return item;
  }

  /** One chunk; null when there is nothing to do, or another process is doing it. */
  private async step(tx: Tx, id: string): Promise<DataImport | null> {
    const item = await tx.repo(DataImport).findOne({
      where: { id },
      lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
    });
    if (item?.state === 'checking') {
      await this.checker.check(tx, item, await this.columns(tx, item, item.settings));
      await tx.repo(DataImport).save(item);
    } else if (item?.state === 'applying' || item?.state === 'reverting') {
      // Two lists at once would meet on the same departments in different order; they take turns, chunk by chunk.
      await tx.query(`select pg_advisory_xact_lock(hashtext('data_import'))`);
      await (item.state === 'applying' ? this.applier : this.reverser).step(tx, item);
    } else return null;
    await tellOpenPages(tx, id);
    return item;
  }

  /** Counts a failed attempt; false when it was the last. */
  private async noteFailure(tx: Tx, id: string, error: Error): Promise<boolean> {
    const item = await tx.repo(DataImport).findOneByOrFail({ id });
    item.attempts++;
    item.error = error.message.slice(0, 500);
    if (item.attempts >= MOST_ATTEMPTS) item.state = 'failed';
    await tx.repo(DataImport).save(item);
    return item.state !== 'failed';
  }
}
