import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsInt, IsString, MaxLength } from 'class-validator';
import { placeOf } from '../departments/departments.queries.js';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { parseForm } from '../platform/web/form.js';
import { ListQuery } from '../platform/web/keyset.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { steps } from './import-page.js';
import { type DoubtfulRow, ImportsQueries } from './imports.queries.js';
import { SettlingService } from './settling.service.js';

export class SettleDto {
  @IsInt() line: number;
  /** `create`, `skip`, or the id of a department. */
  @IsString() @MaxLength(36) decision: string;
}

export class SettleUnknownDto {
  /** `create` or `skip`. */
  @IsString() @MaxLength(10) decision: string;
}

export class ReopenDto {
  @IsInt() line: number;
}

const A_PAGE = 25;

/** Doubtful rows of an import: which department each means. */
@ApiExcludeController()
@Controller('imports/:id/settling')
@Can('imports.manage')
export class SettlingController {
  constructor(
    private readonly settling: SettlingService,
    private readonly queries: ImportsQueries,
    private readonly work: UnitOfWork,
  ) {}

  @Get()
  show(@CurrentActor() actor: Actor, @Param('id') id: string, @Query() query: ListQuery): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const item = await this.queries.detail(tx, id);
      const { data, nextCursor } = await this.queries.doubtful(tx, id, {
        limit: A_PAGE,
        cursor: query.cursor,
      });
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
          rows: data.map((row) => ({ ...asked(row, item.header), like: row.like - 1 })),
          unknown: await this.queries.unknown(tx, id),
          settled: await this.queries.settled(tx, id),
          nextHref: nextCursor ? `${base}?cursor=${nextCursor}` : null,
          firstHref: query.cursor ? base : null,
        },
        { title: 'Rows to settle' },
      );
    });
  }

  @Post()
  async settle(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<Redirect> {
    const { line, decision } = await parseForm(SettleDto, body);
    const count = await this.settling.settle(actor, id, line, decision);
    return redirect(`/imports/${id}/settling`, count === 1 ? 'Row settled.' : `${count} rows settled.`);
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
    candidates: candidates.map((candidate) => ({
      id: candidate.id,
      name: candidate.name,
      place: placeOf(candidate),
      ori: candidate.ori,
    })),
  };
}
