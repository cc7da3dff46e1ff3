import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/tx.js';
import type { StoredEvent } from '../../platform/events/define-event.js';
import { OnEvent } from '../../platform/events/on-event.js';
import { CodesReserved } from '../referrals.events.js';
import { BranchApi } from './branch-api.js';
import { BranchLinkRows } from './branch-link-rows.js';

/** A new alias gets its link at Branch. Without a key it is taken up when there is one. */
@Injectable()
export class BranchLinksListener {
  constructor(
    private readonly api: BranchApi,
    private readonly rows: BranchLinkRows,
  ) {}

  @OnEvent(CodesReserved, { name: 'referrals.on-codes-reserved' })
  async onCodesReserved(event: StoredEvent<{ alias: string }>, tx: Tx): Promise<void> {
    if (this.api.isConfigured) await this.rows.want(tx, event.payload.alias);
  }
}
