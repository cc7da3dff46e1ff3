import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config/config.js';
import { SecretKey } from '../platform/secret-key.js';
import { type ActorRequest, FromElsewhere, Public } from '../platform/web/access.js';
import { readAppsflyerEvent } from './appsflyer-event.js';
import { HookDoor } from './hook-door.js';
import { Intake } from './intake.js';
import { notAnObject } from './referrals.errors.js';

/** AppsFlyer's Push API. The secret in the path is the only proof there is of who sends. */
@Controller('hooks/appsflyer')
export class AppsflyerHookController {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly key: SecretKey,
    private readonly door: HookDoor,
    private readonly intake: Intake,
  ) {}

  /** Answers 200 after the event is stored and counted. A message that was missed is not sent again. */
  @Post(':secret')
  @HttpCode(200)
  @Public()
  @FromElsewhere()
  async receive(
    @Req() request: ActorRequest,
    @Param('secret') secret: string,
    @Body() body: unknown,
  ): Promise<{ received: true }> {
    this.door.open(request, secret, this.config.appsflyerWebhookSecret);
    const keyed = (...parts: string[]): string => this.key.hmac('download', ...parts);
    const event = readAppsflyerEvent(body, keyed, this.clock.now());
    if (!event) throw notAnObject();
    await this.intake.acceptPushed(event);
    return { received: true };
  }
}
