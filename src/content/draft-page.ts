import { Injectable } from '@nestjs/common';
import {
  ApprovalsQueries,
  DEPARTMENT_GROUP,
  objectionTo,
  type RoundRow,
  type StepRow,
} from '../approvals/approvals.queries.js';
import type { Actor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { ContentQueries, type DraftRow } from './content.queries.js';
import { noOpenProposal } from './content.errors.js';
import { DraftFacts } from './draft-facts.js';
import { nextState } from './draft-life.js';
import { embargoInstant } from './embargo-instant.js';
import { ReleasePage } from './release-page.js';
import { ReleasesQueries } from './releases.queries.js';
import { shortInstant } from './review-page.js';
import { partsOf } from './rules/draft-parts.js';
import { redlinedSheet, sheetOf } from './sheet.js';
import { whoseDrafts, type Whose } from './whose-drafts.js';
import { mayDo, sayWhatNext } from './next-step.js';

/** Gathers the pages on which a text is followed: where it is, what was said, what can be done. */
@Injectable()
export class DraftPage {
  constructor(
    private readonly queries: ContentQueries,
    private readonly releases: ReleasesQueries,
    private readonly approvals: ApprovalsQueries,
    private readonly facts: DraftFacts,
    private readonly releasePage: ReleasePage,
  ) {}

  /** The data of `department/draft`. */
  async of(tx: Tx, actor: Actor, draftId: string): Promise<Record<string, unknown>> {
    const { draft, revision } = await this.queries.text(tx, draftId);
    const known = await this.facts.gather(tx, draft.partnershipId);
    const view = await this.queries.draft(tx, draftId);
    const [round] = await this.approvals.rounds(tx, draftId);
    const release = await this.releases.latest(tx, draftId);
    const standing = release !== undefined && release.recalledAt === null;
    const embargo = embargoInstant(revision.values, known.timeZone);
    const ended = (await whoseDrafts(tx, [draft])).get(draft.id)?.ended ?? false;
    const may = mayDo(actor);
    return {
      zone: known.timeZone,
      draft: {
        id: draft.id,
        // The vendor works on many departments' texts at once, a department on its own only.
        title: actor.side === 'vendor' ? `${draft.title}, ${known.departmentName}` : draft.title,
        kind: draft.kind,
        state: draft.state,
      },
      revision: {
        id: revision.id,
        number: revision.number,
        contentHash: revision.contentHash,
        createdAt: revision.createdAt,
        authorName: revision.authorName,
      },
      blocks: sheetOf(revision.blocks),
      steps:
        round && round.revisionId === revision.id
          ? stepsOf(await this.approvals.steps(tx, round), tx.now)
          : await this.lastSteps(tx, round),
      decision: await this.decisionOf(tx, actor, draftId),
      history: await this.history(tx, draftId),
      embargoAt: embargo,
      blocked:
        embargo && tx.now < embargo
          ? `The embargo stands until ${shortInstant(embargo, known.timeZone)}.`
          : null,
      release: release
        ? {
            id: release.id,
            publicUrl: `${known.publicUrl}#release-${release.id}`,
            releasedAt: release.releasedAt,
            recalledAt: release.recalledAt,
          }
        : null,
      can: {
        edit: may('drafts.write') && nextState(draft.state, 'save') !== null && !ended,
        submit: may('drafts.submit') && draft.state === 'draft' && !ended,
        withdraw: may('drafts.submit') && nextState(draft.state, 'withdraw') !== null,
        answer: may('drafts.answer') && view.proposal !== null,
        release: may('drafts.release') && draft.state === 'approved' && !ended,
        correct: may('drafts.correct') && draft.state === 'released',
        recall: may('drafts.recall') && standing && nextState(draft.state, 'recall') !== null,
      },
      correction: view.correction,
      says: ended ? sayWhatNext(draft.state, ended, may) : null,
      ...(await this.releasePage.of(tx, actor, { draft, revision }, { zone: known.timeZone, ended })),
    };
  }

  /** The data of `department/status`; the newest first. */
  async status(tx: Tx, actor: Actor, before: string | null): Promise<Record<string, unknown>> {
    const rows = await this.queries.list(
      tx,
      actor.side === 'department' ? { departmentId: actor.departmentId } : {},
      26,
      before,
    );
    const shown = rows.slice(0, 25);
    const first = shown[0];
    // The vendor follows departments in many zones, so its own is the one that is read.
    const zone =
      first && actor.side === 'department'
        ? (await this.facts.gather(tx, first.partnershipId)).timeZone
        : null;
    const items = [];
    const whose = await whoseDrafts(tx, shown);
    for (const row of shown) items.push(await this.statusItem(tx, actor, row, whose.get(row.id)));
    return {
      ...(zone && { zone }),
      items,
      nextHref: rows.length > 25 ? `/status?before=${shown.at(-1)?.id}` : null,
    };
  }

  /** The data of `department/redline`: the proposal that waits, drawn into its text. 409 when there is none. */
  async redline(tx: Tx, draftId: string): Promise<Record<string, unknown>> {
    const { draft, revision, version } = await this.queries.text(tx, draftId);
    const proposal = await this.queries.openProposal(tx, draftId);
    if (!proposal || proposal.revisionId !== revision.id) throw noOpenProposal();
    const { timeZone } = await this.facts.gather(tx, draft.partnershipId);
    const { hunks } = await this.queries.redline(tx, draftId, revision.id, proposal.id);
    const labels = new Map(version.fields.map(({ name, label }) => [name, label]));
    const known = new Map(proposal.hunks.map((hunk) => [hunk.id, hunk]));
    const sheet = redlinedSheet(
      revision.blocks,
      partsOf(version, revision.body, revision.values),
      hunks,
      labels,
    );
    return {
      zone: timeZone,
      draft: { id: draft.id, title: draft.title, kind: draft.kind },
      proposal: { byName: proposal.proposerName, at: proposal.createdAt, note: proposal.note },
      blocks: sheet.map(({ id, role, heading, lockReason, segments, hunks: own }) => ({
        id,
        role,
        heading,
        lockReason,
        parts: segments.map((segment) =>
          segment.kind === 'same'
            ? { text: segment.text }
            : {
                hunkId: segment.hunk.id,
                number: own.find((hunk) => hunk.id === segment.hunk.id)?.number,
                deleted: segment.hunk.deleted,
                inserted: segment.hunk.inserted,
              },
        ),
        hunks: own.map((hunk) => ({
          id: hunk.id,
          number: hunk.number,
          accepted: known.get(hunk.id)?.accepted ?? null,
          quoteOf: known.get(hunk.id)?.speaker ?? null,
          comment: null,
        })),
      })),
      count: hunks.length,
    };
  }

  /** The department's own step, for those of its people who read the page while it waits for them. */
  private async decisionOf(tx: Tx, actor: Actor, draftId: string) {
    if (actor.side !== 'department' || !mayDo(actor)('drafts.decide')) return null;
    const step = await this.approvals.departmentStep(tx, draftId);
    if (!step) return null;
    const objection = objectionTo(actor, step);
    const why =
      objection === 'own_work'
        ? 'Words of yours stand in this text, so a colleague decides for the department.'
        : null;
    return { dueAt: step.dueAt, contentHash: step.contentHash, may: objection === null, why };
  }

  private async statusItem(tx: Tx, actor: Actor, row: DraftRow, whose: Whose | undefined) {
    const [round] = await this.approvals.rounds(tx, row.id);
    const steps = round ? await this.approvals.steps(tx, round) : [];
    const waits = steps.find(({ state }) => state === 'pending');
    const said = steps.flatMap(({ decisions }) => decisions).filter(({ note }) => note);
    return {
      id: row.id,
      title: row.title,
      kind: row.kind,
      state: row.state,
      who: waits && (row.state === 'submitted' || row.state === 'in_review') ? personOf(waits) : null,
      since: row.updatedAt,
      says: this.isAsked(actor, steps)
        ? 'Your department decides whether it goes on.'
        : sayWhatNext(row.state, whose?.ended ?? false, mayDo(actor)),
      departmentName: actor.side === 'vendor' ? whose?.departmentName : null,
      silent: silentOf(steps, tx.now),
      said:
        row.state === 'changes_requested' || row.state === 'rejected'
          ? said.map(({ decidedBy, decidedAt, note }) => ({ by: decidedBy, at: decidedAt, text: note }))
          : [],
      href: `/drafts/${row.id}`,
      action: whose?.ended ? null : await this.actionOf(tx, actor, row, steps),
    };
  }

  /** Whether the reader may answer for the department, whose step waits. */
  private isAsked(actor: Actor, steps: readonly StepRow[]): boolean {
    const waits = steps.some(({ group, state }) => group === DEPARTMENT_GROUP && state === 'pending');
    return waits && actor.side === 'department' && mayDo(actor)('drafts.decide');
  }

  private async actionOf(
    tx: Tx,
    actor: Actor,
    { id, state }: DraftRow,
    steps: StepRow[],
  ): Promise<{ href: string; label: string } | null> {
    if (this.isAsked(actor, steps)) return { href: `/drafts/${id}`, label: 'Read and decide' };
    const may = mayDo(actor)(state === 'approved' ? 'drafts.release' : 'drafts.write');
    if (!may) return null;
    if (state === 'draft' || state === 'rejected') return { href: `/write/${id}`, label: 'Write' };
    if (state === 'approved') return { href: `/drafts/${id}`, label: 'Release' };
    if (state !== 'changes_requested') return null;
    return (await this.queries.openProposal(tx, id))
      ? { href: `/drafts/${id}/redline`, label: 'Answer the changes' }
      : { href: `/write/${id}`, label: 'Change the text' };
  }

  private async lastSteps(tx: Tx, round: RoundRow | undefined) {
    return round && round.state !== 'superseded'
      ? stepsOf(await this.approvals.steps(tx, round), tx.now)
      : [];
  }

  private async history(tx: Tx, draftId: string) {
    const rows = await tx.query<{ at: Date; by: string; text: string; reviewId: string | null }>(
      `select recorded_at as at, actor_name as "by", summary as text,
              case when type = 'review.decided' then payload->>'reviewId' end as "reviewId" from domain_event
        where subject_type = 'draft' and subject_id = $1 and visibility = 'shared' order by seq desc limit 60`,
      [draftId],
    );
    const decisions = await this.approvals.decisions(tx, { draftId });
    return rows.map(({ reviewId, ...row }) => ({
      ...row,
      text: sentence(row.text),
      note: decisions.find((one) => one.reviewId === reviewId)?.note ?? null,
    }));
  }
}

/** The page is about one text, so its name is left out of each line: "Announce …: sent for approval". */
function sentence(summary: string): string {
  const words = summary.slice(summary.lastIndexOf(': ') < 0 ? 0 : summary.lastIndexOf(': ') + 2);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function stepsOf(steps: StepRow[], now: Date) {
  return steps.map((step) => {
    const last = step.decisions.at(-1);
    return {
      group: step.group,
      state: step.state,
      who: last?.decidedBy ?? step.claimedByName,
      at: last?.decidedAt ?? (step.state === 'pending' ? step.dueAt : null),
      note: last?.note ?? null,
      days: step.lapseAfterBusinessDays,
      // One that is held up has no day any more.
      lapsesAt: step.lapsesAt && step.lapsesAt > now ? step.lapsesAt : null,
    };
  });
}

/** Steps nobody has decided that have passed for it, or will. */
function silentOf(steps: readonly StepRow[], now: Date) {
  return steps
    .filter(({ state, lapsesAt }) => state === 'no_objection' || lapsesAt !== null)
    .map(({ group, state, lapsesAt, lapseAfterBusinessDays, decisions }) => ({
      group,
      days: lapseAfterBusinessDays,
      passedAt: state === 'no_objection' ? (decisions.at(-1)?.decidedAt ?? null) : null,
      lapsesAt,
      held: lapsesAt !== null && lapsesAt < now,
    }));
}

function personOf({ group, claimedByName }: StepRow): string {
  const name = group.charAt(0).toUpperCase() + group.slice(1);
  return claimedByName ? `${name}, ${claimedByName}` : name;
}
