import { Body, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../platform/actor.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import type { FormBody } from '../platform/web/form.js';
import type { PageView, Redirect } from '../platform/web/page.js';
import type { FormStep, RewardForms } from './reward-forms.js';

type Shown = Promise<PageView | Redirect>;

/** The steps that either side takes by form, the department's or the vendor on its behalf; each shows its own page again. */
export abstract class StepRoutes {
  constructor(protected readonly forms: RewardForms) {}

  @Post(':id/acceptance')
  @Can('rewards.accept')
  async accept(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody | undefined,
    @Req() request: FastifyRequest,
  ): Shown {
    return this.take(actor, id, 'acceptance', await this.forms.acceptance(actor, request, body));
  }

  @Post(':id/refusal')
  @Can('rewards.refuse')
  refuse(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: FormBody): Shown {
    return this.take(actor, id, 'refusal', body);
  }

  @Post(':id/delivery')
  @Can('rewards.deliver')
  deliver(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: FormBody): Shown {
    return this.take(actor, id, 'delivery', body);
  }

  /** What became of a delivered device. */
  @Post(':id/disposition')
  @Can('rewards.dispose')
  dispose(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: FormBody): Shown {
    return this.take(actor, id, 'disposition', body);
  }

  /** Takes the step; refused, the page the form stands on comes again. */
  protected abstract take(actor: Actor, id: string, step: FormStep, body: FormBody): Shown;
}
