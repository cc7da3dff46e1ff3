import { Injectable } from '@nestjs/common';
import { PostsQueries } from '../content/posts.queries.js';
import { DepartmentsQueries } from '../departments/departments.queries.js';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { type PartnershipFacts, PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import type { DepartmentActor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { localDate } from '../platform/local-time.js';
import { type ReferralIdentity, ReferralsQueries } from '../referrals/referrals.queries.js';
import { RemindersQueries } from '../reminders/reminders.queries.js';
import { RewardsQueries } from '../rewards/rewards.queries.js';

const POSTED = 6;
const STEPS = 6;
const VIA: Record<string, string> = { mail: 'from the mail', page: 'from this page', api: 'by a program' };

/** The data of the template department/home: the one page a department's person needs most months. */
@Injectable()
export class DepartmentHomeQueries {
  constructor(
    private readonly departments: DepartmentsQueries,
    private readonly partnerships: PartnershipsQueries,
    private readonly referrals: ReferralsQueries,
    private readonly rewards: RewardsQueries,
    private readonly posts: PostsQueries,
    private readonly reminders: RemindersQueries,
    private readonly organisation: OrganisationQueries,
  ) {}

  /** Everything on the page; `post` names the post to show when several are approved. */
  async of(tx: Tx, actor: DepartmentActor, post?: string): Promise<Record<string, unknown>> {
    const department = await this.departments.factsOrFail(tx, actor.departmentId);
    const partnership = await this.partnerships.currentOf(tx, actor.departmentId);
    const codes = await this.referrals.identity(tx, actor.departmentId);
    const zone = department.timeZone;
    const { textNumber } = await this.organisation.current(tx);
    const link = codes && linkOf(codes, textNumber);
    const base = {
      zone,
      today: localDate(tx.now, zone),
      departmentName: department.name,
      link: link ?? null,
    };
    if (!partnership) return { ...base, life: 'none', partnership: null, posted: [] };
    return {
      ...base,
      life: partnership.state,
      partnership: { ...partnership, department: null, publicUrl: `/transparency/${department.slug}` },
      progress: partnership.activeOn && !partnership.endedOn ? await this.progress(tx, partnership) : null,
      final: partnership.activeOn && partnership.endedOn ? await this.progress(tx, partnership) : null,
      post: partnership.endedOn ? null : await this.post(tx, partnership, zone, post),
      posted: (await this.reminders.posts(tx, partnership.id, POSTED)).map(
        ({ postedOn, period, via, url }) => ({
          on: postedOn,
          what: `Post of ${monthOf(`${period}-01`)}`,
          where: url ? new URL(url).hostname : (VIA[via] ?? via),
        }),
      ),
      gift: await this.gift(tx, partnership),
      release: await this.release(tx, partnership.id, department),
    };
  }

  private async progress(tx: Tx, partnership: PartnershipFacts): Promise<Record<string, number> | null> {
    const found = await this.referrals.progress(tx, partnership.id);
    if (!found) return null;
    const { qualifying, remainder, downloadsPerDevice, issued, valueCents } = found;
    return {
      qualifying,
      remainder,
      threshold: downloadsPerDevice,
      nextOrdinal: issued + 1,
      earned: issued,
      valueCents,
    };
  }

  private async post(
    tx: Tx,
    partnership: PartnershipFacts,
    zone: string,
    chosen?: string,
  ): Promise<Record<string, unknown> | null> {
    const approved = await this.posts.free(tx, partnership.id);
    const post = approved.find(({ draftId }) => draftId === chosen) ?? approved[0];
    if (!post) return null;
    const disclosure = (await this.partnerships.disclosure(tx, partnership.id))?.text ?? '';
    const [reminder] = await tx.query<{ at: Date | null }>(
      'select next_at at from reminder_schedule where partnership_id = $1 and active',
      [partnership.id],
    );
    const words = post.text.replace(disclosure, '').trim();
    return {
      monthName: monthOf(localDate(tx.now, zone)).split(' ')[0],
      approvedAt: null,
      reminderAt: reminder?.at ?? null,
      networks:
        approved.length > 1
          ? approved.map(({ draftId, title }) => ({
              name: capital(title.replace(/^Post: /, '')),
              shape: 'square',
              href: `/?post=${draftId}`,
              current: draftId === post.draftId,
            }))
          : [],
      headline: firstSentence(words),
      text: words,
      disclosure,
      postedUrl: '/department-reminders/posts',
    };
  }

  private async gift(tx: Tx, partnership: PartnershipFacts): Promise<Record<string, unknown> | null> {
    const waiting = (await this.rewards.ofPartnership(tx, partnership.id)).filter(
      ({ state }) => state === 'offered',
    );
    const [first] = waiting;
    if (!first) return null;
    const limit = partnership.department.giftPolicy?.limitCents;
    const needsResolution = limit === undefined || limit === null || first.fmvCents > limit;
    return {
      id: first.id,
      ordinal: first.ordinal,
      valueCents: first.fmvCents,
      needsResolution,
      waiting: waiting.length,
    };
  }

  private async release(
    tx: Tx,
    partnershipId: string,
    department: { name: string; slug: string; timeZone: string },
  ): Promise<Record<string, unknown> | null> {
    const draft = await tx.one<{ id: string; title: string; state: string; published: boolean }>(
      `select id, title, state, exists (select 1 from release r where r.draft_id = d.id) published
         from draft d where partnership_id = $1 and kind = 'press_release' order by id limit 1`,
      [partnershipId],
    );
    if (!draft) return null;
    // Who has it next is on the page of status; here stands what was done.
    const steps = await tx.query<{ at: Date; text: string }>(
      `select recorded_at at, summary text from domain_event
        where subject_type = 'draft' and subject_id = $1 and summary not like '%: waits for %' order by seq desc limit $2`,
      [draft.id, STEPS],
    );
    return {
      ...draft,
      steps: steps.reverse().map(({ at, text }) => ({
        on: localDate(at, department.timeZone),
        text: withoutTitle(text, [`${draft.title}, ${department.name}: `, `${draft.title}: `]),
      })),
      publicUrl: draft.published ? `/transparency/${department.slug}` : null,
    };
  }
}

/** A line of the record without the name of what it is about, where that stands above it already. */
function withoutTitle(text: string, titles: readonly string[]): string {
  const title = titles.find((one) => text.startsWith(one));
  return capital(title ? text.slice(title.length) : text);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function linkOf(codes: ReferralIdentity, textNumber: string | null): Record<string, string | null> {
  return {
    url: codes.referralUrl,
    display: codes.referralUrl.replace(/^https?:\/\//, ''),
    keyword: codes.keyword,
    textNumber,
    qrSvgUrl: `/r/${codes.alias}/qr.svg`,
    qrPngUrl: `/r/${codes.alias}/qr.png`,
    posterUrl: `/r/${codes.alias}/poster.pdf`,
  };
}

const month = new Intl.DateTimeFormat('en-US', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** "May 2019" of any day in it. */
function monthOf(day: string): string {
  return month.format(new Date(`${day.slice(0, 7)}-15T12:00:00Z`));
}

/** What stands large on the picture of a post: its first sentence, only to its first stop where it is long. */
function firstSentence(text: string): string {
  const sentence = /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
  if (sentence.length <= 64) return sentence;
  const clause = /^.{12,64}?(?=[;:,–—])/s.exec(sentence)?.[0];
  return clause ? `${clause}.` : `${sentence.slice(0, sentence.lastIndexOf(' ', 62))} …`;
}
