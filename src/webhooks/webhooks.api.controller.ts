import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { isId } from '../platform/id.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { KEPT_INSTEAD } from '../platform/web/idempotency.interceptor.js';
import { decodeCursor, keysetPage, ListQuery } from '../platform/web/keyset.js';
import { OUTGOING } from './event-types.js';
import { ReplaysService } from './replays.service.js';
import { AddSubscriptionDto, ChangeSubscriptionDto, ReplayDto } from './webhooks.dto.js';
import { type SubscriptionLine, WebhooksQueries } from './webhooks.queries.js';
import { WebhooksService } from './webhooks.service.js';

/** Outgoing webhooks as JSON: subscriptions, their secrets, the delivery log, and replays. */
@Controller('api/v1')
@ApiTags('Outgoing webhooks')
@ApiBearerAuth()
@Can('webhooks.manage')
export class WebhooksApiController {
  constructor(
    private readonly work: UnitOfWork,
    private readonly queries: WebhooksQueries,
    private readonly webhooks: WebhooksService,
    private readonly replays: ReplaysService,
  ) {}

  /** The kinds of event one can subscribe to, with the facts of each. */
  @Get('webhook-event-types')
  types() {
    const data = Object.entries(OUTGOING).map(([type, { says, facts }]) => ({ type, says, facts }));
    return { data, nextCursor: null };
  }

  @Get('webhook-subscriptions')
  async list(@CurrentActor() actor: Actor, @Query() query: ListQuery) {
    const before = cursorId(query.cursor);
    const rows = await this.work.read(actor, (tx) => this.queries.subscriptions(tx, query.limit, before));
    return keysetPage(rows, query.limit, ({ id }) => [id]);
  }

  /** The secret is in this answer and in no other, not even in that to the same request sent again. */
  @Post('webhook-subscriptions')
  async add(@CurrentActor() actor: Actor, @Body() dto: AddSubscriptionDto) {
    const { id, secret } = await this.webhooks.add(actor, dto);
    const subscription = await this.one(actor, id);
    return { ...subscription, secret, [KEPT_INSTEAD]: { ...subscription, secret: null } };
  }

  @Get('webhook-subscriptions/:id')
  async show(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<SubscriptionLine> {
    return this.one(actor, id);
  }

  @Patch('webhook-subscriptions/:id')
  async change(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: ChangeSubscriptionDto,
  ): Promise<SubscriptionLine> {
    await this.webhooks.change(actor, id, dto);
    return this.one(actor, id);
  }

  /** A new secret, shown in this answer only; the one before signs too for 24 hours. */
  @Post('webhook-subscriptions/:id/secret-rotation')
  async rotate(@CurrentActor() actor: Actor, @Param('id') id: string) {
    const rotated = await this.webhooks.rotateSecret(actor, id);
    return { id, ...rotated, [KEPT_INSTEAD]: { id, ...rotated, secret: null } };
  }

  /** Each attempt to deliver a message of this subscription, newest first. */
  @Get('webhook-subscriptions/:id/attempts')
  async attempts(@CurrentActor() actor: Actor, @Param('id') id: string, @Query() query: ListQuery) {
    const before = cursorId(query.cursor);
    await this.one(actor, id);
    const rows = await this.work.read(actor, (tx) => this.queries.attempts(tx, id, query.limit, before));
    return keysetPage(rows, query.limit, (row) => [row.id]);
  }

  /** Sends all messages that failed since then again, each under the `webhook-id` it had. */
  @Post('webhook-subscriptions/:id/replays')
  @HttpCode(202)
  async replayFailed(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() { since }: ReplayDto) {
    return { messages: await this.replays.failedSince(actor, id, new Date(since)) };
  }

  /** Sends one message again, whatever became of it. */
  @Post('webhook-messages/:id/replay')
  @HttpCode(202)
  async replay(@CurrentActor() actor: Actor, @Param('id') id: string) {
    await this.replays.message(actor, id);
    return { id, state: 'waiting' };
  }

  private async one(actor: Actor, id: string): Promise<SubscriptionLine> {
    const found = isId(id)
      ? await this.work.read(actor, (tx) => this.queries.subscription(tx, id))
      : undefined;
    if (!found) throw notFound('subscription');
    return found;
  }
}

/** The id a list goes on after; a cursor of another list begins it anew. */
function cursorId(cursor: string | undefined): string | null {
  const [id = null] = decodeCursor(cursor, 1) ?? [];
  return isId(id) ? id : null;
}
