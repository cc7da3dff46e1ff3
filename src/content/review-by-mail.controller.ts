import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { ApprovalsQueries, objectionTo } from '../approvals/approvals.queries.js';
import { DecisionsService } from '../approvals/decisions.service.js';
import { MailLinks } from '../approvals/mail-links.service.js';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { SYSTEM } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Public } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { DecideByMailDto } from './content.dto.js';
import { ContentQueries } from './content.queries.js';
import { ReviewComparison } from './review-comparison.js';

/** Why a link decides nothing, told in a sentence; null when it may. */
type Ended = 'used' | 'changed' | 'lapsed' | 'decided' | 'waiting' | 'own_work' | 'not_yours';

/**
 * A review decided from mail, by whoever holds the link and without a session: a page that shows the text, then a button. Mail
 * scanners open links, so opening changes nothing.
 */
@ApiExcludeController()
@Controller('decide')
export class ReviewByMailController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly links: MailLinks,
    private readonly decisions: DecisionsService,
    private readonly approvals: ApprovalsQueries,
    private readonly queries: ContentQueries,
    private readonly comparison: ReviewComparison,
    private readonly organisation: OrganisationQueries,
  ) {}

  @Get(':token')
  @Public()
  show(@Param('token') token: string): Promise<PageView> {
    return this.asked(token);
  }

  @Post(':token')
  @Public()
  decide(@Param('token') token: string, @Body() body: FormBody): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const dto = await parseForm(DecideByMailDto, body ?? {});
        await this.decisions.decideByLink(token, dto);
        return redirect(`/decide/${token}`);
      },
      (shown) => this.asked(token, shown),
    );
  }

  private asked(token: string, refused: Record<string, unknown> = {}): Promise<PageView> {
    // The link stands for its reader, who sees the one text it names.
    return this.unitOfWork.read(SYSTEM, async (tx) => {
      const { link, actor, review } = await this.links.open(tx, token);
      const { draft, version } = await this.queries.text(tx, review.draftId);
      const revision = await this.queries.revision(tx, review.draftId, review.revisionId);
      const compared = await this.comparison.of(
        tx,
        revision,
        version,
        await this.approvals.rounds(tx, review.draftId),
      );
      const mine = (await this.approvals.decisions(tx, { roundId: review.roundId })).find(
        ({ reviewId, decidedById }) => reviewId === review.id && decidedById === link.personId,
      );
      const objection = objectionTo(actor, review);
      const ended: Ended | null = mine
        ? 'used'
        : review.state === 'superseded' || link.contentHash !== review.contentHash
          ? 'changed'
          : review.state === 'waiting'
            ? 'waiting'
            : review.state !== 'pending'
              ? review.state === 'no_objection'
                ? 'lapsed'
                : 'decided'
              : link.usedAt
                ? 'used'
                : objection === 'own_work'
                  ? 'own_work'
                  : objection
                    ? 'not_yours'
                    : null;
      const { timeZone: zone } = await this.organisation.current(tx);
      const data = {
        token,
        wide: ended === null,
        zone,
        name: actor.name,
        title: `${draft.title}, ${review.departmentName}`,
        group: review.group,
        dueAt: review.dueAt,
        lapsesAt: review.lapsesAt,
        submittedByName: review.submittedByName,
        revisionNumber: review.revisionNumber,
        compared: compared.words || null,
        ended,
        decision: mine?.decision ?? null,
        contentHash: review.contentHash,
        blocks: ended === null ? compared.rows : [],
        reviewId: review.id,
        errors: {},
        formError: null,
        values: {},
        ...refused,
      };
      return page('approvals/by-mail', data, { layout: 'plain', title: data.title });
    });
  }
}
