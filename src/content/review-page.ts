import { inTurn } from '../platform/in-turn.js';
import { Injectable } from '@nestjs/common';
import {
  ApprovalsQueries,
  DEPARTMENT_GROUP,
  objectionTo,
  type QueueRow,
  type RoundRow,
  type StepRow,
} from '../approvals/approvals.queries.js';
import { ApprovalsService } from '../approvals/approvals.service.js';
import { BreakGlassService } from '../approvals/break-glass.service.js';
import { allows, PeopleQueries } from '../identity/people.queries.js';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { type Actor, isPerson, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { formatDate } from '../platform/web/views/helpers/dates.js';
import { sharesOf } from './authorship.js';
import { ContentQueries } from './content.queries.js';
import { DraftFacts } from './draft-facts.js';
import { embargoInstant } from './embargo-instant.js';
import { ReviewComparison } from './review-comparison.js';
import { QuoteSignoffs } from './review-signoffs.service.js';
import { ReviewThreads } from './review-threads.service.js';
import { partsOf } from './rules/draft-parts.js';
import { sheetOf } from './sheet.js';
import { SubmissionService } from './submission.service.js';

export type ReviewView = 'redline' | 'clean' | 'side';

/** Gathers what a reviewer needs to decide: the text with its changes, facts, policy, checks, and whether they may. */
@Injectable()
export class ReviewPage {
  constructor(
    private readonly approvals: ApprovalsQueries,
    private readonly rounds: ApprovalsService,
    private readonly queries: ContentQueries,
    private readonly comparison: ReviewComparison,
    private readonly submission: SubmissionService,
    private readonly facts: DraftFacts,
    private readonly people: PeopleQueries,
    private readonly organisation: OrganisationQueries,
    private readonly threads: ReviewThreads,
    private readonly glass: BreakGlassService,
    private readonly signoffs: QuoteSignoffs,
  ) {}

  /** The data of `approvals/review`; its shape stands in the template. */
  async of(
    tx: Tx,
    actor: Actor,
    reviewId: string,
    view: ReviewView,
    against: string | null,
  ): Promise<Record<string, unknown>> {
    const review = await this.approvals.review(tx, reviewId);
    const { draft, version } = await this.queries.text(tx, review.draftId);
    const revision = await this.queries.revision(tx, review.draftId, review.revisionId);
    const { timeZone: zone } = await this.organisation.current(tx);
    const rounds = await this.approvals.rounds(tx, review.draftId);
    const round = rounds.find(({ id }) => id === review.roundId) as RoundRow;
    const known = await this.facts.gather(tx, draft.partnershipId);
    const compared = await this.comparison.of(tx, revision, version, rounds, against);
    const names = await this.people.names(tx, round.authorIds);
    const parts = partsOf(version, revision.body, revision.values);
    const embargo = embargoInstant(revision.values, known.timeZone);
    const top = topOf(revision.blocks);
    const mayDecide = review.state === 'pending' && objectionTo(actor, review) === null;
    const held = review.claimedBy !== null && review.claimedBy !== personIdOf(actor);
    return {
      zone,
      view,
      against,
      bases: (await this.queries.revisions(tx, draft.id))
        .filter(({ number }) => number < revision.number)
        .map(({ number, authorName }) => ({
          value: String(number),
          label: `Revision ${number}, ${authorName}`,
        })),
      review: {
        id: review.id,
        state: review.state,
        group: review.group,
        contentHash: review.contentHash,
        title: `${draft.title}, ${review.departmentName}`,
        lead: `Revision ${revision.number}, sent in by ${review.submittedByName}. ${compared.words}`.trim(),
        dueAt: review.state === 'pending' ? review.dueAt : null,
        lapsesAt: review.lapsesAt,
        lapseHeld: review.lapsesAt !== null && review.lapsesAt < tx.now,
        lapseAfterBusinessDays: review.lapseAfterBusinessDays,
        draftId: draft.id,
      },
      position: await this.positionOf(tx, review, actor),
      top,
      blocks: compared.rows.filter(
        ({ kind, number }) => !(top && (kind === 'embargo' || kind === 'contact') && !number),
      ),
      before: compared.before ?? { label: 'The same text', blocks: sheetOf(revision.blocks) },
      after: { label: `Revision ${revision.number}`, blocks: sheetOf(revision.blocks) },
      facts: [
        { name: 'Terms', value: known.termsWords },
        { name: 'Embargo', value: embargo ? shortInstant(embargo, known.timeZone) : 'none' },
        { name: 'Sent in', value: `${shortInstant(review.submittedAt, zone)}, ${review.submittedByName}` },
        { name: 'Template', value: `${version.name}, v${version.version}` },
        {
          name: 'Pictures',
          value: revision.assets.length ? String(revision.assets.length) : 'none',
        },
        { name: 'Not counted', value: [...names.values()].join(', ') || 'nobody' },
      ],
      shares: sharesOf(revision.blocks, parts, revision.wrote).map(({ hand, percent }) => ({
        kind: hand,
        share: percent,
        label: hand,
      })),
      policyTitle: `Policy: ${round.policyKind.replaceAll('_', ' ')}, v${round.policyVersion}`,
      steps: await this.stepsOf(tx, round, review.departmentId, zone),
      checks: [
        ...(await this.checksOf(
          tx,
          draft.id,
          revision.id === draft.currentRevisionId,
          revision.assets.length > 0,
        )),
        ...(await this.signoffs.changed(tx, draft.id, revision)).map(({ speaker, state }) => ({
          ok: state === 'agreed',
          title:
            state === 'agreed'
              ? `${speaker} agreed to the changed quote`
              : `${speaker} has to agree to the changed quote`,
          note: null,
        })),
      ],
      answered: compared.answered,
      can: {
        decide: mayDecide && !held,
        claim: mayDecide && review.claimedBy === null,
        giveBack: mayDecide && review.claimedBy === personIdOf(actor),
        takeOver: mayDecide && held,
        propose: mayDecide && !held,
      },
      readByMe: review.readByMe,
      glass: await this.glassOf(tx, actor, round),
      threads: await this.threads.of(tx, draft.id, revision),
      textBlocks: revision.blocks
        .filter(({ text }) => text.trim() !== '')
        .map(({ id, text }) => ({ value: id, label: text.slice(0, 60) })),
      why: this.whyNot(review, actor, held),
      claimedByName: review.claimedByName,
      claimedByMe: review.claimedBy !== null && !held,
      parts: parts.map(({ blockId, field, text }) => ({
        name: field === null ? `body.${blockId}` : `values.${field}`,
        label:
          (field === null
            ? version.blocks.find(({ id }) => id === blockId)?.label
            : version.fields.find(({ name }) => name === field)?.label) ?? blockId,
        text,
        rows: String(Math.min(8, Math.max(1, Math.ceil(text.length / 60)))),
        warn: quoteOf(revision.blocks, blockId),
      })),
    };
  }

  /** What was asked past the steps that are left, and what this person may do about it. */
  private async glassOf(tx: Tx, actor: Actor, round: RoundRow) {
    const asked = await this.glass.of(tx, round.id);
    const me = personIdOf(actor);
    const open = round.state === 'open' && isPerson(actor);
    return {
      asked: asked ?? null,
      canAsk: open && !asked && allows(actor, 'reviews.break_glass'),
      canConfirm:
        open &&
        asked !== undefined &&
        asked.confirmedAt === null &&
        asked.askedById !== me &&
        allows(actor, 'reviews.decide') &&
        !round.authorIds.includes(me ?? ''),
    };
  }

  private async positionOf(tx: Tx, review: QueueRow, actor: Actor) {
    const groups = actor.side === 'vendor' && actor.groups.length ? actor.groups : null;
    const place = await this.approvals.neighbours(tx, review.id, groups);
    return place
      ? { index: place.position, total: place.total, previousId: place.previousId, nextId: place.nextId }
      : null;
  }

  private whyNot(review: QueueRow, actor: Actor, held: boolean): string | null {
    if (review.state === 'waiting') return 'This step opens when the step before it has approved.';
    if (review.state === 'superseded') return 'This text is not before the reviewers any more.';
    if (review.state === 'no_objection')
      return 'Nobody decided this step in time, so it has passed without objection.';
    if (review.state !== 'pending') return null;
    const objection = objectionTo(actor, review);
    if (objection === 'own_work') return 'Words of yours stand in this text, so somebody else decides.';
    if (objection === 'not_in_group' && review.group === DEPARTMENT_GROUP)
      return 'A public information officer of the department decides this step.';
    if (objection === 'not_in_group') return `The ${review.group} group decides this step.`;
    return held ? `${review.claimedByName ?? 'Another reviewer'} has claimed this review.` : null;
  }

  private async stepsOf(tx: Tx, round: RoundRow, departmentId: string, zone: string) {
    const steps = await this.approvals.steps(tx, round);
    return inTurn(steps, async (step) => {
      const people = await this.rounds.deciders(tx, step.group, departmentId);
      const free = people.filter(({ personId }) => !round.authorIds.includes(personId));
      return {
        state: step.state,
        title: step.group.charAt(0).toUpperCase() + step.group.slice(1),
        tail: `, ${step.quorum} of ${free.length} ${free.length === 1 ? 'person' : 'people'}`,
        note: noteOf(step, zone, tx.now),
      };
    });
  }

  private async checksOf(tx: Tx, draftId: string, current: boolean, pictures: boolean) {
    if (!current)
      return [{ ok: false, title: 'A newer text exists', note: 'This review is about an earlier one.' }];
    const faults = await this.submission.checks(tx, draftId);
    const found = faults.map(({ message }) => ({ ok: false, title: message, note: null }));
    const good = [
      ['disclosure_stale', 'Disclosure equals the terms in force'],
      ['locked_block_changed', 'Locked parts unchanged'],
      ['required', 'Every required part is filled in'],
      ...(pictures ? [['alt_text_missing', 'Alt text on every picture']] : []),
    ].filter(([code]) => !faults.some((fault) => fault.code === code));
    return [...found, ...good.map(([, title]) => ({ ok: true, title, note: null }))];
  }
}

/** The release line and the contact stand above the sheet. */
function topOf(blocks: readonly { kind: string; text: string }[]) {
  const embargo = blocks.find(({ kind }) => kind === 'embargo')?.text;
  if (!embargo) return null;
  const contact = blocks.find(({ kind }) => kind === 'contact')?.text.replace(/^Contact:\s*/, '');
  return { embargo, contact: contact ?? null };
}

function quoteOf(
  blocks: readonly { id: string; kind: string; attribution?: string }[],
  blockId: string,
): string | null {
  const quote = blocks.find(({ id, kind }) => id === blockId && kind === 'quote');
  return quote ? `${quote.attribution ?? 'The person quoted'} has to agree to a change here.` : null;
}

function noteOf(step: StepRow, zone: string, now: Date): string | null {
  const last = step.decisions.at(-1);
  if (last?.decision === 'no_objection')
    return `Passed without objection, ${shortInstant(last.decidedAt, zone)}: nobody decided within ${daysOf(step)}`;
  if (last)
    return `${last.decidedBy}, ${shortInstant(last.decidedAt, zone)}${last.note ? `: ${last.note}` : ''}`;
  const lapses = step.lapseAfterBusinessDays ? `lapses after ${daysOf(step)} without a decision` : null;
  if (step.state === 'waiting')
    return ['Opens when the step before has approved', lapses].filter(Boolean).join(', ');
  const claimed = step.claimedByName ? `Claimed by ${step.claimedByName}` : null;
  const silence = step.lapsesAt && silenceOf(step.lapsesAt, zone, now);
  return [claimed, silence].filter(Boolean).join('. ') || null;
}

function silenceOf(lapsesAt: Date, zone: string, now: Date): string {
  return lapsesAt < now ? 'Lapse held up' : `Lapses ${shortInstant(lapsesAt, zone)} if nobody decides`;
}

function daysOf({ lapseAfterBusinessDays: days }: StepRow): string {
  return days === 1 ? 'one business day' : `${days} business days`;
}

/** "Mon 22 Apr 2019, 10:00 CDT". */
export function shortInstant(instant: Date, zone: string): string {
  return formatDate(instant, zone, 'stamp');
}
