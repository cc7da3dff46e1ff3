import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, MaxLength } from 'class-validator';
import { DepartmentSearchQueries } from '../departments/department-search.queries.js';
import { placeOf } from '../departments/departments.queries.js';
import type { Actor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { ListQuery } from '../platform/web/keyset.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { steps } from './import-page.js';
import { type DoubtfulRow, ImportsQueries } from './imports.queries.js';
import { SettlingService } from './settling.service.js';

export class SettleDto {
  @IsInt() line: number;
  /** `create`, `skip`, the id of a department, or `ori`: the one with the ORI below. */
  @IsString() @MaxLength(36) decision: string;
  @IsOptional() @IsString() @MaxLength(20) ori?: string;
}

export class SettleUnknownDto {
  /** `create` or `skip`. */
  @IsString() @MaxLength(10) decision: string;
}

export class ReopenDto {
  @IsInt() line: number;
}

/** A form that was refused, as it is shown again. */
interface Refused {
  values: FormBody;
  errors: Record<string, string>;
  formError: string | null;
}

const A_PAGE = 25;
/** Departments with a name somewhat like a row's that are offered where none fits. */
const SUGGESTED = 3;

/** Doubtful rows of an import: which department each means. */
@ApiExcludeController()
@Controller('imports/:id/settling')
@Can('imports.manage')
export class SettlingController {
  constructor(
    private readonly settling: SettlingService,
    private readonly queries: ImportsQueries,
    private readonly search: DepartmentSearchQueries,
    private readonly work: UnitOfWork,
  ) {}

  @Get()
  show(@CurrentActor() actor: Actor, @Param('id') id: string, @Query() query: ListQuery): Promise<PageView> {
    return this.work.read(actor, (tx) => this.form(tx, id, query.cursor, null));
  }

  /** A refused answer is shown with its row again, where it stands on the first page. */
  @Post()
  settle(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<Redirect | PageView> {
    return formPage(
      body,
      async () => {
        const { line, decision, ori } = await parseForm(SettleDto, body);
        const count =
          decision === 'ori'
            ? await this.settling.settleByOri(actor, id, line, ori ?? '')
            : await this.settling.settle(actor, id, line, decision);
        return redirect(`/imports/${id}/settling`, count === 1 ? 'Row settled.' : `${count} rows settled.`);
      },
      (shown) => this.work.read(actor, (tx) => this.form(tx, id, undefined, shown)),
    );
  }

  @Post('unknown')
  async settleUnknown(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<Redirect> {
    const { decision } = await parseForm(SettleUnknownDto, body);
    const count = await this.settling.settleUnknown(actor, id, decision);
    return redirect(`/imports/${id}/settling`, `${count} rows settled.`);
  }

  @Post('reopening')
  async reopen(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<Redirect> {
    const { line } = await parseForm(ReopenDto, body);
    await this.settling.reopen(actor, id, line);
    return redirect(`/imports/${id}/settling`, 'The row is open again.');
  }

  private async form(
    tx: Tx,
    id: string,
    cursor: string | undefined,
    refused: Refused | null,
  ): Promise<PageView> {
    const item = await this.queries.detail(tx, id);
    const { data, nextCursor } = await this.queries.doubtful(tx, id, { limit: A_PAGE, cursor });
    const base = `/imports/${id}/settling`;
    return page(
      'imports/settle',
      {
        import: {
          id,
          kind: item.kind,
          fileName: item.fileName ?? item.source,
          doubtful: item.counts.doubtful,
        },
        steps: steps(item, 'Settle'),
        canSettle: item.state === 'previewed',
        rows: (await this.asked(tx, data, item.header)).map((row) => ({
          ...row,
          refused: refused && String(refused.values['line']) === String(row.line) ? refusal(refused) : null,
        })),
        formError: refused?.formError ?? null,
        unknown: await this.queries.unknown(tx, id),
        settled: await this.queries.settled(tx, id),
        nextHref: nextCursor ? `${base}?cursor=${nextCursor}` : null,
        firstHref: cursor ? base : null,
      },
      { title: 'Rows to settle' },
    );
  }

  /** The rows of a page as it asks about them, with what the search finds for those nothing fits; one search for each at most. */
  private async asked(tx: Tx, rows: (DoubtfulRow & { like: number })[], header: string[]) {
    const shown = [];
    for (const row of rows) {
      const { name, state } = row.place;
      const near =
        row.candidates.length === 0 && name !== null
          ? await this.search.best(tx, `${name} ${state ?? ''}`, SUGGESTED)
          : [];
      const within = near.filter((found) => state === null || found.state === state);
      shown.push({ ...asked(row, header), like: row.like - 1, suggested: within.map(offered) });
    }
    return shown;
  }
}

function refusal({ values, errors }: Refused) {
  return { ori: values['ori'] ?? '', message: errors['ori'] ?? errors['decision'] ?? null };
}

/** A doubtful row as the page asks about it: what the file says, and what may be meant. */
function asked({ line, code, message, place, cells, candidates }: DoubtfulRow, header: string[]) {
  return {
    line,
    code,
    message,
    name: place.name ?? place.ori ?? `Line ${line}`,
    where: [place.county, place.state].filter(Boolean).join(', '),
    mayCreate: place.name !== null && place.state !== null,
    cells: header
      .map((name, index) => ({ name, value: cells[index] ?? '' }))
      .filter(({ value }) => value !== '')
      .slice(0, 8),
    candidates: candidates.map(offered),
  };
}

/** A department that may be meant. */
function offered(
  candidate: Parameters<typeof placeOf>[0] & { id: string; name: string; ori: string | null },
) {
  const { id, name, ori } = candidate;
  return { id, name, place: placeOf(candidate), ori };
}
