import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config/config.js';
import { constantTimeEqual, SecretKey } from '../platform/secret-key.js';
import { DomainError } from '../platform/errors.js';
import { FromElsewhere, Public } from '../platform/web/access.js';
import { readBranchEvent } from './branch-event.js';
import { Intake } from './intake.js';
import { noSuchHook } from './referrals.errors.js';

/** Branch's webhook. It does not sign: the secret in the path is all there is, so it is compared in constant time. */
@Controller('hooks/branch')
export class BranchHookController {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly key: SecretKey,
    private readonly intake: Intake,
  ) {}

  /** Answers 200 after the event is stored and counted. Branch sends again only when it had to wait too long. */
  @Post(':secret')
  @HttpCode(200)
  @Public()
  @FromElsewhere()
  async receive(@Param('secret') secret: string, @Body() body: unknown): Promise<{ received: true }> {
    const configured = this.config.branchWebhookSecret;
    if (!configured || !constantTimeEqual(secret, configured)) throw noSuchHook();
    const event = readBranchEvent(body, (...parts) => this.key.hmac('download', ...parts), this.clock.now());
    if (!event) throw new DomainError('malformed', 'invalid_input', 'The body must be a JSON object.');
    await this.intake.accept([event]);
    return { received: true };
  }
}
