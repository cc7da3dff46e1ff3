import { Injectable } from '@nestjs/common';
import { ContentQueries } from '../content/content.queries.js';
import { CustomFieldsQueries } from '../departments/custom-fields.queries.js';
import { DepartmentsQueries, type DepartmentFacts } from '../departments/departments.queries.js';
import { MergesQueries } from '../departments/merges.queries.js';
import { SitesQueries } from '../departments/sites.queries.js';
import { PeopleQueries } from '../identity/people.queries.js';
import { type PartnershipFacts, PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import { type PitchDetail, PitchesQueries } from '../pitches/pitches.queries.js';
import { personIdOf } from '../platform/actor.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import { daysBetween, localDate } from '../platform/local-time.js';
import { ReferralsQueries } from '../referrals/referrals.queries.js';
import { RewardsQueries } from '../rewards/rewards.queries.js';
import { partnershipDays } from './partnership-days.js';
import { type RecordedEvent, timelineOf } from './event-entries.js';

const EVENTS = 60;
const NOT_KEPT = ['declined', 'returned', 'voided'];
const DAY = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const DOLLARS = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  maximumFractionDigits: 0,
});

/** Everything the page of one department shows, gathered from the rooms that hold it. */
@Injectable()
export class DepartmentPageQueries {
  constructor(
    private readonly departments: DepartmentsQueries,
    private readonly customFields: CustomFieldsQueries,
    private readonly merges: MergesQueries,
    private readonly sites: SitesQueries,
    private readonly pitches: PitchesQueries,
    private readonly partnerships: PartnershipsQueries,
    private readonly referrals: ReferralsQueries,
    private readonly rewards: RewardsQueries,
    private readonly content: ContentQueries,
    private readonly people: PeopleQueries,
    private readonly config: Config,
  ) {}

  /** The page's data, or 404. `before` is the key of the last timeline entry seen. */
  async of(tx: Tx, asked: string, query: { show?: string; before?: string }) {
    const department = await this.departments.factsOrFail(tx, asked);
    const { id } = department;
    const today = localDate(tx.now, department.timeZone);
    const pitch = (await this.pitches.list(tx, { departmentId: id, limit: 1 })).data[0];
    const facts = await this.partnerships.currentOf(tx, id);
    const rewards = facts ? await this.rewards.ofPartnership(tx, facts.id) : [];
    const drafts = await this.content.list(tx, { departmentId: id }, 8);
    const sites = await this.sites.list(tx, id);
    const show = query.show ?? 'everything';
    const events = await this.events(tx, department, show, query.before);
    return {
      department: { ...department, shipTo: addressLine(department.shipTo) },
      customFields: await this.customFields.shown(tx, 'department', department.custom),
      zone: department.timeZone,
      pitchId: pitch?.id ?? null,
      pitchStage: pitch?.stage ?? null,
      tabs: { content: drafts.length, rewards: rewards.length, mail: await this.mailCount(tx, id) },
      partnership: facts ? await this.partnership(tx, facts, department, today) : null,
      progress: facts ? await this.progress(tx, facts) : null,
      days: facts ? partnershipDays(facts, today) : [],
      timeline: timelineOf(events.shown, department.timeZone),
      timelineMoreHref: events.next ? `/departments/${id}?show=${show}&before=${events.next}#timeline` : null,
      show,
      nextStep: pitch ? await this.nextStep(tx, pitch) : null,
      contacts: await this.departments.contacts(tx, id),
      sites: sites.map((site) => ({
        ...site,
        about: [addressLine(site.address), site.phone, site.timeZone].filter(Boolean).join(' · '),
      })),
      siteChoices: sites.map((site) => ({ value: site.id, label: site.name })),
      merged: await this.merges.mergedInto(tx, id),
      content: drafts.map(({ id: draftId, title, state }) => ({
        id: draftId,
        title,
        state,
        href: `/drafts/${draftId}`,
      })),
      rewards: rewards.map(({ id: rewardId, ordinal, state, fmvCents }) => ({
        ordinal,
        state,
        fmvCents,
        href: `/rewards/${rewardId}`,
      })),
      promisedCents: rewards
        .filter((reward) => !NOT_KEPT.includes(reward.state))
        .reduce((sum, reward) => sum + reward.fmvCents, 0),
      dates: {
        canActivate: facts !== undefined && facts.state !== 'ended' && !facts.announcedOn,
        canAnnounce: facts !== undefined && facts.state !== 'ended',
        canEnd: facts !== undefined && facts.state !== 'ended',
        canRenew: facts !== undefined && facts.state !== 'ended',
      },
    };
  }

  private async partnership(tx: Tx, facts: PartnershipFacts, department: DepartmentFacts, today: string) {
    const identity = await this.referrals.identity(tx, department.id);
    const agreement = (await this.partnerships.agreements(tx, facts.id)).at(-1);
    const { downloadsPerDevice, deviceFmvCents, version } = facts.terms;
    return {
      id: facts.id,
      state: facts.state,
      signedOn: facts.signedOn,
      activeOn: facts.activeOn,
      announcedOn: facts.announcedOn,
      endsOn: facts.endsOn,
      endedOn: facts.endedOn,
      daysLeft: Math.max(0, daysBetween(today, facts.endsOn)),
      publicHref: `/transparency/${department.slug}`,
      referralUrl: identity?.referralUrl,
      qrHref: identity?.qrUrl.replace(this.config.publicUrl, ''),
      keyword: identity?.keyword,
      agreement: agreement
        ? {
            words: `Signed ${DAY.format(new Date(`${agreement.signedOn}T00:00:00Z`))}${agreement.signatories.length > 0 ? ` by ${agreement.signatories.join(' and ')}` : ''}`,
            sha256: agreement.sha256,
            href: `/partnerships/${facts.id}/agreements/${agreement.id}`,
          }
        : null,
      terms: {
        version,
        words: `${downloadsPerDevice} qualifying downloads earn 1 device, FMV ${DOLLARS.format(deviceFmvCents / 100)}`,
      },
    };
  }

  private async progress(tx: Tx, facts: PartnershipFacts) {
    const progress = await this.referrals.progress(tx, facts.id);
    if (!progress) return null;
    const left = Object.values(progress.disqualified).reduce((sum, count) => sum + (count ?? 0), 0);
    const events = progress.qualifying + left;
    if (events === 0) return null;
    return {
      done: progress.remainder,
      of: progress.downloadsPerDevice,
      nextOrdinal: progress.issued + 1,
      issued: progress.issued,
      qualifying: progress.qualifying,
      events,
      deficit: progress.deficit,
    };
  }

  private async nextStep(tx: Tx, pitch: Pick<PitchDetail, 'id' | 'departmentId'>) {
    const task = (await this.pitches.tasks(tx, pitch.id)).find((one) => one.doneAt === null);
    if (!task) return null;
    const ownerName = await this.people.nameOf(tx, task.ownerId);
    return {
      title: task.title,
      note: task.note,
      day: task.dueOn ?? localDate(tx.now, 'UTC'),
      ownerName: ownerName ?? 'Nobody',
      ownerMe: task.ownerId !== null && task.ownerId === personIdOf(tx.actor),
      href: `/pitches/${pitch.id}#task`,
      taskId: task.id,
      pitchId: pitch.id,
    };
  }

  /** Events of the department by their business day, newest first. */
  private async events(tx: Tx, department: DepartmentFacts, show: string, before: string | undefined) {
    const [day, seq] = /^(\d{4}-\d\d-\d\d)\.(\d+)$/.exec(before ?? '')?.slice(1) ?? [null, null];
    const rows = await tx.query<RecordedEvent & { day: string }>(
      `select * from (
         select seq, type, summary, actor_name as "actorName", visibility, payload, occurred_on as "occurredOn",
                recorded_at as "recordedAt", coalesce(occurred_on, (recorded_at at time zone $2)::date) as day
           from domain_event where department_id = any ((select liaison_family($1))::uuid[]) and ($3 = 'everything' or visibility = $3)
       ) e where $4::date is null or (day, seq) < ($4, $5::bigint)
       order by day desc, seq desc limit $6`,
      [department.id, department.timeZone, show, day, seq, EVENTS + 1],
    );
    const shown = rows.slice(0, EVENTS);
    const last = shown.at(-1);
    return { shown, next: rows.length > EVENTS && last ? `${last.day}.${last.seq}` : null };
  }

  private async mailCount(tx: Tx, departmentId: string): Promise<number> {
    const row = await tx.one<{ count: number }>(
      `select count(*)::int as count from email_message where department_id = any ((select liaison_family($1))::uuid[])`,
      [departmentId],
    );
    return row?.count ?? 0;
  }
}

function addressLine(address: Record<string, string> | null): string | null {
  if (!address) return null;
  const { recipient, name, attention, line1, street, line2, city, state, postalCode, zip } = address;
  const last = [city, [state, postalCode ?? zip].filter(Boolean).join(' ')].filter(Boolean).join(', ');
  return [recipient ?? name ?? attention, line1 ?? street, line2, last].filter(Boolean).join(', ');
}
