import { Injectable, type StreamableFile } from '@nestjs/common';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { localDate } from '../platform/local-time.js';
import { type CsvCell, csvFile } from '../platform/web/csv-stream.js';
import { plain } from './cells.js';
import type { ListDefinition, ListName } from './list-definition.js';
import { columnOf, type ListState, readListStrictly } from './list-query.js';
import { readPaging } from './lists.dto.js';
import { ListsQueries } from './lists.queries.js';

/** Any list as a file, as it is seen: its columns, filters and order, all of its pages, with the reader's own rights. */
@Injectable()
export class ListFiles {
  constructor(
    private readonly lists: ListsQueries,
    private readonly organisation: OrganisationQueries,
    private readonly work: UnitOfWork,
  ) {}

  /** The file for an address of the list. Throws `list_query_invalid` (400). `bom=1` for spreadsheets that ask for it. */
  async file(actor: Actor, name: ListName, query: Record<string, unknown>): Promise<StreamableFile> {
    const { bom } = readPaging({ bom: query['bom'] });
    const { definition, state, day } = await this.work.read(actor, async (tx) => {
      const defined = await this.lists.definition(tx, name);
      const { timeZone } = await this.organisation.current(tx);
      return {
        definition: defined,
        state: readListStrictly(defined, query),
        day: localDate(tx.now, timeZone),
      };
    });
    const heads = state.columns.map((key) => columnOf(definition, key).label);
    return csvFile(`${name}-${day}.csv`, heads, this.cells(actor, definition, state), { bom: bom === '1' });
  }

  private async *cells(
    actor: Actor,
    definition: ListDefinition,
    state: ListState,
  ): AsyncGenerator<CsvCell[][]> {
    const kinds = state.columns.map((key) => columnOf(definition, key).kind);
    for await (const rows of this.lists.pages(actor, definition, state))
      yield rows.map(({ cells }) => cells.map((value, i) => plain(kinds[i] ?? 'text', value)));
  }
}
