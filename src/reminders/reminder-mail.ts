import { Injectable } from '@nestjs/common';
import { PostsQueries } from '../content/posts.queries.js';
import { type OrganisationFacts, OrganisationQueries } from '../organisation/organisation.queries.js';
import { type PartnershipFacts, PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import type { Tx } from '../platform/database/tx.js';
import { ReferralsQueries } from '../referrals/referrals.queries.js';
import { RewardsQueries } from '../rewards/rewards.queries.js';
import {
  type Facts,
  renderBlocks,
  TemplatesQueries,
  type TemplateVersion,
} from '../templates/templates.queries.js';
import { PostLink } from './post-link.js';
import { progressLine } from './progress-line.js';
import type { ReminderKind } from './reminder.entity.js';
import { inTurnOf } from './rotation.js';

const ACTIVATION = 'reminder-activation';
const MOST_TEMPLATES = 100;

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
  /** A page with the captions and a button to copy each. */
  captionsUrl: string;
  wePostedUrl: string;
  /** Sent to staff to look at: says so, and its links record nothing. */
  test: boolean;
  [key: string]: unknown;
}

/** What is to be written; without an id it is a preview or a test, and `templateId` may choose its template. */
export interface ReminderToWrite {
  id: string | null;
  partnershipId: string;
  period: string;
  kind: ReminderKind;
  templateId?: string | null;
}

interface Shared {
  vendor: Promise<OrganisationFacts>;
  monthly: Promise<TemplateVersion[]>;
}

/** Puts a reminder together from what is approved and what is counted now. */
@Injectable()
export class ReminderMail {
  private readonly sharedBy = new WeakMap<Tx, Shared>();

  constructor(
    private readonly partnerships: PartnershipsQueries,
    private readonly referrals: ReferralsQueries,
    private readonly organisation: OrganisationQueries,
    private readonly templates: TemplatesQueries,
    private readonly posts: PostsQueries,
    private readonly links: PostLink,
    private readonly rewards: RewardsQueries,
  ) {}

  /** The mail of a reminder, from the template whose turn it is. Throws when no approved template can be filled. */
  async write(
    tx: Tx,
    reminder: ReminderToWrite,
    partnership: PartnershipFacts,
    name: string,
  ): Promise<{ templateVersionId: string; data: ReminderMailData }> {
    const { department, id } = partnership;
    const identity = await this.referrals.identity(tx, department.id);
    const vendor = await this.shared(tx).vendor;
    const facts = await this.facts(tx, partnership, identity, vendor);
    const lacking = new Set<string>();
    for (const template of await this.candidates(tx, reminder)) {
      const { blocks, missing } = renderBlocks(template, {}, facts);
      // A mail without its disclosure or its link must not go out; the next template may need less.
      if (missing.length > 0) {
        for (const one of missing) lacking.add(one);
        continue;
      }
      const headline = blocks.find((block) => block.kind === 'headline');
      const posts = await this.posts.free(tx, id);
      const data = {
        name,
        departmentName: department.name,
        test: reminder.id === null,
        subject: headline?.text ?? `${vendor.productName}: your link`,
        blocks: blocks
          .filter((block) => block !== headline && block.text.trim() !== '')
          .map((block) => ({ label: block.label, lines: linesOf(block.text) })),
        posts: posts.map((post) => ({ title: post.title, lines: linesOf(post.text) })),
        qrUrl: identity?.qrUrl ?? null,
        captionsUrl: this.links.captionsUrlFor(reminder.id),
        wePostedUrl: this.links.urlFor(reminder.id),
      };
      return { templateVersionId: template.versionId, data };
    }
    throw new Error(`The reminder lacks ${[...lacking].join(', ') || 'an approved template'}`);
  }

  /** The templates it may be written from, the one whose turn it is first; a preview may name one. */
  private async candidates(tx: Tx, reminder: ReminderToWrite): Promise<TemplateVersion[]> {
    if (reminder.templateId) {
      const asked = await this.templates.current(tx, reminder.templateId);
      return asked?.kind === 'reminder' ? [asked] : [];
    }
    if (reminder.kind === 'activation') {
      const only = await this.templates.current(tx, ACTIVATION);
      return only ? [only] : [];
    }
    return inTurnOf(await this.shared(tx).monthly, reminder.partnershipId, reminder.period);
  }

  /** The approved templates that take turns, in a lasting order. */
  async monthly(tx: Tx): Promise<TemplateVersion[]> {
    const all = await this.templates.list(tx, 'reminder', MOST_TEMPLATES, null);
    return all.slice(0, MOST_TEMPLATES).filter(({ key }) => key !== ACTIVATION);
  }

  private async facts(
    tx: Tx,
    partnership: PartnershipFacts,
    identity: Awaited<ReturnType<ReferralsQueries['identity']>>,
    vendor: OrganisationFacts,
  ): Promise<Facts> {
    const { downloadsPerDevice } = partnership.terms;
    const counted = await this.rewards.summary(tx, partnership.id);
    return {
      departmentName: partnership.department.name,
      productName: vendor.productName,
      referralUrl: identity?.referralUrl ?? null,
      keyword: identity?.keyword ?? null,
      textNumber: vendor.textNumber,
      disclosure: this.partnerships.disclosureOf(partnership).text,
      progress: progressLine({ ...counted, downloadsPerDevice }),
    };
  }

  /** Within a transaction the vendor and its templates do not change, and many reminders are written in one. */
  private shared(tx: Tx): Shared {
    let shared = this.sharedBy.get(tx);
    if (!shared) {
      shared = { vendor: this.organisation.current(tx), monthly: this.monthly(tx) };
      this.sharedBy.set(tx, shared);
    }
    return shared;
  }
}

function linesOf(text: string): Line[] {
  return text.split('\n').map((line) => ({ text: line, href: /^https?:\/\/\S+$/.test(line) ? line : null }));
}
