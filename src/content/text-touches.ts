import { Injectable } from '@nestjs/common';
import { ApprovalsQueries, type Touch } from '../approvals/approvals.queries.js';
import type { Tx } from '../platform/database/tx.js';
import { DraftStore, handOf, type Held } from './draft-store.js';
import { touchesOf } from './rules/redline-touches.js';
import { type Composed, disclosureField } from './text.js';

/** What a text touches, which its policy may ask further steps for. */
@Injectable()
export class TextTouches {
  constructor(
    private readonly store: DraftStore,
    private readonly approvals: ApprovalsQueries,
  ) {}

  /** What the text changes of the last one of this draft that passed every step, and whether the vendor's side wrote any of it. */
  async of(tx: Tx, { draft, revision, version }: Held): Promise<Touch[]> {
    return [
      ...touchesOf(await this.approvedBlocks(tx, draft.id), revision.blocks, disclosureField(version)),
      ...((await this.store.vendorWrote(tx, draft.id, revision)) ? (['vendor'] as const) : []),
    ];
  }

  /** The same of words that the actor has typed over the text and would save. */
  async ofTyped(tx: Tx, { draft, revision, version }: Held, typed: Composed): Promise<Touch[]> {
    const writes = handOf(tx) === 'vendor' && typed.contentHash !== revision.contentHash;
    return [
      ...touchesOf(await this.approvedBlocks(tx, draft.id), typed.blocks, disclosureField(version)),
      ...(writes || (await this.store.vendorWrote(tx, draft.id, revision)) ? (['vendor'] as const) : []),
    ];
  }

  private async approvedBlocks(tx: Tx, draftId: string) {
    const approvedId = await this.approvals.lastApprovedRevision(tx, draftId);
    return approvedId ? (await this.store.revision(tx, draftId, approvedId)).blocks : null;
  }
}
