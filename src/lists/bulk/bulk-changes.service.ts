import { Injectable, Logger } from '@nestjs/common';
import { PeopleQueries } from '../../identity/people.queries.js';
import { type Actor, actorName, isPerson, personIdOf, SYSTEM } from '../../platform/actor.js';
import type { Tx } from '../../platform/database/tx.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { DomainError } from '../../platform/errors.js';
import type { StoredEvent } from '../../platform/events/define-event.js';
import { OnEvent } from '../../platform/events/on-event.js';
import { isId, newId } from '../../platform/id.js';
import { Scheduled } from '../../platform/jobs/scheduled.js';
import { readList, readListStrictly } from '../list-query.js';
import { bulkChangeNotFound, changeIncomplete, nothingChosen, tooManyChosen } from '../lists.errors.js';
import { ListsQueries } from '../lists.queries.js';
import { BulkChange } from './bulk-change.entity.js';
import { BulkChangeApplied, BulkWorkRequested } from './bulk.events.js';
import { checkChange } from './change-check.js';
import { type AskedChange, type BulkSubject, type Change, readChange } from './change.js';
import { RowChanger } from './row-changer.js';
import { sameAlready } from './same-already.js';

export interface Choice {
  subject: BulkSubject;
  /** The rows, if not all that the query leaves. */
  ids?: string[];
  query: string;
}

/** Up to here a change is looked at and made while one waits; more is a job. */
export const AT_ONCE = 200;
const MOST_ROWS = 20_000;
/** Rows worked on between two looks at where the whole stands. */
const CHUNK = 50;
const MOST_ATTEMPTS = 5;

interface Row {
  number: number;
  rowId: string;
}

/**
 * One change to many rows: choose, look at what would happen, make it. Rows are changed one by one, each in its own transaction
 * with its mark, by the use case of its room and with the rights of whoever asked; killed at any point, it goes on where it was.
 */
@Injectable()
export class BulkChangesService {
  private readonly log = new Logger('BulkChanges');

  constructor(
    private readonly work: UnitOfWork,
    private readonly lists: ListsQueries,
    private readonly people: PeopleQueries,
    private readonly rows: RowChanger,
  ) {}

  /**
   * Takes down the rows. Throws `list_query_invalid` (400), `nothing_chosen` and `too_many_chosen` (422). Rows that are not on the
   * list, or not within the reader's reach, are left out. Returns the change's id.
   */
  choose(actor: Actor, choice: Choice, { strictly = true }: { strictly?: boolean } = {}): Promise<string> {
    return this.work.run(actor, async (tx) => {
      if (!isPerson(actor)) throw nothingChosen();
      const definition = await this.lists.definition(tx, choice.subject);
      const query = Object.fromEntries(new URLSearchParams(choice.query.replace(/^\?/, '')));
      const state = strictly ? readListStrictly(definition, query) : readList(definition, query).state;
      // What was ticked was on the list when it was shown; only all that match is asked of the filters.
      const asked = choice.ids ? { ...state, q: '', filters: {} } : state;
      const rows = await this.lists.ids(tx, definition, asked, { limit: MOST_ROWS + 1, ids: choice.ids });
      if (rows.length === 0) throw nothingChosen();
      if (rows.length > MOST_ROWS) throw tooManyChosen(MOST_ROWS);
      const item = new BulkChange();
      item.id = newId();
      item.subject = choice.subject;
      item.query = choice.query;
      item.change = null;
      item.state = 'chosen';
      item.total = rows.length;
      item.progress = item.attempts = 0;
      item.error = null;
      item.membershipId = actor.membershipId;
      item.requestedBy = actor.personId;
      item.requestedByName = actorName(actor);
      item.createdAt = tx.now;
      item.appliedAt = null;
      await tx.repo(BulkChange).insert(item);
      await tx.query(
        `insert into bulk_change_row (bulk_change_id, number, department_id, row_id, outcome)
         select $1, number, department_id, row_id, 'chosen'
           from unnest($2::uuid[], $3::uuid[]) with ordinality as chosen (row_id, department_id, number)`,
        [item.id, rows.map(({ id }) => id), rows.map(({ departmentId }) => departmentId)],
      );
      return item.id;
    });
  }

  /**
   * Looks at what a change would do to each row; nothing is changed. Throws 404, `bulk_step_not_allowed` (409) and
   * `change_incomplete` (422). More than AT_ONCE rows are looked at by a job.
   */
  async check(
    actor: Actor,
    id: string,
    asked: AskedChange,
    { asText = false }: { asText?: boolean } = {},
  ): Promise<void> {
    const waits = await this.work.run(actor, async (tx) => {
      const item = await own(tx, id);
      const change = readChange(item.subject, asked, asText);
      await checkChange(change);
      await this.requireOwner(tx, item.subject, change);
      item.startChecking(change);
      await tx.repo(BulkChange).save(item);
      await tx.query(
        `update bulk_change_row set outcome = 'chosen', code = null, message = null where bulk_change_id = $1`,
        [id],
      );
      await sameAlready(tx, id, change);
      return this.request(tx, item);
    });
    if (waits) await this.workOn(id);
  }

  /** Makes the change. Throws 404 and `bulk_step_not_allowed` (409). More than AT_ONCE rows are changed by a job. */
  async apply(actor: Actor, id: string): Promise<void> {
    const waits = await this.work.run(actor, async (tx) => {
      const item = await own(tx, id);
      item.startApplying();
      await tx.repo(BulkChange).save(item);
      return this.request(tx, item);
    });
    if (waits) await this.workOn(id);
  }

  @OnEvent(BulkWorkRequested, { name: 'lists.work-on-bulk-change', outside: true })
  async onWorkRequested(event: StoredEvent<{ bulkChangeId: string }>): Promise<void> {
    await this.workOn(event.payload.bulkChangeId);
  }

  /** Takes up whatever a killed process left lying. */
  @Scheduled('lists.bulk-changes', { everySeconds: 15 })
  async sweep(): Promise<void> {
    const open = await this.work.read(SYSTEM, (tx) =>
      tx.query<{ id: string }>(
        `select id from bulk_change where state in ('checking', 'applying') order by id`,
      ),
    );
    for (const { id } of open) await this.workOn(id);
  }

  /** Works on a change until nothing is left of it; a fault that is no refusal is tried again up to five times. */
  async workOn(id: string): Promise<void> {
    for (;;) {
      try {
        if (!(await this.step(id))) return;
      } catch (error) {
        this.log.error(`Bulk change ${id}: ${(error as Error).message}`);
        if (!(await this.work.run(SYSTEM, (tx) => noteFailure(tx, id, error as Error)))) return;
      }
    }
  }

  /** The next rows; false when there are none, and the state is the next one. */
  private async step(id: string): Promise<boolean> {
    const found = await this.work.read(SYSTEM, async (tx) => {
      const item = await tx.repo(BulkChange).findOneBy({ id });
      if (!item || !item.change || (item.state !== 'checking' && item.state !== 'applying')) return null;
      const rows = await tx.query<Row>(
        `select number, row_id as "rowId" from bulk_change_row where bulk_change_id = $1 and outcome = $2
          order by number limit $3`,
        [id, item.state === 'checking' ? 'chosen' : 'ready', CHUNK],
      );
      const actor = await this.people.actorOf(tx, item.membershipId, 'session', null);
      return { item, change: item.change, rows, actor };
    });
    if (!found) return false;
    const { item, change, rows, actor } = found;
    if (!actor) throw new Error('whoever asked for it may no longer change anything');
    for (const row of rows) {
      if (item.state === 'checking') await this.look(actor, item, change, row);
      else await this.make(actor, item, change, row);
    }
    await this.work.run(SYSTEM, (tx) => noteProgress(tx, item.id, rows.length));
    return rows.length > 0;
  }

  private async look(actor: Actor, item: BulkChange, change: Change, row: Row): Promise<void> {
    const refusal = await this.rows.trial(actor, item.subject, change, row.rowId);
    await this.work.run(SYSTEM, (tx) => settle(tx, item.id, row, 'chosen', refusal ?? 'ready'));
  }

  private async make(actor: Actor, item: BulkChange, change: Change, row: Row): Promise<void> {
    const refusal = await this.rows.apply(actor, item.subject, change, row.rowId, (tx) =>
      settle(tx, item.id, row, 'ready', 'changed'),
    );
    if (refusal) await this.work.run(SYSTEM, (tx) => settle(tx, item.id, row, 'ready', refusal));
  }

  /** Whether the caller is to wait for the work; otherwise it is on the way to a worker. */
  private async request(tx: Tx, item: BulkChange): Promise<boolean> {
    if (item.total <= AT_ONCE) return true;
    await tx.record(
      BulkWorkRequested(
        { bulkChangeId: item.id },
        {
          visibility: 'vendor',
          subject: { type: 'bulk_change', id: item.id },
          summary: item.state === 'checking' ? 'A bulk change is looked at' : 'A bulk change started',
        },
      ),
    );
    return false;
  }

  /** Pitches and tasks go to reps and admins; a row's own rules do not ask for that. */
  private async requireOwner(tx: Tx, subject: BulkSubject, change: Change): Promise<void> {
    const ownerId = change.kind === 'owner' || change.kind === 'task' ? change.ownerId : undefined;
    if (!ownerId) return;
    const people = [...(await this.people.byRole(tx, 'rep')), ...(await this.people.byRole(tx, 'admin'))];
    if (!people.some(({ personId }) => personId === ownerId))
      throw changeIncomplete('ownerId', 'names no partnership rep or admin');
  }
}

/** A change of one's own, or an admin's look at it, locked; else 404. */
async function own(tx: Tx, id: string): Promise<BulkChange> {
  const item = isId(id)
    ? await tx.repo(BulkChange).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } })
    : null;
  if (!item || item.requestedBy !== personIdOf(tx.actor)) throw bulkChangeNotFound();
  return item;
}

/** Marks a row that is still as expected; false when it is not. */
async function settle(
  tx: Tx,
  id: string,
  row: Row,
  from: 'chosen' | 'ready',
  to: 'ready' | 'changed' | DomainError,
): Promise<boolean> {
  const [outcome, code, message] =
    typeof to === 'string' ? [to, null, null] : ['refused', to.code, to.message.slice(0, 500)];
  const marked = await tx.query(
    `update bulk_change_row set outcome = $4, code = $5, message = $6
      where bulk_change_id = $1 and number = $2 and outcome = $3 returning number`,
    [id, row.number, from, outcome, code, message],
  );
  return marked.length > 0;
}

async function noteProgress(tx: Tx, id: string, done: number): Promise<void> {
  const item = await tx.repo(BulkChange).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!item || (item.state !== 'checking' && item.state !== 'applying')) return;
  item.attempts = 0;
  item.error = null;
  item.progress = Math.min(item.total, item.progress + done);
  if (done === 0) await finish(tx, item);
  await tx.repo(BulkChange).save(item);
}

async function finish(tx: Tx, item: BulkChange): Promise<void> {
  item.progress = item.total;
  if (item.state === 'checking') {
    item.state = 'checked';
    return;
  }
  item.state = 'applied';
  item.appliedAt = tx.now;
  const counts = await tx.query<{ outcome: string; count: number }>(
    `select outcome, count(*)::int as count from bulk_change_row where bulk_change_id = $1 group by outcome`,
    [item.id],
  );
  const of = (outcome: string) => counts.find((row) => row.outcome === outcome)?.count ?? 0;
  const [changed, refused] = [of('changed'), of('refused')];
  await tx.record(
    BulkChangeApplied(
      { bulkChangeId: item.id, changed, refused },
      {
        visibility: 'vendor',
        subject: { type: 'bulk_change', id: item.id },
        summary: `${item.requestedByName} changed ${changed} ${item.subject} at once, ${refused} refused`,
      },
    ),
  );
}

/** Counts a failed attempt; false when it was the last. What was changed stays, and the rest can be asked for again. */
async function noteFailure(tx: Tx, id: string, error: Error): Promise<boolean> {
  const item = await tx.repo(BulkChange).findOneByOrFail({ id });
  item.attempts++;
  item.error = error.message.slice(0, 500);
  if (item.attempts >= MOST_ATTEMPTS) item.state = item.state === 'checking' ? 'chosen' : 'failed';
  await tx.repo(BulkChange).save(item);
  return item.attempts < MOST_ATTEMPTS;
}
