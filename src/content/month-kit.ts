import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { StreamableFile } from '@nestjs/common';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError } from '../platform/errors.js';
import { Files } from '../platform/files/files.js';
import { type ZipEntry, zipFile } from '../platform/files/zip-stream.js';
import { isId } from '../platform/id.js';
import { localDate } from '../platform/local-time.js';
import type { Caption } from '../social/captions.service.js';
import type { PictureRow } from '../social/pictures.queries.js';
import { noSuchPartnership } from './content.errors.js';
import { ContentQueries } from './content.queries.js';
import { DraftFacts } from './draft-facts.js';
import { PostKit } from './post-kit.js';
import { PostsQueries } from './posts.queries.js';
import { Receipts } from './receipts.js';
import { kitEmpty } from './releases.errors.js';
import { releaseText } from './rules/render-release.js';

interface Post {
  folder: string;
  text: string;
  captions: Caption[];
  pictures: PictureRow[];
}

const MOST_POSTS = 12;

/** The month's kit of a partnership: every post that may go out now, with its captions and pictures, in one archive. */
@Injectable()
export class MonthKit {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly queries: ContentQueries,
    private readonly posts: PostsQueries,
    private readonly facts: DraftFacts,
    private readonly kit: PostKit,
    private readonly receipts: Receipts,
    private readonly files: Files,
  ) {}

  /**
   * The archive, streamed: a folder for each post and a list of all files with their SHA-256. A receipt is kept for each post in it.
   * 422 `kit_empty`.
   */
  async take(actor: Actor, partnershipId: string): Promise<StreamableFile> {
    if (!isId(partnershipId)) throw noSuchPartnership();
    const { posts, month, now } = await this.unitOfWork.run(actor, async (tx) => {
      const { timeZone } = await this.facts.gather(tx, partnershipId);
      const free: Post[] = [];
      for (const { draftId } of await this.posts.free(tx, partnershipId, MOST_POSTS)) {
        const text = await this.queries.text(tx, draftId);
        const objection = await this.kit.requireFree(tx, text).catch((error: unknown) => error);
        if (objection instanceof DomainError) continue;
        if (objection) throw objection;
        const words = releaseText(text.revision.blocks);
        await this.receipts.keep(tx, { ...text, what: 'kit', bytes: words });
        free.push({
          folder: folderOf(free.length + 1, text.draft.title),
          text: words,
          captions: this.kit.captionsOf(text),
          pictures: await this.kit.picturesOf(tx, text),
        });
      }
      return { posts: free, month: localDate(tx.now, timeZone).slice(0, 7), now: tx.now };
    });
    if (posts.length === 0) throw kitEmpty();
    return zipFile(`kit-${month}.zip`, this.listed(this.entries(actor, posts)), now);
  }

  private async *entries(actor: Actor, posts: readonly Post[]): AsyncGenerator<ZipEntry> {
    for (const { folder, text, captions, pictures } of posts) {
      yield entry(`${folder}/post.txt`, text);
      for (const { network, text: caption, refused } of captions)
        if (refused === null) yield entry(`${folder}/captions/${network}.txt`, `${caption}\n`);
      const drawn = pictures.filter(({ sha256 }) => sha256 !== null);
      for (const { network, width, height, sha256 } of drawn) {
        const file = await this.unitOfWork.read(actor, (tx) => this.files.read(tx, sha256 ?? ''));
        if (file) yield { path: `${folder}/pictures/${network}-${width}x${height}.png`, bytes: file.bytes };
      }
      if (drawn[0]) yield entry(`${folder}/pictures/alt-text.txt`, `${drawn[0].altText}\n`);
    }
  }

  private async *listed(entries: AsyncIterable<ZipEntry>): AsyncGenerator<ZipEntry> {
    const lines: string[] = [];
    for await (const one of entries) {
      lines.push(`${createHash('sha256').update(one.bytes).digest('hex')}  ${one.path}\n`);
      yield one;
    }
    yield entry('SHA256SUMS', lines.join(''));
  }
}

function entry(path: string, text: string): ZipEntry {
  return { path, bytes: Buffer.from(text, 'utf8') };
}

function folderOf(number: number, title: string): string {
  const name = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
  return `${String(number).padStart(2, '0')}-${name || 'post'}`;
}
