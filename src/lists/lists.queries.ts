import { Injectable } from '@nestjs/common';
import { CustomFieldsQueries } from '../departments/custom-fields.queries.js';
import { DepartmentsQueries } from '../departments/departments.queries.js';
import { PeopleQueries } from '../identity/people.queries.js';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { type Actor, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { localDate } from '../platform/local-time.js';
import { decodeCursor, encodeCursor } from '../platform/web/keyset.js';
import { departmentsList } from './definitions/departments.js';
import { contactsList } from './definitions/contacts.js';
import { activitiesList, tasksList } from './definitions/diary.js';
import { pitchesList } from './definitions/pitches.js';
import type { Choice, ListContext, ListDefinition, ListName } from './list-definition.js';
import type { ListState } from './list-query.js';
import { type Found, idsQuestion, orderName, pageQuestion } from './list-sql.js';
import { wrongCursor } from './lists.errors.js';

export interface ListRow {
  id: string;
  departmentId: string;
  /** One value for each shown column, in their order. */
  cells: unknown[];
}

export interface ListPage {
  rows: ListRow[];
  nextCursor: string | null;
}

const DEFINE: Record<ListName, (context: ListContext) => ListDefinition> = {
  departments: departmentsList,
  pitches: pitchesList,
  contacts: contactsList,
  tasks: tasksList,
  activities: activitiesList,
};

/** What one search gives a list; who types knows better words before reading this far. */
const MOST_FOUND = 500;
/** Rows of a file that are asked for at a time. */
const FILE_PAGE = 1000;

/** The one reader of all lists: pages, files, programs and bulk changes ask here. */
@Injectable()
export class ListsQueries {
  constructor(
    private readonly departments: DepartmentsQueries,
    private readonly customFields: CustomFieldsQueries,
    private readonly people: PeopleQueries,
    private readonly organisation: OrganisationQueries,
    private readonly work: UnitOfWork,
  ) {}

  /** A list as this reader has it: with today's day, the people who may own something, and the custom fields there are. */
  async definition(tx: Tx, name: ListName): Promise<ListDefinition> {
    const { timeZone } = await this.organisation.current(tx);
    const fields =
      name === 'departments' || name === 'pitches'
        ? await this.customFields.fields(tx, name === 'pitches' ? 'pitch' : 'department')
        : [];
    return DEFINE[name]({
      today: localDate(tx.now, timeZone),
      now: tx.now.toISOString(),
      personId: personIdOf(tx.actor),
      owners: await this.owners(tx),
      fields,
    });
  }

  /** One page. Throws `invalid_cursor` (400) for a cursor of another order. */
  async page(
    tx: Tx,
    definition: ListDefinition,
    state: ListState,
    options: { limit: number; cursor?: string },
  ): Promise<ListPage> {
    const order = orderName(definition, state);
    const cursor = decodeCursor(options.cursor);
    if (cursor && cursor[0] !== order) throw wrongCursor();
    const found = await this.found(tx, state);
    if (found?.length === 0) return { rows: [], nextCursor: null };
    const after = cursor ? cursor.slice(1).map((part) => (part === null ? null : String(part))) : null;
    const keys = order.split(',').length + 1;
    if (after && after.length !== keys) throw wrongCursor();
    const { sql, params } = pageQuestion(definition, state, { limit: options.limit + 1, after, found });
    const all = await tx.query<Record<string, unknown>>(sql, params);
    const last = all[options.limit - 1];
    return {
      rows: all.slice(0, options.limit).map((row) => ({
        id: row['id'] as string,
        departmentId: row['departmentId'] as string,
        cells: state.columns.map((_key, i) => row[`cell${i}`] ?? null),
      })),
      nextCursor:
        all.length > options.limit && last
          ? encodeCursor([order, ...Array.from({ length: keys }, (_, i) => last[`key${i}`] ?? null)])
          : null,
    };
  }

  /**
   * All pages, for a file. Each is a question of its own, so that whoever reads slowly keeps no connection: a row that changes
   * place meanwhile may be met twice or not at all.
   */
  async *pages(actor: Actor, definition: ListDefinition, state: ListState): AsyncGenerator<ListRow[]> {
    let cursor: string | undefined;
    do {
      const page = await this.work.read(actor, (tx) =>
        this.page(tx, definition, state, { limit: FILE_PAGE, cursor }),
      );
      yield page.rows;
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
  }

  /** Ids of all that the filters leave (or of those of `ids` that are on the list at all), up to a limit. */
  async ids(
    tx: Tx,
    definition: ListDefinition,
    state: ListState,
    options: { limit: number; ids?: string[] },
  ): Promise<{ id: string; departmentId: string }[]> {
    const { sql, params } = idsQuestion(definition, state, {
      ...options,
      found: await this.found(tx, state),
    });
    return tx.query(sql, params);
  }

  /** Whether there is any row at all, filters aside. */
  async any(tx: Tx, definition: ListDefinition): Promise<boolean> {
    return (await tx.one(`select from ${definition.from} where ${definition.where} limit 1`)) !== undefined;
  }

  private async found(tx: Tx, state: ListState): Promise<Found> {
    if (!state.q) return null;
    const { data } = await this.departments.list(tx, { q: state.q, limit: MOST_FOUND });
    return this.withMerged(
      tx,
      data.map(({ id }) => id),
    );
  }

  /** Each department followed by those merged into it, under which rows of it may stand. */
  private async withMerged(tx: Tx, ids: string[]): Promise<string[]> {
    const merged = await tx.query<{ id: string; intoId: string }>(
      'select id, merged_into_id as "intoId" from department where merged_into_id = any ($1::uuid[]) order by id',
      [ids],
    );
    if (merged.length === 0) return ids;
    return ids.flatMap((id) => [id, ...merged.filter(({ intoId }) => intoId === id).map((one) => one.id)]);
  }

  private async owners(tx: Tx): Promise<Choice[]> {
    const people = [...(await this.people.byRole(tx, 'rep')), ...(await this.people.byRole(tx, 'admin'))];
    const names = new Map(people.map(({ personId, name }) => [personId, name]));
    return [...names]
      .map(([value, label]) => ({ value, label }))
      .sort((a, b) => a.label.localeCompare(b.label));
  }
}
