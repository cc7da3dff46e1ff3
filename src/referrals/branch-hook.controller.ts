import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config/config.js';
import { SecretKey } from '../platform/secret-key.js';
import { type ActorRequest, FromElsewhere, Public } from '../platform/web/access.js';
import { readBranchEvent } from './branch-event.js';
import { HookDoor } from './hook-door.js';
import { Intake } from './intake.js';
import { notAnObject } from './referrals.errors.js';

/** The route, which is served beside the others; see create-app.ts. */
export const BRANCH_HOOK = { path: '/hooks/branch/:secret', at: /^\/hooks\/branch\/[^/?]+$/ } as const;
/** What everybody is answered whose event is kept. */
export const RECEIVED = '{"received":true}';

/** Branch's webhook. It does not sign: the secret in the path is all there is, so it is compared in constant time. */
@Controller()
export class BranchHookController {
  private readonly keyed = (...parts: string[]): string => this.key.hmac('download', ...parts);

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly key: SecretKey,
    private readonly door: HookDoor,
    private readonly intake: Intake,
  ) {}

  /** Answers 200 after the event is stored. Branch sends again only when it had to wait too long. */
  @Post(BRANCH_HOOK.path)
  @HttpCode(200)
  @Public()
  @FromElsewhere()
  async receive(@Req() request: ActorRequest, @Body() _body: unknown): Promise<{ received: true }> {
    await this.take(request);
    return { received: true };
  }

  /** The same for a request as Fastify hands it over. Throws 404 for a wrong secret, 422 for what is no object. */
  async take(request: FastifyRequest): Promise<void> {
    const { secret } = request.params as { secret: string };
    this.door.open(request, secret, this.config.branchWebhookSecret);
    const event = readBranchEvent(request.body, this.keyed, this.clock.now());
    if (!event) throw notAnObject();
    await this.intake.acceptPushed(event);
  }
}
