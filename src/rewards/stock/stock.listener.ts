import { Injectable } from '@nestjs/common';
import { PeopleQueries } from '../../identity/people.queries.js';
import { MailService } from '../../mail/mail.service.js';
import { Config } from '../../platform/config/config.js';
import type { Tx } from '../../platform/database/tx.js';
import type { StoredEvent } from '../../platform/events/define-event.js';
import { OnEvent } from '../../platform/events/on-event.js';
import { StockFellLow } from './stock.events.js';

type FellLow = ReturnType<typeof StockFellLow>['payload'];

/** Tells fulfilment to order, once for each time a SKU falls to its reorder level. */
@Injectable()
export class StockListener {
  constructor(
    private readonly people: PeopleQueries,
    private readonly mail: MailService,
    private readonly config: Config,
  ) {}

  /** To everybody in fulfilment, and to the admins when there is nobody. */
  @OnEvent(StockFellLow, { name: 'rewards.tell-fulfilment-of-low-stock' })
  async onFellLow(event: StoredEvent<FellLow>, tx: Tx): Promise<void> {
    const fulfilment = await this.people.byRole(tx, 'fulfilment');
    const told = fulfilment.length > 0 ? fulfilment : await this.people.byRole(tx, 'admin');
    for (const { name, email } of told) {
      await this.mail.enqueue(tx, {
        topic: 'rewards',
        to: { name, email },
        template: 'mail/rewards/stock-low',
        data: {
          name,
          ...event.payload,
          short: Math.max(0, -event.payload.free),
          url: `${this.config.publicUrl}/stock?sku=${encodeURIComponent(event.payload.sku)}`,
        },
        idempotencyKey: `stock-low:${event.id}:${email.toLowerCase()}`,
        visibility: 'vendor',
      });
    }
  }
}
