import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CustomFieldsQueries } from '../../departments/custom-fields.queries.js';
import { KIND_CHOICES, ZONE_CHOICES } from '../../departments/departments.queries.js';
import { closeReasons } from '../../pitches/pitches.queries.js';
import type { Actor } from '../../platform/actor.js';
import type { Tx } from '../../platform/database/tx.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../../platform/web/page.js';
import { STAGE_CHOICES } from '../definitions/of-departments.js';
import { ListsQueries } from '../lists.queries.js';
import { requireWrite } from './bulk.api.controller.js';
import { BulkRowsQuery, ChangeDto } from './bulk.dto.js';
import { type BulkFacts, BulkChangesQueries } from './bulk-changes.queries.js';
import { BulkChangesService } from './bulk-changes.service.js';
import { changeInWords } from './change-words.js';
import { nothingChosen } from '../lists.errors.js';

const EXAMPLES = 8;
const ROWS = 50;

/** A bulk change as pages: what is to change, what would happen, what happened. */
@ApiExcludeController()
@Controller('bulk-changes')
export class BulkController {
  constructor(
    private readonly bulk: BulkChangesService,
    private readonly queries: BulkChangesQueries,
    private readonly lists: ListsQueries,
    private readonly customFields: CustomFieldsQueries,
    private readonly work: UnitOfWork,
  ) {}

  /** From the table: the ticked rows, or all that its address leaves. */
  @Post()
  @Can('pitches.write')
  async choose(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<Redirect> {
    const subject = body['subject'] === 'departments' ? 'departments' : 'pitches';
    requireWrite(actor, subject);
    const ids = [body['id'] ?? []].flat().map(String);
    const all = body['all'] === 'true';
    const query = String(body['query'] ?? '').slice(0, 2000);
    if (!all && ids.length === 0)
      return redirect(`/${subject}${query ? `?${query}` : ''}`, nothingChosen().message);
    const id = await this.bulk.choose(
      actor,
      { subject, query, ids: all ? undefined : ids },
      { strictly: false },
    );
    return redirect(`/bulk-changes/${id}`);
  }

  @Get(':id')
  @Can('pitches.write')
  show(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView> {
    return this.page(actor, id, { values: {}, errors: {}, formError: null, failed: null });
  }

  @Get(':id/rows')
  @Can('pitches.write')
  rows(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query() query: BulkRowsQuery,
  ): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const item = await this.queries.one(tx, id);
      const { outcome, cursor } = query;
      const { data, nextCursor } = await this.queries.rows(tx, id, { outcome, cursor, limit: ROWS });
      const path = `/bulk-changes/${id}/rows${outcome ? `?outcome=${outcome}` : ''}`;
      return page(
        'lists/bulk-rows',
        {
          bulk: { id, subject: item.subject },
          outcome: outcome ?? null,
          lines: data.map((row) => ({ ...row, href: `/${item.subject}/${row.id}` })),
          shown: data.length,
          nextHref: nextCursor ? `${path}${outcome ? '&' : '?'}cursor=${nextCursor}` : null,
          firstHref: cursor ? path : null,
        },
        { title: 'Rows of a bulk change' },
      );
    });
  }

  @Post(':id/preview')
  @Can('pitches.write')
  check(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const dto = await parseForm(ChangeDto, body);
        await this.bulk.check(actor, id, dto, { asText: true });
        return redirect(`/bulk-changes/${id}`);
      },
      (shown) => this.page(actor, id, { ...shown, failed: String(body['kind'] ?? '') }),
    );
  }

  @Post(':id/application')
  @Can('pitches.write')
  apply(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        await this.bulk.apply(actor, id);
        return redirect(`/bulk-changes/${id}`);
      },
      (shown) => this.page(actor, id, shown),
    );
  }

  private page(actor: Actor, id: string, shown: Record<string, unknown>): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const item = await this.queries.one(tx, id);
      const choices = await this.choices(tx, item);
      const back = `/${item.subject}${item.query ? `?${item.query}` : ''}`;
      const examples = async (outcome: 'ready' | 'changed' | 'chosen' | 'refused') => {
        const { data } = await this.queries.rows(tx, id, { outcome, limit: EXAMPLES });
        return data.map((row) => ({ ...row, href: `/${item.subject}/${row.id}` }));
      };
      return page(
        'lists/bulk',
        {
          bulk: { ...item, back, change: item.change ? changeInWords(item.change, choices) : null },
          noun: item.subject === 'pitches' ? ['pitch', 'pitches'] : ['department', 'departments'],
          examples: await examples(
            item.state === 'applied' ? 'changed' : item.state === 'chosen' ? 'chosen' : 'ready',
          ),
          refused: await examples('refused'),
          refusals: await this.queries.refusals(tx, id),
          ...choices,
          ...shown,
        },
        { title: 'Change many' },
      );
    });
  }

  private async choices(tx: Tx, item: BulkFacts) {
    const definition = await this.lists.definition(tx, item.subject);
    const owner = definition.filters.find((filter) => filter.key === 'owner');
    const fields = await this.customFields.fields(tx, item.subject === 'pitches' ? 'pitch' : 'department');
    return {
      owners: (owner?.kind === 'choice' ? owner.choices : []).filter(
        ({ value }) => value !== 'me' && value !== 'none',
      ),
      stages: STAGE_CHOICES.filter(({ value }) => value !== 'declined' && value !== 'dormant'),
      closeReasons: closeReasons('declined', 'dormant'),
      kinds: KIND_CHOICES,
      zones: ZONE_CHOICES,
      fields: fields
        .filter((field) => !field.retired)
        .map(({ key, label, choices }) => ({
          value: key,
          label: choices.length > 0 ? `${label} (${choices.join(', ')})` : label,
          name: label,
        })),
    };
  }
}
