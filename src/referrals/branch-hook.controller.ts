import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config/config.js';
import { SecretKey } from '../platform/secret-key.js';
import { type ActorRequest, FromElsewhere, Public } from '../platform/web/access.js';
import { readBranchEvent } from './branch-event.js';
import { HookDoor } from './hook-door.js';
import { Intake } from './intake.js';
import { notAnObject } from './referrals.errors.js';

/** Branch's webhook. It does not sign: the secret in the path is all there is, so it is compared in constant time. */
@Controller('hooks/branch')
export class BranchHookController {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly key: SecretKey,
    private readonly door: HookDoor,
    private readonly intake: Intake,
  ) {}

  /** Answers 200 after the event is stored and counted. Branch sends again only when it had to wait too long. */
  @Post(':secret')
  @HttpCode(200)
  @Public()
  @FromElsewhere()
  async receive(
    @Req() request: ActorRequest,
    @Param('secret') secret: string,
    @Body() body: unknown,
  ): Promise<{ received: true }> {
    this.door.open(request, secret, this.config.branchWebhookSecret);
    const event = readBranchEvent(body, (...parts) => this.key.hmac('download', ...parts), this.clock.now());
    if (!event) throw notAnObject();
    await this.intake.accept([event]);
    return { received: true };
  }
}
