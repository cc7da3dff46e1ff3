import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { toString as toQr } from 'qrcode';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { PUBLIC, SYSTEM } from '../platform/actor.js';
import { Config } from '../platform/config/config.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { type ActorRequest, Public } from '../platform/web/access.js';
import { page, type PageView } from '../platform/web/page.js';
import { linkTarget } from './link-target.js';
import { readAlias } from './referral-codes.js';
import { noSuchLink } from './referrals.errors.js';
import { type LinkState, ReferralsQueries } from './referrals.queries.js';

/** The links on the posters. Of a visit only the day is counted; who came, from where and with what is kept nowhere. */
@ApiExcludeController()
@Controller('r/:alias')
export class LinkController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly config: Config,
    private readonly organisation: OrganisationQueries,
    private readonly queries: ReferralsQueries,
  ) {}

  /** 302 to the store; 410 once the program has ended; 404 for a link nobody holds. */
  @Get()
  @Public()
  async follow(
    @Param('alias') given: string,
    @Req() request: ActorRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView | string> {
    const alias = readAlias(given);
    const { link, links } = await this.uow.read(PUBLIC, async (tx) => ({
      link: alias ? await this.queries.linkState(tx, alias) : undefined,
      links: await this.organisation.current(tx),
    }));
    if (!alias || !link) throw noSuchLink();
    reply.header('cache-control', 'no-store');
    const publicPage = `${this.config.publicUrl}/transparency/${link.slug}`;
    if (link.state === 'ended')
      return page(
        'referrals/ended',
        { productName: links.productName, publicPage },
        { status: 410, layout: 'public', title: 'This program has ended' },
      );
    if (request.method === 'GET') await this.countVisit(alias, link);
    // Until the stores are set up, the department's public page says what the link is for.
    reply
      .status(302)
      .header('location', linkTarget(links, alias, request.headers['user-agent']) ?? publicPage);
    return '';
  }

  /** The link as a QR image, for posters: dark on light, with the quiet zone scanners need. */
  @Get('qr.svg')
  @Public()
  async qr(@Param('alias') given: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const alias = readAlias(given);
    const link = alias ? await this.uow.read(PUBLIC, (tx) => this.queries.linkState(tx, alias)) : undefined;
    if (!alias || !link) throw noSuchLink();
    reply
      .header('content-type', 'image/svg+xml; charset=utf-8')
      .header('cache-control', 'public, max-age=86400');
    const { referralUrl } = this.queries.addresses(alias);
    return toQr(referralUrl, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 });
  }

  private async countVisit(alias: string, link: NonNullable<LinkState>): Promise<void> {
    await this.uow.run(SYSTEM, (tx) =>
      tx.query(
        `insert into link_click_day as l (alias, day, department_id, clicks) values ($1, $2, $3, 1)
         on conflict (alias, day) do update set clicks = l.clicks + 1`,
        [alias, link.today, link.departmentId],
      ),
    );
  }
}
