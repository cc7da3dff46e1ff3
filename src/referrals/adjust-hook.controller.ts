import { Controller, Get, Header, Param, Query, Req } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config/config.js';
import { SecretKey } from '../platform/secret-key.js';
import { type ActorRequest, FromElsewhere, Public } from '../platform/web/access.js';
import { readAdjustEvent } from './adjust-event.js';
import { HookDoor } from './hook-door.js';
import { Intake } from './intake.js';

/** Adjust's callbacks. Adjust can only GET, so this is the one GET of the product that writes. */
@Controller('hooks/adjust')
export class AdjustHookController {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly key: SecretKey,
    private readonly door: HookDoor,
    private readonly intake: Intake,
  ) {}

  /**
   * Answers 200 after the event is stored and counted; the same address asked for again writes nothing. Adjust sends
   * again for a day while it gets a 5xx. A HEAD is answered alike and writes nothing.
   */
  @Get(':secret')
  @Header('cache-control', 'no-store')
  @Public()
  @FromElsewhere()
  async receive(
    @Req() request: ActorRequest,
    @Param('secret') secret: string,
    @Query() query: Record<string, unknown>,
  ): Promise<{ received: boolean }> {
    this.door.open(request, secret, this.config.adjustWebhookSecret);
    if (request.method !== 'GET') return { received: false };
    const keyed = (...parts: string[]): string => this.key.hmac('download', ...parts);
    await this.intake.acceptPushed(readAdjustEvent(query, keyed, this.clock.now()));
    return { received: true };
  }
}
