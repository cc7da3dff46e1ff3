import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { isId } from '../platform/id.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { decodeCursor, keysetPage, ListQuery } from '../platform/web/keyset.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { ReplaysService } from './replays.service.js';
import { AddSubscriptionDto } from './webhooks.dto.js';
import { attemptShown, subscriptionShown, typeChoices } from './webhooks-page.js';
import { WebhooksQueries } from './webhooks.queries.js';
import { WebhooksService } from './webhooks.service.js';

const PAGE = 50;
const HOUR_MS = 3_600_000;
/** How far back a replay from the page reaches, in hours; messages older than 30 days are gone. */
const LOOK_BACK = [1, 24, 72, 720];

interface Shown {
  errors?: Record<string, string>;
  formError?: string | null;
  values?: FormBody;
  failed?: string;
  newSecret?: string;
  notice?: string;
}

/** Outgoing webhooks under Settings: who is told of what, how it went, and sending again. */
@Controller('settings/webhooks')
@ApiExcludeController()
@Can('webhooks.manage')
export class WebhooksController {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly queries: WebhooksQueries,
    private readonly webhooks: WebhooksService,
    private readonly replays: ReplaysService,
  ) {}

  @Get()
  index(@CurrentActor() actor: Actor, @Query() query: ListQuery): Promise<PageView> {
    return this.list(actor, query.cursor, {});
  }

  @Post()
  add(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const { id, secret } = await this.webhooks.add(actor, await read(body));
        return this.one(actor, id, undefined, { newSecret: secret, notice: 'The subscription is active' });
      },
      (shown) => this.list(actor, undefined, { ...shown, failed: 'add' }),
    );
  }

  @Get(':id')
  show(@CurrentActor() actor: Actor, @Param('id') id: string, @Query() query: ListQuery): Promise<PageView> {
    return this.one(actor, id, query.cursor, {});
  }

  @Post(':id')
  change(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.onPage(actor, id, body, async () => {
      await this.webhooks.change(actor, id, await read(body));
      return redirect(`/settings/webhooks/${id}`, 'Saved');
    });
  }

  @Post(':id/activation')
  activate(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.onPage(actor, id, body, async () => {
      await this.webhooks.change(actor, id, { active: true });
      return redirect(`/settings/webhooks/${id}`, 'Sending begins again with what happens from now on');
    });
  }

  @Post(':id/disabling')
  async disable(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<Redirect> {
    await this.webhooks.change(actor, id, { active: false });
    return redirect(`/settings/webhooks/${id}`, 'Nothing more is sent');
  }

  @Post(':id/secret-rotation')
  async rotate(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView> {
    const { secret } = await this.webhooks.rotateSecret(actor, id);
    return this.one(actor, id, undefined, { newSecret: secret });
  }

  @Post(':id/replays')
  replayFailed(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return this.onPage(actor, id, body, async () => {
      const hours = LOOK_BACK.find((one) => String(one) === body['hours']) ?? LOOK_BACK[1]!;
      const since = new Date(this.clock.now().getTime() - hours * HOUR_MS);
      const count = await this.replays.failedSince(actor, id, since);
      const messages = count === 1 ? 'One message is' : `${count} messages are`;
      return redirect(
        `/settings/webhooks/${id}`,
        count === 0 ? 'No message failed in that time' : `${messages} sent again`,
      );
    });
  }

  @Post('messages/:id/replay')
  async replay(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<Redirect> {
    const { subscriptionId } = await this.replays.message(actor, id);
    return redirect(`/settings/webhooks/${subscriptionId}`, 'The message is sent again');
  }

  private onPage(
    actor: Actor,
    id: string,
    body: FormBody,
    work: () => Promise<Redirect>,
  ): Promise<PageView | Redirect> {
    return formPage(body, work, (shown) => this.one(actor, id, undefined, { ...shown, failed: 'change' }));
  }

  private async list(actor: Actor, cursor: string | undefined, shown: Shown): Promise<PageView> {
    const found = await this.work.read(actor, async (tx) => ({
      rows: await this.queries.subscriptions(tx, PAGE, cursorId(cursor)),
      held: await this.queries.isHeld(tx),
    }));
    const { data, nextCursor } = keysetPage(found.rows, PAGE, ({ id }) => [id]);
    return page(
      'settings/webhooks',
      {
        subscriptions: data.map(subscriptionShown),
        groups: typeChoices(chosen(shown.values)),
        held: found.held,
        shown: data.length,
        nextHref: nextCursor && `/settings/webhooks?cursor=${nextCursor}`,
        firstHref: cursor ? '/settings/webhooks' : null,
        values: {},
        errors: {},
        formError: null,
        ...shown,
      },
      { title: 'Webhooks' },
    );
  }

  private async one(actor: Actor, id: string, cursor: string | undefined, shown: Shown): Promise<PageView> {
    const found = await this.work.read(actor, async (tx) => {
      const subscription = isId(id) ? await this.queries.subscription(tx, id) : undefined;
      if (!subscription) throw notFound('subscription');
      const rows = await this.queries.attempts(tx, id, PAGE, cursorId(cursor));
      return { subscription, rows, held: await this.queries.isHeld(tx) };
    });
    const { data, nextCursor } = keysetPage(found.rows, PAGE, (row) => [row.id]);
    const { subscription } = found;
    return page(
      'settings/webhook',
      {
        subscription: subscriptionShown(subscription),
        attempts: data.map(attemptShown),
        groups: typeChoices(chosen(shown.values) ?? subscription.eventTypes),
        held: found.held,
        shown: data.length,
        nextHref: nextCursor && `/settings/webhooks/${id}?cursor=${nextCursor}`,
        firstHref: cursor ? `/settings/webhooks/${id}` : null,
        values: {},
        errors: {},
        formError: null,
        ...shown,
      },
      { title: new URL(subscription.url).host },
    );
  }
}

/** The form's ticked boxes arrive as one text or as several. */
function read(body: FormBody): Promise<AddSubscriptionDto> {
  return parseForm(AddSubscriptionDto, { ...body, eventTypes: [body['eventTypes'] ?? []].flat() });
}

/** The boxes that were ticked when this form was refused; undefined when it was another one, or none. */
function chosen(values: FormBody | undefined): string[] | undefined {
  return values && 'url' in values ? [values['eventTypes'] ?? []].flat().map(String) : undefined;
}

function cursorId(cursor: string | undefined): string | null {
  const [id = null] = decodeCursor(cursor, 1) ?? [];
  return isId(id) ? id : null;
}
