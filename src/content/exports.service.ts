import { Injectable } from '@nestjs/common';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import type { Actor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Typesetter } from '../platform/documents/typesetter.js';
import { Files } from '../platform/files/files.js';
import { isId } from '../platform/id.js';
import { ContentQueries } from './content.queries.js';
import { DraftRevision } from './draft-revision.entity.js';
import { exportHtml } from './export.js';
import { exportDocx, exportTrackedDocx, type Hand } from './export-docx.js';
import { printedRelease, type PrintedPicture } from './export-pdf.js';
import { Receipts } from './receipts.js';
import { noRedline } from './releases.errors.js';
import { partsOf } from './rules/draft-parts.js';
import { releaseText } from './rules/render-release.js';
import { type Compared, trackedBlocks } from './tracked-blocks.js';
import { compose } from './text.js';

export type ExportFormat = 'html' | 'txt' | 'docx' | 'redline.docx' | 'pdf';

export interface Exported {
  bytes: Buffer;
  type: string;
  fileName: string;
}

const TYPES: Record<ExportFormat, string> = {
  html: 'text/html; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'redline.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
};

/** A draft's current text as a file, with a receipt for whoever takes it. */
@Injectable()
export class ExportsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly queries: ContentQueries,
    private readonly organisation: OrganisationQueries,
    private readonly receipts: Receipts,
    private readonly typesetter: Typesetter,
    private readonly files: Files,
  ) {}

  /**
   * The file of a format. `from` and `to` name the revisions a redline compares (see ContentQueries.redline). The bytes are made
   * before the receipt is kept, and sent after it: nobody has them without one. 422 `not_printable`, `nothing_to_compare`.
   */
  async take(
    actor: Actor,
    draftId: string,
    format: ExportFormat,
    { from, to, receipt = true }: { from?: string; to?: string; receipt?: boolean } = {},
  ): Promise<Exported> {
    const { draft, revision } = await this.unitOfWork.read(actor, (tx) => this.queries.text(tx, draftId));
    const bytes =
      format === 'redline.docx'
        ? await this.redline(actor, draftId, draft.title, from, to)
        : await this.made(actor, draft.title, revision, format);
    if (receipt)
      await this.unitOfWork.run(actor, (tx) =>
        this.receipts.keep(tx, { draft, revision, what: format, bytes }),
      );
    return { bytes, type: TYPES[format], fileName: `${draft.kind.replaceAll('_', '-')}.${format}` };
  }

  private async made(
    actor: Actor,
    title: string,
    revision: DraftRevision,
    format: Exclude<ExportFormat, 'redline.docx'>,
  ): Promise<Buffer> {
    const { blocks } = revision;
    switch (format) {
      case 'html':
        return Buffer.from(exportHtml(title, blocks), 'utf8');
      case 'txt':
        return Buffer.from(releaseText(blocks), 'utf8');
      case 'docx':
        return exportDocx(title, blocks);
      case 'pdf':
        return this.pdf(actor, title, revision);
    }
  }

  private async pdf(actor: Actor, title: string, { blocks, assets }: DraftRevision): Promise<Buffer> {
    const { vendor, pictures } = await this.unitOfWork.read(actor, async (tx) => {
      const found: PrintedPicture[] = [];
      for (const { sha256, altText } of assets) {
        const file = await this.files.read(tx, sha256);
        if (file && altText) found.push({ sha256, altText, mediaType: file.mediaType, bytes: file.bytes });
      }
      const { legalName } = await tx.asApp('the vendor’s name stands in the document', () =>
        this.organisation.current(tx),
      );
      return { vendor: legalName, pictures: found };
    });
    const { data, files } = printedRelease(title, vendor, blocks, pictures);
    return this.typesetter.pdf('release', data, files);
  }

  private async redline(
    actor: Actor,
    draftId: string,
    title: string,
    from: string | undefined,
    to: string | undefined,
  ): Promise<Buffer> {
    const { compared, by } = await this.unitOfWork.read(actor, (tx) => this.compared(tx, draftId, from, to));
    return exportTrackedDocx(title, trackedBlocks(compared), by);
  }

  private async compared(
    tx: Tx,
    draftId: string,
    from: string | undefined,
    to: string | undefined,
  ): Promise<{ compared: Compared; by: Hand }> {
    const { draft, version } = await this.queries.text(tx, draftId);
    const redline = await this.queries.redline(tx, draftId, from, to);
    if (redline.from === redline.to) throw noRedline();
    const before = await this.queries.revision(tx, draftId, redline.from);
    const proposal = isId(redline.to)
      ? (await this.queries.proposals(tx, draftId)).find(({ id }) => id === redline.to)
      : undefined;
    const parts = partsOf(version, before.body, before.values);
    const { hunks } = redline;
    if (!proposal) {
      const after = await this.queries.revision(tx, draftId, redline.to);
      return {
        compared: { before: before.blocks, after: after.blocks, parts, hunks },
        by: { author: after.authorName, at: after.createdAt },
      };
    }
    const words = await tx.one<Pick<DraftRevision, 'body' | 'values'>>(
      'select body, "values" from proposal where id = $1',
      [proposal.id],
    );
    const { blocks } = compose(version, draft.partnershipId, words ?? before, before.assets);
    return {
      compared: { before: before.blocks, after: blocks, parts, hunks },
      by: { author: proposal.proposerName, at: proposal.createdAt },
    };
  }
}
