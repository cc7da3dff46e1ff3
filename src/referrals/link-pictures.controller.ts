import { createHash } from 'node:crypto';
import { Controller, Get, Param, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type qrcode from 'qrcode';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import { PUBLIC } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Typesetter } from '../platform/documents/typesetter.js';
import { lazyPackage } from '../platform/lazy-package.js';
import { Public } from '../platform/web/access.js';
import { isOpen } from './link-holder.js';
import { Links } from './links.js';
import { readAlias } from './referral-codes.js';
import { linkEnded, noSuchLink } from './referrals.errors.js';
import { ReferralsQueries } from './referrals.queries.js';

const qr = lazyPackage<typeof qrcode>('qrcode');

const QR_PIXELS = 1200;
/** Pictures and posters kept ready in memory, some twenty kilobytes each. */
const KEPT = 200;

/** A department's link for print: its QR code in pixels, and a poster as a tagged PDF. Anyone may have them. */
@ApiExcludeController()
@Controller('r/:alias')
export class LinkPicturesController {
  /** By the hash of what stands on them: what changed is another one. */
  private readonly made = new Map<string, Buffer>();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly organisation: OrganisationQueries,
    private readonly partnerships: PartnershipsQueries,
    private readonly links: Links,
    private readonly queries: ReferralsQueries,
    private readonly typesetter: Typesetter,
  ) {}

  /** The link as a QR image of 1200 by 1200 pixels, with the quiet zone scanners need. */
  @Get('qr.png')
  @Public()
  async png(
    @Param('alias') given: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const alias = readAlias(given);
    if (!alias || !(await this.links.find(alias))) throw noSuchLink();
    const { referralUrl } = this.queries.addresses(alias);
    const bytes = await this.kept({ png: referralUrl }, () =>
      qr().toBuffer(referralUrl, { type: 'png', errorCorrectionLevel: 'M', margin: 4, width: QR_PIXELS }),
    );
    reply.header('cache-control', 'public, max-age=86400');
    return new StreamableFile(bytes, { type: 'image/png', length: bytes.length });
  }

  /** The poster, with the disclosure of the terms in force; 410 once the program has ended, as for the link itself. */
  @Get('poster.pdf')
  @Public()
  async poster(
    @Param('alias') given: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const data = await this.dataOf(readAlias(given));
    const bytes = await this.kept(data, () => this.typesetter.pdf('link-poster', data));
    // An hour: terms change seldom, and a poster with an old disclosure should not be handed out for long.
    reply.header('cache-control', 'public, max-age=3600');
    reply.header('content-disposition', 'inline; filename="poster.pdf"');
    return new StreamableFile(bytes, { type: 'application/pdf', length: bytes.length });
  }

  private dataOf(alias: string | null): Promise<Record<string, unknown>> {
    return this.uow.read(PUBLIC, async (tx) => {
      const link = alias ? await this.queries.linkHolder(tx, alias) : undefined;
      const partnership = link && (await this.partnerships.currentOf(tx, link.departmentId));
      const disclosure = partnership && (await this.partnerships.disclosure(tx, partnership.id));
      if (!alias || !link || !disclosure) throw noSuchLink();
      if (!isOpen(link, tx.now)) throw linkEnded();
      const { productName, legalName, textNumber } = await this.organisation.current(tx);
      const { referralUrl } = this.queries.addresses(alias);
      const codes = await this.queries.identity(tx, link.departmentId);
      const department = partnership.department.name;
      return {
        title: `${department}: ${productName}`,
        vendor: legalName,
        product: productName,
        department,
        link: referralUrl.replace(/^https?:\/\//, ''),
        keyword: codes?.keyword ?? null,
        textNumber,
        qr: await qr().toString(referralUrl, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 }),
        disclosure: disclosure.text,
      };
    });
  }

  /** What is made of the data, from memory when it was made before: anyone may ask again and again. */
  private async kept(data: Record<string, unknown>, make: () => Promise<Buffer>): Promise<Buffer> {
    const key = createHash('sha256').update(JSON.stringify(data)).digest('hex');
    const known = this.made.get(key);
    if (known) return known;
    const bytes = await make();
    const [oldest] = this.made.keys();
    if (oldest !== undefined && this.made.size >= KEPT) this.made.delete(oldest);
    this.made.set(key, bytes);
    return bytes;
  }
}
