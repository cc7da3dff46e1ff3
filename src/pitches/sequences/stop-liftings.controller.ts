import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../platform/actor.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../../platform/web/page.js';
import { PitchMailPage } from '../mail/pitch-mail-page.js';
import { DepartmentStopService } from './department-stop.service.js';
import { LiftStopDto } from './sequences.dto.js';

/** A rep lifts a department's stop of follow-ups, as somebody there asked: as a form of the pitch's mail, and as JSON. */
@ApiTags('Sequences')
@Controller()
export class StopLiftingsController {
  constructor(
    private readonly stops: DepartmentStopService,
    private readonly pages: PitchMailPage,
  ) {}

  @Post('pitches/:id/stop-liftings')
  @ApiExcludeEndpoint()
  @Can('pitches.write')
  lift(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<Redirect | PageView> {
    return formPage(
      body,
      async () => {
        const { note } = await parseForm(LiftStopDto, body);
        const lifted = await this.stops.liftByRep(actor, id, note);
        return redirect(
          `/pitches/${id}/mail`,
          lifted
            ? 'Follow-ups may be planned again. What ended stays ended.'
            : 'Nothing was stopped any more.',
        );
      },
      async (shown) => {
        const data = await this.pages.list(actor, id, null);
        return page(
          'pitches/mail/list',
          { ...data, ...shown },
          { title: `Mail, ${data.pitch.departmentName}` },
        );
      },
    );
  }

  /** Answers whether a stop was lifted; false where none stood. */
  @Post('api/v1/pitches/:id/stop-liftings')
  @HttpCode(200)
  @Can('pitches.write')
  async liftByApi(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: LiftStopDto,
  ): Promise<{ lifted: boolean }> {
    return { lifted: await this.stops.liftByRep(actor, id, dto.note) };
  }
}
