import { Body, Controller, Get, Post, Put } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { type StageLimits, StageLimitsService } from './stage-limits.service.js';

/** Days per open stage; a stage left out keeps its limit. */
export class StageLimitsDto {
  @IsOptional() @IsInt() @Min(1) @Max(3650) prospect?: number;
  @IsOptional() @IsInt() @Min(1) @Max(3650) contacted?: number;
  @IsOptional() @IsInt() @Min(1) @Max(3650) pitched?: number;
  @IsOptional() @IsInt() @Min(1) @Max(3650) in_discussion?: number;
  @IsOptional() @IsInt() @Min(1) @Max(3650) legal_review?: number;
  @IsOptional() @IsInt() @Min(1) @Max(3650) green_lit?: number;
}

/** When a pitch is stale, stage by stage, as page and as JSON. */
@ApiTags('Pitches')
@Controller()
export class StageLimitsController {
  constructor(
    private readonly limits: StageLimitsService,
    private readonly work: UnitOfWork,
  ) {}

  @Get('settings/stages')
  @ApiExcludeEndpoint()
  @Can('organisation.read')
  async show(@CurrentActor() actor: Actor): Promise<PageView> {
    return this.page(actor, {});
  }

  @Post('settings/stages')
  @ApiExcludeEndpoint()
  @Can('organisation.write')
  save(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        await this.change(actor, await parseForm(StageLimitsDto, body));
        return redirect('/settings/stages', 'Limits saved.');
      },
      (shown) => this.page(actor, shown),
    );
  }

  @Get('api/v1/stage-limits')
  @Can('pitches.read')
  async list(@CurrentActor() actor: Actor): Promise<{ data: StageLimits; nextCursor: null }> {
    return { data: await this.work.read(actor, (tx) => this.limits.all(tx)), nextCursor: null };
  }

  @Put('api/v1/stage-limits')
  @Can('organisation.write')
  async change(
    @CurrentActor() actor: Actor,
    @Body() dto: StageLimitsDto,
  ): Promise<{ data: StageLimits; nextCursor: null }> {
    const given = Object.fromEntries(Object.entries(dto).filter(([, days]) => days !== undefined));
    return { data: await this.work.run(actor, (tx) => this.limits.change(tx, given)), nextCursor: null };
  }

  private async page(actor: Actor, shown: Record<string, unknown>): Promise<PageView> {
    const limits = await this.work.read(actor, (tx) => this.limits.all(tx));
    const values = Object.fromEntries(limits.map(({ stage, staleAfterDays }) => [stage, staleAfterDays]));
    return page(
      'settings/stages',
      {
        stages: limits.map(({ stage }) => stage),
        canWrite: actor.side === 'vendor' && actor.role === 'admin',
        errors: {},
        formError: null,
        values,
        ...shown,
      },
      { title: 'Stages' },
    );
  }
}
