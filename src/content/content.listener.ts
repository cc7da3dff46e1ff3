import { Injectable } from '@nestjs/common';
import {
  ReviewClaimed,
  ReviewDecided,
  ReviewLapsed,
  type ReviewRef,
  RoundApproved,
  RoundReturned,
} from '../approvals/approvals.events.js';
import type { Tx } from '../platform/database/tx.js';
import type { StoredEvent } from '../platform/events/define-event.js';
import { OnEvent } from '../platform/events/on-event.js';
import { quoteUnsigned } from './content.errors.js';
import type { DraftAct } from './draft-life.js';
import { DraftStore } from './draft-store.js';
import { Draft } from './draft.entity.js';
import { QuoteSignoffs } from './review-signoffs.service.js';
import { contentHash } from './rules/content-hash.js';

/** What a review does to its draft, in the transaction of the reviewer who did it. */
@Injectable()
export class ContentListener {
  constructor(
    private readonly store: DraftStore,
    private readonly signoffs: QuoteSignoffs,
  ) {}

  @OnEvent(ReviewClaimed, { name: 'content.review-claimed', inTransaction: true })
  async claimed(event: StoredEvent<ReviewRef>, tx: Tx): Promise<void> {
    await this.takeUp(tx, event.payload.draftId);
  }

  @OnEvent(ReviewDecided, { name: 'content.review-decided', inTransaction: true })
  async decided(event: StoredEvent<ReviewRef>, tx: Tx): Promise<void> {
    await this.takeUp(tx, event.payload.draftId);
  }

  @OnEvent(ReviewLapsed, { name: 'content.review-lapsed', inTransaction: true })
  async lapsed(event: StoredEvent<ReviewRef>, tx: Tx): Promise<void> {
    await this.takeUp(tx, event.payload.draftId);
  }

  /**
   * The text that was approved has to be the current one, unharmed: its hash is made again from what is stored. Without the yes of
   * everyone whose quote the vendor’s side changed, the last approval is refused (422 `quote_unsigned`) and can be given again later.
   */
  @OnEvent(RoundApproved, { name: 'content.round-approved', inTransaction: true })
  async approved(event: StoredEvent<{ draftId: string; contentHash: string }>, tx: Tx): Promise<void> {
    const { draft, revision } = await this.store.take(tx, event.payload.draftId);
    const { kind, partnershipId } = draft;
    const stored = contentHash({ ...revision, kind, partnershipId });
    if (stored !== event.payload.contentHash)
      throw new Error('The approved text is not the one that is stored.');
    const unsigned = (await this.signoffs.changed(tx, draft.id, revision)).filter(
      (quote) => quote.state !== 'agreed',
    );
    if (unsigned.length > 0) throw quoteUnsigned(unsigned.map(({ speaker }) => speaker));
    // Nobody had taken it up yet when the glass was broken.
    if (draft.state === 'submitted') draft.step('take_up', tx.now);
    await this.step(tx, draft, 'approve');
  }

  @OnEvent(RoundReturned, { name: 'content.round-returned', inTransaction: true })
  async returned(
    event: StoredEvent<{ draftId: string; outcome: 'changes_requested' | 'rejected' }>,
    tx: Tx,
  ): Promise<void> {
    const { draft } = await this.store.take(tx, event.payload.draftId);
    await this.step(tx, draft, event.payload.outcome === 'rejected' ? 'reject' : 'ask_for_changes');
  }

  private async takeUp(tx: Tx, draftId: string): Promise<void> {
    const { draft } = await this.store.take(tx, draftId);
    if (draft.state === 'submitted') await this.step(tx, draft, 'take_up');
  }

  private async step(tx: Tx, draft: Draft, act: DraftAct): Promise<void> {
    draft.step(act, tx.now);
    await tx.repo(Draft).save(draft);
  }
}
