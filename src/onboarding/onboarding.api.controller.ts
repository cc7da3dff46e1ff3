import { Body, Controller, Post } from '@nestjs/common';
import type { Actor } from '../platform/actor.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { GreenLightDto } from './onboarding.dto.js';
import { OnboardingService, type Opened } from './onboarding.service.js';

/** Opens partnerships. What becomes of them afterwards is the partnerships room's. */
@Controller('api/v1/partnerships')
export class OnboardingApiController {
  constructor(private readonly onboarding: OnboardingService) {}

  /** Green light and signature: partnership, link, keyword, QR, terms, reminders, public page and kit, or nothing. */
  @Post()
  @Can('partnerships.write')
  open(@CurrentActor() actor: Actor, @Body() body: GreenLightDto): Promise<Opened> {
    return this.onboarding.greenLight(actor, body);
  }
}
