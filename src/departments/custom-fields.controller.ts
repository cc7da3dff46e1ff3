import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { AddCustomFieldDto, ChangeCustomFieldDto } from './custom-fields.dto.js';
import { CustomFieldsQueries } from './custom-fields.queries.js';
import { CustomFieldsService } from './custom-fields.service.js';

const PAGE = '/settings/fields';

/** Custom fields under Settings: add, rename, reorder, retire. */
@ApiExcludeController()
@Controller('settings/fields')
export class CustomFieldsController {
  constructor(
    private readonly fields: CustomFieldsService,
    private readonly queries: CustomFieldsQueries,
    private readonly work: UnitOfWork,
  ) {}

  @Get()
  @Can('departments.read')
  show(@CurrentActor() actor: Actor): Promise<PageView> {
    return this.page(actor, { errors: {}, formError: null, values: {} });
  }

  @Post()
  @Can('fields.manage')
  add(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<Redirect | PageView> {
    return formPage(
      body,
      async () => {
        const { choices, ...rest } = body;
        const dto = await parseForm(AddCustomFieldDto, rest);
        dto.choices = lines(choices);
        await this.fields.add(actor, dto);
        return redirect(PAGE, `${dto.label} is a field now.`);
      },
      (shown) => this.page(actor, { ...shown, failed: 'add' }),
    );
  }

  @Post(':id')
  @Can('fields.manage')
  change(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<Redirect | PageView> {
    return formPage(
      body,
      async () => {
        const { choices, retired, ...rest } = body;
        const dto = await parseForm(ChangeCustomFieldDto, rest);
        if (typeof choices === 'string') dto.choices = lines(choices);
        if (retired === 'true' || retired === 'false') dto.retired = retired === 'true';
        await this.fields.change(actor, id, dto);
        return redirect(PAGE, 'Field saved.');
      },
      (shown) => this.page(actor, { ...shown, failed: id }),
    );
  }

  private page(actor: Actor, shown: Record<string, unknown>): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const sets = [];
      for (const [subject, title] of [
        ['department', 'Departments'],
        ['pitch', 'Pitches'],
      ] as const) {
        const fields = await this.queries.fields(tx, subject);
        const used = fields.filter((field) => !field.retired);
        sets.push({
          subject,
          title,
          fields: fields.map((field) => ({
            ...field,
            lines: field.choices.join('\n'),
            first: field.id === used[0]?.id,
            last: field.id === used.at(-1)?.id,
          })),
        });
      }
      const canWrite = actor.side === 'vendor' && actor.role === 'admin';
      return page('settings/fields', { sets, canWrite, ...shown }, { title: 'Custom fields' });
    });
  }
}

/** One choice a line. */
function lines(text: unknown): string[] {
  return typeof text === 'string'
    ? text
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean)
    : [];
}
