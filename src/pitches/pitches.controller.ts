import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { DepartmentsQueries, placeOf } from '../departments/departments.queries.js';
import { type Actor, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { localPath, page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { Owners } from './owners.js';
import { PitchPages, type Shown } from './pitch-pages.js';
import { MovePitchDto, OpenPitchDto } from './pitches.dto.js';
import { PitchesQueries } from './pitches.queries.js';
import { PitchesService } from './pitches.service.js';
import { stageLabel } from './stage-labels.js';

export class NewPitchQuery {
  @IsOptional() @IsString() @MaxLength(36) departmentId?: string;
  @IsOptional() @IsString() @MaxLength(200) q?: string;
}

/** Pitches as pages: open one, look at it, move it. The other forms of its page are PitchFormsController's. */
@ApiExcludeController()
@Controller('pitches')
export class PitchesController {
  constructor(
    private readonly pitches: PitchesService,
    private readonly pages: PitchPages,
    private readonly queries: PitchesQueries,
    private readonly departments: DepartmentsQueries,
    private readonly owners: Owners,
    private readonly work: UnitOfWork,
  ) {}

  @Get('new')
  @Can('pitches.write')
  new(@CurrentActor() actor: Actor, @Query() query: NewPitchQuery): Promise<PageView> {
    return this.openForm(actor, query, {
      values: { ownerId: personIdOf(actor) },
      errors: {},
      formError: null,
    });
  }

  @Post()
  @Can('pitches.write')
  open(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<Redirect | PageView> {
    return formPage(
      body,
      async () => {
        const id = await this.pitches.open(actor, await parseForm(OpenPitchDto, body));
        return redirect(`/pitches/${id}`, 'Pitch opened.');
      },
      (shown) => this.openForm(actor, { departmentId: String(body['departmentId'] ?? '') }, shown),
    );
  }

  @Get(':id')
  @Can('pitches.read')
  show(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView> {
    return this.pages.one(actor, id);
  }

  @Post(':id/stage-changes')
  @Can('pitches.write')
  move(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<Redirect | PageView> {
    const { back, ...fields } = body;
    const failed = ['declined', 'dormant'].includes(String(body['to'])) ? 'close' : 'move';
    return formPage(
      fields,
      async () => {
        const dto = await parseForm(MovePitchDto, fields);
        await this.pitches.move(actor, id, dto);
        return redirect(localPath(back, `/pitches/${id}`), `Moved to ${stageLabel(dto.to).toLowerCase()}.`);
      },
      (shown) => this.pages.one(actor, id, { ...shown, failed }),
    );
  }

  private openForm(actor: Actor, query: NewPitchQuery, shown: Shown): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const chosen = query.departmentId ? await this.departments.facts(tx, query.departmentId) : undefined;
      const { id, name, ori } = chosen ?? {};
      return page(
        'pitches/new',
        {
          department: chosen ? { id, name, ori, place: placeOf(chosen) } : null,
          query: query.q ?? '',
          matches: query.q && !chosen ? await this.matches(tx, query.q) : [],
          owners: await this.owners.choices(tx),
          ...shown,
        },
        { title: 'New pitch' },
      );
    });
  }

  private async matches(tx: Tx, q: string) {
    const { data } = await this.departments.list(tx, { q, limit: 12 });
    const rows = [];
    for (const department of data) {
      const open = await this.queries.openOf(tx, department.id);
      const note = department.partnershipState
        ? `partnership ${department.partnershipState}`
        : open
          ? 'open pitch'
          : null;
      rows.push({
        id: department.id,
        name: department.name,
        ori: department.ori,
        place: placeOf(department),
        note,
      });
    }
    return rows;
  }
}
