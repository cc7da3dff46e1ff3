import { Injectable } from '@nestjs/common';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import { SYSTEM } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { localDate } from '../platform/local-time.js';
import { TemplatesQueries } from '../templates/templates.queries.js';
import { isOpen } from './link-holder.js';
import { ReferralsQueries } from './referrals.queries.js';

import { readText } from './text-keyword.js';
import { ENDED, helpText, replyText, UNKNOWN_KEYWORD } from './text-reply.js';

/** The template by which keywords are answered; it comes with Liaison, and an admin may write new versions. */
const TEMPLATE = 'sms-reply';

/** Answers text messages. Of a message only keyword and day are counted; who sent it, and what it said, is kept nowhere. */
@Injectable()
export class KeywordTexts {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: ReferralsQueries,
    private readonly partnerships: PartnershipsQueries,
    private readonly organisation: OrganisationQueries,
    private readonly templates: TemplatesQueries,
  ) {}

  /**
   * The answer to a message, or null where the carrier's platform answers. A keyword is counted when it is answered
   * with its link. Twilio may deliver a message twice when our answer is lost; it then counts twice, because the one
   * way to know it again would be to keep its id.
   */
  async answer(body: unknown): Promise<string | null> {
    const asked = readText(body);
    switch (asked.kind) {
      case 'carrier':
        return null;
      case 'unknown':
        return UNKNOWN_KEYWORD;
      case 'help':
        return helpText(await this.uow.read(SYSTEM, (tx) => this.organisation.current(tx)));
      case 'keyword':
        return this.uow.run(SYSTEM, (tx) => this.answerKeyword(tx, asked.keyword));
    }
  }

  private async answerKeyword(tx: Tx, keyword: string): Promise<string> {
    const holder = await this.queries.keywordHolder(tx, keyword);
    if (!holder) return UNKNOWN_KEYWORD;
    if (!isOpen(holder, tx.now)) return ENDED;
    const identity = await this.queries.identity(tx, holder.departmentId);
    const partnership = await this.partnerships.currentOf(tx, holder.departmentId);
    const disclosure = partnership && (await this.partnerships.disclosure(tx, partnership.id));
    if (!identity || !disclosure) return ENDED;
    await this.count(tx, keyword, localDate(tx.now, holder.timeZone), holder.departmentId);
    const { productName } = await this.organisation.current(tx);
    const facts = {
      departmentName: partnership.department.name,
      productName,
      referralUrl: identity.referralUrl,
      disclosure: disclosure.text,
    };
    return replyText(facts, await this.templates.current(tx, TEMPLATE));
  }

  private async count(tx: Tx, keyword: string, day: string, departmentId: string): Promise<void> {
    await tx.query(
      `insert into keyword_text_day as k (keyword, day, department_id, texts) values ($1, $2, $3, 1)
       on conflict (keyword, day) do update set texts = k.texts + 1`,
      [keyword, day, departmentId],
    );
  }
}
