import { Injectable } from '@nestjs/common';
import { type Actor, actorName } from '../platform/actor.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { isId, newId } from '../platform/id.js';
import { SigningSecrets } from './signing-secrets.js';
import { disable, placeOf } from './subscription-rows.js';
import { findTarget } from './target.js';
import type { AddSubscriptionDto, ChangeSubscriptionDto } from './webhooks.dto.js';
import { urlRefused } from './webhooks.errors.js';
import {
  WebhookSecretRotated,
  WebhookSubscriptionAdded,
  WebhookSubscriptionChanged,
} from './webhooks.events.js';

/** How long the secret before a new one goes on signing. */
const BOTH_SIGN_MS = 24 * 3_600_000;

interface Standing {
  url: string;
  state: 'active' | 'disabled';
}

/** Who is told of what. URLs are resolved and checked before the transaction, since nothing calls the network inside one. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly config: Config,
    private readonly secrets: SigningSecrets,
  ) {}

  /** Adds a subscription and gives its secret, this once. Throws `url_…` (422) naming the field. */
  async add(actor: Actor, { url, eventTypes }: AddSubscriptionDto): Promise<{ id: string; secret: string }> {
    await this.checkUrl(url);
    return this.work.run(actor, async (tx) => {
      const id = newId();
      const salt = this.secrets.newSalt();
      const types = distinct(eventTypes);
      await tx.query(
        `insert into webhook_subscription (id, url, event_types, state, salt, created_by_name, created_at)
         values ($1, $2, $3, 'active', $4, $5, $6)`,
        [id, url, types, salt, actorName(actor), tx.now],
      );
      await tx.record(
        WebhookSubscriptionAdded(
          { subscriptionId: id, eventTypes: types },
          placeOf(id, url, 'Added webhooks to'),
        ),
      );
      return { id, secret: this.secrets.of(id, salt) };
    });
  }

  /**
   * Changes URL, event types or standing. Taking up again begins with what happens from now on. Throws 404 and `url_…` (422)
   * naming the field; the URL is checked again when sending begins again.
   */
  async change(actor: Actor, id: string, dto: ChangeSubscriptionDto): Promise<void> {
    const url = dto.url ?? (dto.active ? await this.urlOf(actor, id) : undefined);
    if (url !== undefined) await this.checkUrl(url);
    await this.work.run(actor, async (tx) => {
      const standing = await locked(tx, id);
      if (dto.active === false) await disable(tx, id, 'by_hand');
      const types = dto.eventTypes && distinct(dto.eventTypes);
      const takenUp = dto.active === true && standing.state === 'disabled';
      const fields = [dto.url !== undefined && 'url', types && 'eventTypes', takenUp && 'active'].filter(
        (field): field is string => typeof field === 'string',
      );
      if (fields.length === 0) return;
      await tx.query(
        `update webhook_subscription set url = coalesce($2, url), event_types = coalesce($3, event_types),
           state = case when $4 then 'active' else state end,
           disabled_because = case when $4 then null else disabled_because end,
           disabled_at = case when $4 then null else disabled_at end,
           failing_since = case when $4 or $2 is not null then null else failing_since end
         where id = $1`,
        [id, dto.url ?? null, types ?? null, takenUp],
      );
      const says = takenUp ? 'Took up again webhooks to' : 'Changed webhooks to';
      await tx.record(
        WebhookSubscriptionChanged(
          { subscriptionId: id, fields },
          placeOf(id, dto.url ?? standing.url, says),
        ),
      );
    });
  }

  /** Gives a new secret, this once; the one before signs too for 24 hours, and the one before that no more. Throws 404. */
  rotateSecret(actor: Actor, id: string): Promise<{ secret: string; previousSecretUntil: Date }> {
    return this.work.run(actor, async (tx) => {
      const { url } = await locked(tx, id);
      const salt = this.secrets.newSalt();
      const until = new Date(tx.now.getTime() + BOTH_SIGN_MS);
      await tx.query(
        'update webhook_subscription set previous_salt = salt, previous_until = $2, salt = $3 where id = $1',
        [id, until, salt],
      );
      await tx.record(
        WebhookSecretRotated(
          { subscriptionId: id, previousUntil: until.toISOString() },
          placeOf(id, url, 'New secret for webhooks to'),
        ),
      );
      return { secret: this.secrets.of(id, salt), previousSecretUntil: until };
    });
  }

  private async checkUrl(url: string): Promise<void> {
    try {
      await findTarget(url, { allowPrivate: this.config.webhooksAllowPrivate });
    } catch (error) {
      throw urlRefused(error);
    }
  }

  private async urlOf(actor: Actor, id: string): Promise<string> {
    const row = isId(id)
      ? await this.work.read(actor, (tx) =>
          tx.one<{ url: string }>('select url from webhook_subscription where id = $1', [id]),
        )
      : undefined;
    if (!row) throw notFound('subscription');
    return row.url;
  }
}

async function locked(tx: Tx, id: string): Promise<Standing> {
  const row = isId(id)
    ? await tx.one<Standing>('select url, state from webhook_subscription where id = $1 for update', [id])
    : undefined;
  if (!row) throw notFound('subscription');
  return row;
}

function distinct(types: string[]): string[] {
  return [...new Set(types)].sort();
}
