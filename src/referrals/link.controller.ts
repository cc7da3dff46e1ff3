import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type qrcode from 'qrcode';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config/config.js';
import { lazyPackage } from '../platform/lazy-package.js';
import { localDate } from '../platform/local-time.js';
import { type ActorRequest, FromElsewhere, Public } from '../platform/web/access.js';
import { page, type PageView } from '../platform/web/page.js';
import { isOpen } from './link-holder.js';
import { linkTarget } from './link-target.js';
import { Links } from './links.js';
import { readAlias } from './referral-codes.js';
import { noSuchLink, programEnded } from './referrals.errors.js';
import { ReferralsQueries } from './referrals.queries.js';
import { Visits } from './visits.js';

const qr = lazyPackage<typeof qrcode>('qrcode');

/**
 * The links on the posters. Of a visit only the day is counted; who came, from where and with what is kept nowhere, and
 * nobody's cookie is read. A link this process has served before works while the database is away.
 */
@ApiExcludeController()
@Controller('r/:alias')
export class LinkController {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly visits: Visits,
    private readonly queries: ReferralsQueries,
  ) {}

  /** 302 to the link at Branch, else to the store; 410 once the program has ended; 404 for a link nobody holds. */
  @Get()
  @Public()
  @FromElsewhere()
  async follow(
    @Param('alias') given: string,
    @Req() request: ActorRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView | string> {
    const alias = readAlias(given);
    const link = alias ? await this.links.find(alias) : undefined;
    if (!alias || !link) throw noSuchLink();
    const { holder, vendor, branchUrl, fromMemory } = link;
    const now = this.clock.now();
    reply.header('cache-control', 'no-store');
    const publicPage = `${this.config.publicUrl}/transparency/${holder.slug}`;
    if (!isOpen(holder, now)) {
      // The page's frame is drawn from the database.
      if (fromMemory) throw programEnded();
      return page(
        'referrals/ended',
        { productName: vendor.productName, publicPage },
        { status: 410, layout: 'public', title: 'This program has ended' },
      );
    }
    if (request.method === 'GET') {
      const day = localDate(now, holder.timeZone);
      await this.visits.count({ alias, day, departmentId: holder.departmentId }, fromMemory);
    }
    // Until the stores are set up, the department's public page says what the link is for.
    const stores = linkTarget(vendor, alias, request.headers['user-agent']);
    reply.status(302).header('location', branchUrl ?? stores ?? publicPage);
    return '';
  }

  /** The link as a QR image, for posters: dark on light, with the quiet zone scanners need. */
  @Get('qr.svg')
  @Public()
  @FromElsewhere()
  async qr(@Param('alias') given: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const alias = readAlias(given);
    if (!alias || !(await this.links.find(alias))) throw noSuchLink();
    reply
      .header('content-type', 'image/svg+xml; charset=utf-8')
      .header('cache-control', 'public, max-age=86400');
    const { referralUrl } = this.queries.addresses(alias);
    return qr().toString(referralUrl, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 });
  }
}
