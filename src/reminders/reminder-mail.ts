import { Injectable } from '@nestjs/common';
import { ContentQueries } from '../content/content.queries.js';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { type PartnershipFacts, PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import type { Tx } from '../platform/database/tx.js';
import { ReferralsQueries } from '../referrals/referrals.queries.js';
import { renderBlocks, TemplatesQueries } from '../templates/templates.queries.js';
import { PostLink } from './post-link.js';
import { progressLine } from './progress-line.js';
import type { Reminder } from './reminder.entity.js';

/** A line of text; one that is nothing but an address can be followed. */
interface Line {
  text: string;
  href: string | null;
}

/** What the mail's template shows. Texts come from the approved template and from posts that passed review. */
export interface ReminderMailData {
  name: string;
  departmentName: string;
  subject: string;
  blocks: { label: string; lines: Line[] }[];
  posts: { title: string; lines: Line[] }[];
  qrUrl: string | null;
  wePostedUrl: string;
  [key: string]: unknown;
}

/** Puts a reminder together from what is approved and what is counted now. */
@Injectable()
export class ReminderMail {
  constructor(
    private readonly partnerships: PartnershipsQueries,
    private readonly referrals: ReferralsQueries,
    private readonly organisation: OrganisationQueries,
    private readonly templates: TemplatesQueries,
    private readonly content: ContentQueries,
    private readonly links: PostLink,
  ) {}

  async data(
    tx: Tx,
    reminder: Reminder,
    partnership: PartnershipFacts,
    name: string,
  ): Promise<ReminderMailData> {
    const { department, id } = partnership;
    const key = reminder.kind === 'activation' ? 'reminder-activation' : 'reminder-monthly';
    const template = await this.templates.current(tx, key);
    if (!template) throw new Error(`The approved template ${key} is missing`);
    const identity = await this.referrals.identity(tx, department.id);
    const vendor = await this.organisation.current(tx);
    const disclosure = await this.partnerships.disclosure(tx, id);
    const progress = await this.referrals.progress(tx, id);
    const facts = {
      departmentName: department.name,
      productName: vendor.productName,
      referralUrl: identity?.referralUrl ?? null,
      keyword: identity?.keyword ?? null,
      textNumber: vendor.textNumber,
      disclosure: disclosure?.text ?? null,
      progress: progress ? progressLine(progress) : null,
    };
    const { blocks, missing } = renderBlocks(template, {}, facts);
    // A mail without its disclosure or its link must not go out; a person sees it as failed.
    if (missing.length > 0) throw new Error(`The reminder lacks ${missing.join(', ')}`);
    const headline = blocks.find((block) => block.kind === 'headline');
    const posts = await this.content.approvedPosts(tx, id);
    return {
      name,
      departmentName: department.name,
      subject: headline?.text ?? `${vendor.productName}: your link`,
      blocks: blocks
        .filter((block) => block !== headline && block.text.trim() !== '')
        .map((block) => ({ label: block.label, lines: linesOf(block.text) })),
      posts: posts.map((post) => ({ title: post.title, lines: linesOf(post.text) })),
      qrUrl: identity?.qrUrl ?? null,
      wePostedUrl: this.links.urlFor(reminder.id),
    };
  }
}

function linesOf(text: string): Line[] {
  return text.split('\n').map((line) => ({ text: line, href: /^https?:\/\/\S+$/.test(line) ? line : null }));
}
