import { Body, Controller, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import { IsObject } from 'class-validator';
import {
  CustomFieldsQueries,
  customOfForm,
  type CustomValues,
} from '../departments/custom-fields.queries.js';
import type { Actor } from '../platform/actor.js';
import { survivorOf } from '../departments/survivors.queries.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { isId } from '../platform/id.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { PitchCustomService } from './pitch-custom.service.js';
import { pitchNotFound } from './pitches.errors.js';

export class ChangeCustomDto {
  /** Values of custom fields by key; null clears one, what is not named stays. */
  @IsObject()
  custom: Record<string, unknown>;
}

/** The vendor's own fields of one pitch, as a form and as JSON. */
@ApiTags('Pitches')
@Controller()
export class PitchCustomController {
  constructor(
    private readonly custom: PitchCustomService,
    private readonly customFields: CustomFieldsQueries,
    private readonly work: UnitOfWork,
  ) {}

  @Get('api/v1/pitches/:id/custom')
  @Can('pitches.read')
  values(@CurrentActor() actor: Actor, @Param('id') id: string) {
    return this.work.read(actor, async (tx) => ({ custom: (await one(tx, id)).custom }));
  }

  @Patch('api/v1/pitches/:id/custom')
  @Can('pitches.write')
  async change(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() dto: ChangeCustomDto) {
    await this.custom.change(actor, id, dto.custom);
    return this.values(actor, id);
  }

  @Get('pitches/:id/fields')
  @ApiExcludeEndpoint()
  @Can('pitches.write')
  form(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView> {
    return this.page(actor, id, { errors: {}, formError: null, values: {} });
  }

  @Post('pitches/:id/fields')
  @ApiExcludeEndpoint()
  @Can('pitches.write')
  save(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        await this.custom.change(actor, id, customOfForm(body) ?? {}, { asText: true });
        return redirect(`/pitches/${id}#fields`, 'Saved.');
      },
      (shown) => this.page(actor, id, shown),
    );
  }

  private page(actor: Actor, id: string, shown: Record<string, unknown>): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const pitch = await one(tx, id);
      const customFields = await this.customFields.shown(tx, 'pitch', pitch.custom);
      return page('pitches/fields', { pitch, customFields, ...shown }, { title: `Fields of ${pitch.name}` });
    });
  }
}

async function one(tx: Tx, id: string): Promise<{ id: string; name: string; custom: CustomValues }> {
  const pitch = isId(id)
    ? await tx.one<{ id: string; name: string; custom: CustomValues }>(
        `select p.id, d.name, p.custom from pitch p ${survivorOf('p.department_id')} where p.id = $1`,
        [id],
      )
    : undefined;
  if (!pitch) throw pitchNotFound();
  return pitch;
}
