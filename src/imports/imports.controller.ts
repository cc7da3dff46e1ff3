import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IMPORT_KINDS, type ImportKind, type ListField } from '../departments/intake.dto.js';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage } from '../platform/web/form.js';
import { ListQuery } from '../platform/web/keyset.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { readUpload } from '../platform/web/upload.js';
import { columnsOf, exampleOf, line, putAwayWords, readAs, steps } from './import-page.js';
import { type ImportDetail, ImportsQueries } from './imports.queries.js';
import { ImportsService } from './imports.service.js';
import { Intakes } from './intakes.js';
import { KIND_WORDS } from './kind-words.js';
import { leftOutFile } from './left-out-file.js';
import { UNDO_DAYS, undoUntil } from './put-away.js';

/** Enough for 250,000 rows; what is larger goes in parts. */
const LARGEST_UPLOAD = 40 * 1024 * 1024;
const SHOWN = 200;

/** Imports as pages: send a file, look at what would happen, apply it, take it back. */
@ApiExcludeController()
@Controller('imports')
@Can('imports.manage')
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly queries: ImportsQueries,
    private readonly intakes: Intakes,
    private readonly work: UnitOfWork,
  ) {}

  @Get()
  index(@CurrentActor() actor: Actor, @Query() query: ListQuery): Promise<PageView> {
    return this.list(actor, query, { values: {}, errors: {}, formError: null });
  }

  @Post()
  receive(@CurrentActor() actor: Actor, @Req() request: FastifyRequest): Promise<Redirect | PageView> {
    let typed: FormBody = {};
    return formPage(
      typed,
      async () => {
        const upload = await readUpload(request, { maxBytes: LARGEST_UPLOAD });
        typed = upload.fields;
        const { id, columnsOpen } = await this.imports.receive(actor, {
          kind: kindOf(upload.fields['kind']),
          source: (upload.fields['source'] || upload.fileName.replace(/\.[a-z0-9]+$/i, '')).slice(0, 100),
          fileName: upload.fileName,
          content: upload.buffer,
        });
        return columnsOpen
          ? redirect(`/imports/${id}/columns`, 'File read. Say what its columns are.')
          : redirect(`/imports/${id}`, 'File checked. Nothing has changed yet.');
      },
      (shown) => this.list(actor, new ListQuery(), { ...shown, values: typed }),
    );
  }

  @Get(':id')
  async show(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView | Redirect> {
    return this.work.read(actor, async (tx) => {
      const item = await this.queries.detail(tx, id);
      if (item.state === 'uploaded') return redirect(`/imports/${id}/columns`);
      const checked = item.state === 'previewed';
      const created = checked ? await this.queries.examples(tx, id, 'created') : [];
      const updated = checked ? await this.queries.examples(tx, id, 'updated') : [];
      const fields = await this.intakes.of(item.kind).fieldsIn(tx);
      return page('imports/show', this.shown(item, fields, created, updated), {
        title: item.fileName ?? item.source,
      });
    });
  }

  @Get(':id/left-out.csv')
  async leftOut(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const csv = await this.work.read(actor, (tx) => leftOutFile(tx, this.queries, id));
    await reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="left-out.csv"')
      .send(csv);
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

  private shown(
    item: ImportDetail,
    fields: readonly ListField[],
    created: Parameters<typeof exampleOf>[1][],
    updated: Parameters<typeof exampleOf>[1][],
  ) {
    const labels = new Map(fields.map(({ key, label }) => [key, label]));
    const dated = fields.some(({ key, day }) => day && item.mapping[key] !== undefined);
    const { counts, state } = item;
    const left = [...item.flagged, ...item.kept];
    return {
      import: {
        ...line(item),
        progress: item.progress,
        failure: state === 'failed' ? item.error : null,
      },
      steps: steps(item, state === 'previewed' || state === 'checking' ? 'Check' : 'Apply'),
      readAs: readAs(item, dated),
      mapping: columnsOf(item.mapping, labels),
      createdRows: created.map((row) => exampleOf(item.kind, row, labels)),
      updatedRows: updated.map((row) => exampleOf(item.kind, row, labels)),
      flagged: left.slice(0, SHOWN),
      flaggedMore: left.length > SHOWN,
      leftOut: item.putAwayAt ? 0 : counts.flagged + counts.doubtful + counts.skipped + counts.kept,
      putAwayAt: item.putAwayAt?.toISOString() ?? null,
      putAwayWords: putAwayWords(item),
      wouldBe: state === 'previewed' || (state === 'expired' && item.progress.done === 0),
      undoUntil: state === 'applied' && item.appliedAt ? undoUntil(item.appliedAt).toISOString() : null,
      canName: state === 'previewed' && item.settings.oriRequired !== true,
      canUndo: state === 'applied' && item.putAwayAt === null,
      canTryAgain: state === 'failed',
      wasApplied: item.appliedAt !== null,
    };
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
          undoDays: UNDO_DAYS,
          kinds: IMPORT_KINDS.map((value) => ({
            value,
            ...KIND_WORDS[value],
            chosen: value === kindOf(shown.values['kind']),
          })),
          nextHref: nextCursor ? `/imports?cursor=${nextCursor}` : null,
          firstHref: query.cursor ? '/imports' : null,
          ...shown,
        },
        { title: 'Imports' },
      );
    });
  }
}

function kindOf(value: unknown): ImportKind {
  return IMPORT_KINDS.find((kind) => kind === value) ?? 'departments';
}
