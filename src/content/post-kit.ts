import { Injectable } from '@nestjs/common';
import type { Actor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Files } from '../platform/files/files.js';
import { localDate } from '../platform/local-time.js';
import { type Caption, CaptionsService } from '../social/captions.service.js';
import { type PictureRow, PicturesQueries } from '../social/pictures.queries.js';
import { notApproved, embargoed, noSuchAsset } from './content.errors.js';
import { ContentQueries } from './content.queries.js';
import { DraftFacts } from './draft-facts.js';
import type { DraftRevision } from './draft-revision.entity.js';
import type { Draft } from './draft.entity.js';
import { embargoInstant } from './embargo-instant.js';
import { requirePicturesFree } from './picture-rights.js';
import { captionPieces, linkOf } from './post-texts.js';
import { Receipts } from './receipts.js';
import { captionRefused, noSuchCaption } from './releases.errors.js';
import { shortInstant } from './review-page.js';

interface Text {
  draft: Draft;
  revision: DraftRevision;
}

/** A post made ready for the networks: its captions and pictures, and taking them away with a receipt. */
@Injectable()
export class PostKit {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly queries: ContentQueries,
    private readonly facts: DraftFacts,
    private readonly captions: CaptionsService,
    private readonly pictures: PicturesQueries,
    private readonly receipts: Receipts,
    private readonly files: Files,
  ) {}

  /** The captions of a post, one for each network; none of any other kind of text. */
  captionsOf({ draft, revision }: Text): Caption[] {
    if (draft.kind !== 'social_post') return [];
    return this.captions.captions(captionPieces(revision.blocks), linkOf(revision.values));
  }

  picturesOf(tx: Tx, { draft, revision }: Text): Promise<PictureRow[]> {
    return this.pictures.ofText(tx, draft.id, revision.contentHash);
  }

  /** Keeps the receipt of a caption that is copied, and answers it. 422 `not_approved`, `embargoed`, `caption_refused`. */
  copy(actor: Actor, draftId: string, network: string): Promise<Caption> {
    return this.unitOfWork.run(actor, async (tx) => {
      const text = await this.queries.text(tx, draftId);
      const caption = this.captionsOf(text).find((one) => one.network === network);
      if (!caption) throw noSuchCaption();
      await this.requireFree(tx, text);
      if (caption.refused !== null) throw captionRefused(caption.refused);
      await this.receipts.keep(tx, { ...text, what: `caption/${network}`, bytes: caption.text });
      return caption;
    });
  }

  /** A caption that was copied, for readers whose browser copies nothing by itself. */
  async shown(tx: Tx, draftId: string, network: string): Promise<{ title: string; caption: Caption }> {
    const text = await this.queries.text(tx, draftId);
    const caption = this.captionsOf(text).find((one) => one.network === network);
    if (!caption) throw noSuchCaption();
    return { title: text.draft.title, caption };
  }

  /** A picture's bytes; with `keep`, for good, and then only of a text that may go out. 404 when it is not drawn. */
  picture(
    actor: Actor,
    draftId: string,
    id: string,
    { keep }: { keep: boolean },
  ): Promise<{ row: PictureRow; bytes: Buffer }> {
    const work = async (tx: Tx): Promise<{ row: PictureRow; bytes: Buffer }> => {
      const text = await this.queries.text(tx, draftId);
      const row = await this.pictures.one(tx, draftId, id);
      const file = row?.sha256 ? await this.files.read(tx, row.sha256) : undefined;
      if (!row || !file) throw noSuchAsset();
      if (keep) {
        if (row.contentHash !== text.revision.contentHash) throw notApproved();
        await this.requireFree(tx, text);
        await this.receipts.keep(tx, { ...text, what: `picture/${row.network}`, bytes: file.bytes });
      }
      return { row, bytes: file.bytes };
    };
    return keep ? this.unitOfWork.run(actor, work) : this.unitOfWork.read(actor, work);
  }

  /** Throws unless a text may leave now: approved as it is, its embargo over, its pictures free to use. */
  async requireFree(tx: Tx, { draft, revision }: Text): Promise<void> {
    if (draft.state !== 'approved' && draft.state !== 'released') throw notApproved();
    const { timeZone } = await this.facts.gather(tx, draft.partnershipId);
    const embargo = embargoInstant(revision.values, timeZone);
    if (embargo && embargo > tx.now) throw embargoed(shortInstant(embargo, timeZone));
    await requirePicturesFree(tx, revision.assets, localDate(tx.now, timeZone));
  }
}
