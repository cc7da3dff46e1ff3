import { Injectable } from '@nestjs/common';
import { type Actor, isPerson } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { LayoutPart } from '../platform/web/layout-context.js';
import { Receipts } from './receipts.js';

const WORDS = {
  correction_asked: 'is being corrected',
  corrected: 'was corrected',
  withdrawn: 'was withdrawn',
  recalled: 'was recalled',
} as const;
const MOST_SHOWN = 3;

/** Says on every page that a text somebody took away is no longer as they have it, until they confirm. */
@Injectable()
export class ReceiptsLayout {
  constructor(private readonly receipts: Receipts) {}

  @LayoutPart()
  async part(actor: Actor, tx: Tx): Promise<Record<string, unknown>> {
    if (!isPerson(actor)) return {};
    const open = await this.receipts.openFor(tx, actor);
    const latest = open.filter(
      ({ draftId }, index) => open.findIndex((one) => one.draftId === draftId) === index,
    );
    return {
      changedTexts: latest
        .slice(0, MOST_SHOWN)
        .map(({ draftId, title, kind }) => ({ href: `/drafts/${draftId}`, title, become: WORDS[kind] })),
    };
  }
}
