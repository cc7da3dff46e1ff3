import { Injectable } from '@nestjs/common';
import { RoundApproved } from '../approvals/approvals.events.js';
import type { Tx } from '../platform/database/tx.js';
import type { StoredEvent } from '../platform/events/define-event.js';
import { OnEvent } from '../platform/events/on-event.js';
import { PicturesService } from '../social/pictures.service.js';
import { DraftFacts } from './draft-facts.js';
import { DraftStore } from './draft-store.js';
import { Embargoes } from './embargoes.js';
import { pictureTexts } from './post-texts.js';

/** What follows from an approval in the same breath: the pictures of a post are ordered, the embargo of a text is watched. */
@Injectable()
export class ApprovedListener {
  constructor(
    private readonly store: DraftStore,
    private readonly facts: DraftFacts,
    private readonly embargoes: Embargoes,
    private readonly pictures: PicturesService,
  ) {}

  @OnEvent(RoundApproved, { name: 'content.after-approval', inTransaction: true })
  async approved(event: StoredEvent<{ draftId: string; contentHash: string }>, tx: Tx): Promise<void> {
    const held = await this.store.take(tx, event.payload.draftId);
    const { draft, revision } = held;
    if (revision.contentHash !== event.payload.contentHash) return;
    await this.embargoes.watch(tx, held);
    if (draft.kind !== 'social_post') return;
    const { departmentName } = await this.facts.gather(tx, draft.partnershipId);
    await tx.asApp('pictures are drawn by the product', () =>
      this.pictures.order(tx, {
        draftId: draft.id,
        departmentId: draft.departmentId,
        contentHash: revision.contentHash,
        ...pictureTexts(revision.blocks, revision.values, departmentName),
      }),
    );
  }
}
