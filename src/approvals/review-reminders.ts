import { Injectable } from '@nestjs/common';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { SYSTEM } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Scheduled } from '../platform/jobs/scheduled.js';
import { ReviewReminded } from './approvals.events.js';
import { ApprovalsService, refOf } from './approvals.service.js';
import { ReviewRound } from './review-round.entity.js';
import { Review } from './review.entity.js';
import { instantAtShare, type Share, SHARES } from './time-share.js';

const BATCH = 200;

/** Reminds reviewers when half of their time is over and when all of it is, and hands a late review on to the backup group. */
@Injectable()
export class ReviewReminders {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly approvals: ApprovalsService,
    private readonly organisation: OrganisationQueries,
  ) {}

  /** Each review in a transaction of its own; what was missed while nobody ran is made up for by the latest share alone. */
  @Scheduled('approvals.remind', { everySeconds: 60, byCalendar: true })
  async run(): Promise<void> {
    for (;;) {
      const due = await this.unitOfWork.glance(SYSTEM, (ask) =>
        ask.prepared<{ id: string; draftId: string }>(
          `select id, draft_id as "draftId" from review where state = 'pending' and nudge_at <= $1
            order by nudge_at, id limit ${BATCH}`,
          [ask.now],
        ),
      );
      for (const { id, draftId } of due)
        await this.unitOfWork.run(SYSTEM, (tx) => this.remind(tx, id, draftId));
      if (due.length < BATCH) return;
    }
  }

  private async remind(tx: Tx, id: string, draftId: string): Promise<void> {
    await this.approvals.hold(tx, draftId);
    const review = await tx.repo(Review).findOneByOrFail({ id });
    if (review.state !== 'pending' || !review.nudgeAt || review.nudgeAt > tx.now) return;
    const { pendingSince, dueAt } = review;
    if (!pendingSince || !dueAt) return;
    const office = await this.organisation.office(tx);
    const at = (share: Share): Date => instantAtShare(pendingSince, dueAt, share, office, office.timeZone);
    const passed = SHARES.filter((one) => one === review.nudgeShare || at(one) <= tx.now).at(-1) as Share;
    const next = SHARES.find((one) => one > passed) ?? null;
    const backupGroup = passed === 150 ? await this.backupOf(tx, review.reviewerGroup) : null;
    review.reminded(next && { share: next, at: at(next) }, backupGroup);
    await tx.repo(Review).save(review);
    const fresh = await tx.one(
      `insert into review_nudge (review_id, share, nudged_at) values ($1, $2, $3) on conflict do nothing returning share`,
      [id, passed, tx.now],
    );
    if (!fresh) return;
    const round = await tx.repo(ReviewRound).findOneByOrFail({ id: review.roundId });
    const words = {
      50: `half of the time of ${review.reviewerGroup} is over`,
      100: `${review.reviewerGroup} is due`,
      150: `${review.reviewerGroup} is late${backupGroup ? `, ${backupGroup} is asked too` : ''}`,
    };
    await tx.record(
      ReviewReminded(
        { ...refOf(review), share: passed, backupGroup, title: round.fullTitle },
        {
          departmentId: round.departmentId,
          visibility: 'vendor',
          subject: { type: 'draft', id: round.draftId },
          summary: `${round.fullTitle}: ${words[passed]}`,
        },
      ),
    );
  }

  private async backupOf(tx: Tx, group: string): Promise<string | null> {
    const row = await tx.one<{ backup: string | null }>(
      'select backup_key as backup from review_group where key = $1',
      [group],
    );
    return row?.backup ?? null;
  }
}
