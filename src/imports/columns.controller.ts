import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { Tx } from '../platform/database/tx.js';
import { isId } from '../platform/id.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { type Mapping, suggestMapping } from './columns.js';
import { DataImport, UNMATCHED } from './data-import.entity.js';
import { DAY_ORDER_LABELS, DAY_ORDERS } from './day-format.js';
import { DELIMITER_LABELS, DELIMITERS } from './delimiter.js';
import { steps } from './import-page.js';
import { importNotFound, importStep } from './imports.errors.js';
import { ImportsQueries } from './imports.queries.js';
import { ImportsService } from './imports.service.js';
import { Intakes } from './intakes.js';
import type { ListFormat } from './list-file.js';
import { ENCODING_LABELS, ENCODINGS } from './text-encoding.js';

export class ReadAsQuery {
  @IsOptional() @IsIn(ENCODINGS) encoding?: ListFormat['encoding'];
  @IsOptional() @IsIn(DELIMITERS) delimiter?: ListFormat['delimiter'];
}

const SAMPLES = 3;

/** The columns of an uploaded list: how it is read, what each field comes from, and a look at the first rows. */
@ApiExcludeController()
@Controller('imports/:id/columns')
@Can('imports.manage')
export class ColumnsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly queries: ImportsQueries,
    private readonly intakes: Intakes,
    private readonly work: UnitOfWork,
  ) {}

  @Get()
  show(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query() query: ReadAsQuery,
  ): Promise<PageView> {
    return this.work.read(actor, (tx) =>
      this.form(tx, id, query, { values: {}, errors: {}, formError: null }),
    );
  }

  @Post()
  name(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<Redirect | PageView> {
    const said = readAs(body);
    return formPage(
      body,
      async () => {
        await this.imports.nameColumns(actor, id, {
          mapping: mappingOf(body),
          format: said,
          dayOrder: DAY_ORDERS.find((order) => order === body['dayOrder']),
          unmatched: UNMATCHED.find((choice) => choice === body['unmatched']) ?? 'settle',
        });
        return redirect(`/imports/${id}`, 'List checked. Nothing has changed yet.');
      },
      (shown) => this.work.read(actor, (tx) => this.form(tx, id, said, shown, mappingOf(body))),
    );
  }

  private async form(
    tx: Tx,
    id: string,
    said: ReadAsQuery,
    shown: { values: FormBody; errors: Record<string, string>; formError: string | null },
    typed?: Mapping,
  ): Promise<PageView> {
    const item = await this.queries.detail(tx, id);
    if (item.state !== 'uploaded' && item.state !== 'previewed' && item.state !== 'failed') {
      throw importStep('The columns of an import can be named until it is applied.');
    }
    const stored = isId(id) ? await tx.repo(DataImport).findOneBy({ id }) : null;
    if (!stored) throw importNotFound();
    const { header, rows, format } = await this.imports.columns(tx, stored, said);
    const fields = await this.intakes.of(item.kind).fieldsIn(tx);
    const present = new Set(header);
    const kept = Object.entries(item.mapping).filter(([, column]) => present.has(column));
    const mapping = typed ?? { ...suggestMapping(fields, header), ...Object.fromEntries(kept) };
    const columns = header.map((name, index) => ({
      value: name,
      label: name,
      samples: rows.slice(0, SAMPLES).map((row) => row.cells[index] ?? ''),
    }));
    return page(
      'imports/columns',
      {
        import: {
          id,
          kind: item.kind,
          fileName: item.fileName ?? item.source,
          rows: rows.length,
          isJson: format.type === 'json',
        },
        steps: steps(item, 'Columns'),
        format,
        encodings: ENCODINGS.map((value) => ({ value, label: ENCODING_LABELS[value] })),
        delimiters: DELIMITERS.map((value) => ({ value, label: DELIMITER_LABELS[value] })),
        dayOrders: DAY_ORDERS.map((value) => ({ value, label: DAY_ORDER_LABELS[value] })),
        dayOrder: item.settings.dayOrder,
        dated: fields.some(({ day }) => day),
        unmatched: item.settings.unmatched,
        unmatchedChoices: UNMATCHED.map((value) => ({ value, label: UNMATCHED_LABELS[value] })),
        fields: fields.map(({ key, label, hint }) => ({
          name: `mapping.${key}`,
          label,
          hint: hint ?? null,
          column: mapping[key] ?? '',
          sample:
            columns.find(({ value }) => value === mapping[key])?.samples.find((text) => text !== '') ?? '',
        })),
        columns,
        ...shown,
      },
      { title: `Columns of ${item.fileName ?? item.source}` },
    );
  }
}

const UNMATCHED_LABELS = {
  settle: 'Let me settle each',
  create: 'Add it to the directory',
  skip: 'Leave the row out',
};

function readAs(body: FormBody): ReadAsQuery {
  return {
    encoding: ENCODINGS.find((each) => each === body['encoding']),
    delimiter: DELIMITERS.find((each) => each === body['delimiter']),
  };
}

/** `mapping.name=Agency` → `{ name: 'Agency' }`; a field without a column is left out. */
function mappingOf(body: FormBody): Mapping {
  const entries = Object.entries(body ?? {}).flatMap(([name, column]) =>
    name.startsWith('mapping.') && typeof column === 'string' && column !== ''
      ? [[name.slice('mapping.'.length), column] as const]
      : [],
  );
  return Object.fromEntries(entries);
}
