import { Injectable } from '@nestjs/common';
import { type Actor, isPerson } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { networkNames } from '../social/captions.service.js';
import type { DraftRevision } from './draft-revision.entity.js';
import type { Draft } from './draft.entity.js';
import { embargoInstant } from './embargo-instant.js';
import { mayDo } from './next-step.js';
import { PostKit } from './post-kit.js';
import { Receipts } from './receipts.js';
import { ReleaseTimesService } from './release-times.service.js';

const FORMATS = [
  { format: 'docx', name: 'Word' },
  { format: 'redline.docx', name: 'Word with tracked changes' },
  { format: 'pdf', name: 'PDF' },
  { format: 'txt', name: 'Plain text' },
  { format: 'html', name: 'Page' },
] as const;

/** What of a text's page is about its way out: time, captions, pictures, files, receipts. */
@Injectable()
export class ReleasePage {
  constructor(
    private readonly kit: PostKit,
    private readonly times: ReleaseTimesService,
    private readonly receipts: Receipts,
  ) {}

  /** More data of `department/draft`; its shape stands in the partials. */
  async of(
    tx: Tx,
    actor: Actor,
    text: { draft: Draft; revision: DraftRevision },
    { zone, ended }: { zone: string; ended: boolean },
  ): Promise<Record<string, unknown>> {
    const { draft, revision } = text;
    const time = await this.times.latest(tx, draft.id);
    const embargo = embargoInstant(revision.values, zone);
    const free =
      (draft.state === 'approved' || draft.state === 'released') && (!embargo || embargo <= tx.now);
    const notices = await this.receipts.noticesOf(tx, draft.id);
    const me = isPerson(actor) ? actor.personId : null;
    return {
      releaseTime: timeShown(time, revision.contentHash),
      canTime: mayDo(actor)('drafts.release') && draft.state === 'approved' && !ended,
      captions: this.kit.captionsOf(text).map((caption) => ({
        ...caption,
        mayCopy: free && caption.refused === null,
      })),
      pictures: (await this.kit.picturesOf(tx, text)).map((picture) => ({
        ...picture,
        name: networkNames().get(picture.network) ?? picture.network,
        src: `/drafts/${draft.id}/pictures/${picture.id}`,
        mayTake: free,
      })),
      formats: FORMATS.map(({ format, name }) => ({
        name,
        href: `/api/v1/drafts/${draft.id}/export.${format}`,
      })).filter((_, index) => FORMATS[index]?.format !== 'redline.docx' || revision.number > 1),
      kitHref:
        draft.kind === 'social_post' && free ? `/api/v1/partnerships/${draft.partnershipId}/kit.zip` : null,
      receipts: (await this.receipts.of(tx, draft.id)).map(
        ({ what, personName, takenAt, contentHash, sha256 }) => ({
          what: wordsFor(what),
          personName,
          takenAt,
          sha256,
          earlier: contentHash !== revision.contentHash,
        }),
      ),
      notices,
      confirmed: notices.filter(({ seenAt }) => seenAt !== null).length,
      toConfirm: notices.filter(({ personId, seenAt }) => personId === me && seenAt === null),
    };
  }
}

/** A time that was cancelled says nothing; one that waits for another text says that it will not come to pass. */
function timeShown(
  time: Awaited<ReturnType<ReleaseTimesService['latest']>>,
  contentHash: string,
): Record<string, unknown> | null {
  if (!time || time.state === 'cancelled' || time.state === 'released') return null;
  return { ...time, stale: time.state === 'waiting' && time.contentHash !== contentHash };
}

const KINDS: Record<string, string> = {
  html: 'Page',
  txt: 'Plain text',
  docx: 'Word',
  'redline.docx': 'Word with tracked changes',
  pdf: 'PDF',
  print: 'Print',
  kit: 'Month’s kit',
};

function wordsFor(what: string): string {
  const [kind = '', network] = what.split('/');
  const name = network ? (networkNames().get(network) ?? network) : '';
  if (kind === 'caption') return `Caption for ${name}`;
  if (kind === 'picture') return `Picture for ${name}`;
  return KINDS[what] ?? what;
}
