import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage } from '../platform/web/form.js';
import { ListQuery } from '../platform/web/keyset.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { readUpload } from '../platform/web/upload.js';
import { LARGEST_LIST } from './department-imports.api.controller.js';
import {
  DepartmentImportsQueries,
  type ImportDetail,
  type ImportSummary,
} from './department-imports.queries.js';
import { DepartmentImportsService } from './department-imports.service.js';
import { placeOf } from './place.js';

/** Imports of agency lists as pages: check a file, look at what would happen, apply it, take it back. */
@ApiExcludeController()
@Controller('imports')
@Can('imports.manage')
export class DepartmentImportsController {
  constructor(
    private readonly imports: DepartmentImportsService,
    private readonly queries: DepartmentImportsQueries,
    private readonly work: UnitOfWork,
  ) {}

  @Get()
  index(@CurrentActor() actor: Actor, @Query() query: ListQuery): Promise<PageView> {
    return this.list(actor, query, { values: {}, errors: {}, formError: null });
  }

  @Post()
  check(@CurrentActor() actor: Actor, @Req() request: FastifyRequest): Promise<Redirect | PageView> {
    let typed: FormBody = {};
    return formPage(
      typed,
      async () => {
        const upload = await readUpload(request, { maxBytes: LARGEST_LIST });
        typed = upload.fields;
        const id = await this.imports.preview(actor, {
          source: (upload.fields['source'] || upload.fileName.replace(/\.[a-z0-9]+$/i, '')).slice(0, 100),
          fileName: upload.fileName,
          content: upload.buffer,
        });
        return redirect(`/imports/${id}`, 'File checked. Nothing has changed yet.');
      },
      (shown) => this.list(actor, new ListQuery(), { ...shown, values: typed }),
    );
  }

  @Get(':id')
  async show(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const item = await this.queries.detail(tx, id);
      const examples = item.state === 'previewed' ? await this.queries.examples(tx, id) : [];
      const shown = (known: boolean) =>
        examples
          .filter((row) => row.known === known)
          .map((row) => ({ name: row.name, place: placeOf(row), note: row.ori }));
      return page(
        'imports/show',
        {
          import: {
            ...line(item),
            progress: item.progress,
            failure: item.state === 'failed' ? item.error : null,
          },
          mapping: Object.entries(item.mapping).map(([field, column]) => ({ field, column })),
          examples: { created: shown(false), updated: [] },
          flagged: [...item.flagged, ...item.kept].slice(0, 200),
          canUndo: item.state === 'applied',
        },
        { title: item.fileName ?? item.source },
      );
    });
  }

  @Post(':id/application')
  async apply(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<Redirect> {
    await this.imports.requestApplication(actor, id);
    return redirect(`/imports/${id}`, 'The list is being applied. You can leave this page.');
  }

  @Post(':id/reversal')
  async revert(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<Redirect> {
    await this.imports.requestReversal(actor, id);
    return redirect(
      `/imports/${id}`,
      'The import is being undone. What is in use stays, and will be listed.',
    );
  }

  private list(
    actor: Actor,
    query: ListQuery,
    shown: { values: FormBody; errors: Record<string, string>; formError: string | null },
  ): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const { data, nextCursor } = await this.queries.list(tx, query);
      return page(
        'imports/index',
        {
          imports: data.map(line),
          nextHref: nextCursor ? `/imports?cursor=${nextCursor}` : null,
          firstHref: query.cursor ? '/imports' : null,
          ...shown,
        },
        { title: 'Imports' },
      );
    });
  }
}

/** An import as both pages name it. */
function line(item: ImportSummary | ImportDetail) {
  const { id, source, state, createdAt, appliedAt, counts, requestedByName: byName } = item;
  return { id, source, state, createdAt, appliedAt, counts, byName, fileName: item.fileName ?? source };
}
