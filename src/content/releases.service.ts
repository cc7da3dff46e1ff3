import { Injectable } from '@nestjs/common';
import { ApprovalsQueries, type LapsedStep } from '../approvals/approvals.queries.js';
import { ApprovalsService } from '../approvals/approvals.service.js';
import { PartnershipsService } from '../partnerships/partnerships.service.js';
import { type Actor, actorName, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { newId } from '../platform/id.js';
import { localDate } from '../platform/local-time.js';
import { sharesOf } from './authorship.js';
import { Corrected, CorrectionAsked, Recalled, Released } from './content.events.js';
import {
  alreadyReleased,
  disclosureStale,
  embargoed,
  notApproved,
  nothingToRecall,
  required,
  stepNotAllowed,
} from './content.errors.js';
import { ContentQueries, type DraftView } from './content.queries.js';
import { Corrections, type OpenCorrection } from './corrections.js';
import { DraftFacts, type TextFacts } from './draft-facts.js';
import { nextState } from './draft-life.js';
import { DraftStore, type Held, placeOf, refOf, sideOf } from './draft-store.js';
import { embargoInstant } from './embargo-instant.js';
import { requirePicturesFree } from './picture-rights.js';
import { Draft } from './draft.entity.js';
import { releaseDigest } from './release-digest.js';
import { contentHash } from './rules/content-hash.js';
import { partsOf } from './rules/draft-parts.js';
import { embargoOf } from './rules/embargo.js';
import { releaseHtml, releaseText } from './rules/render-release.js';
import { disclosureField } from './text.js';

export interface ReleaseAnswer {
  id: string;
  publicUrl: string;
  releasedAt: Date;
}

/** Who decided a release; null for a person who is not known by an id. */
export interface ReleasedBy {
  id: string | null;
  name: string;
}

/** The gate: what becomes public, what is said about it afterwards, and how it is taken back. */
@Injectable()
export class ReleasesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: DraftStore,
    private readonly facts: DraftFacts,
    private readonly approvals: ApprovalsService,
    private readonly approvalsQueries: ApprovalsQueries,
    private readonly partnerships: PartnershipsService,
    private readonly corrections: Corrections,
    private readonly queries: ContentQueries,
  ) {}

  /**
   * Makes the current text public, byte for byte as approved. 422 `not_approved` for any other text, `embargoed` until
   * the embargo's instant in the department's zone, `disclosure_stale` when the live terms say something else,
   * `picture_expired` or `picture_rights_missing` when a picture in it may not be used. The
   * first press release of a partnership nobody has announced announces it, in the same transaction.
   */
  release(actor: Actor, draftId: string, hash: string): Promise<ReleaseAnswer> {
    return this.unitOfWork.run(actor, async (tx) => {
      const by = { id: personIdOf(tx.actor), name: actorName(tx.actor) };
      const answer = await this.releaseIn(tx, draftId, hash, by);
      // A time that waits for this text is kept early; one that waits for other words is put aside, and says why.
      await tx.query(
        `update release_time set settled_at = $4, state = case when content_hash = $2 then 'released' else 'cancelled' end,
                release_id = case when content_hash = $2 then $3::uuid end,
                reason = case when content_hash <> $2 then 'Another text was released.' end
          where draft_id = $1 and state = 'waiting'`,
        [draftId, hash, answer.id, tx.now],
      );
      return answer;
    });
  }

  /** The same in the caller's transaction, in the name of whoever decided it: for a release whose time was set before. */
  async releaseIn(tx: Tx, draftId: string, hash: string, by: ReleasedBy): Promise<ReleaseAnswer> {
    const held = await this.store.take(tx, draftId);
    const lapsed = await this.requireApproved(tx, held, hash);
    const known = await this.facts.gather(tx, held.draft.partnershipId);
    requireEmbargoOver(tx, held, known);
    requireLiveDisclosure(held, known);
    await requirePicturesFree(tx, held.revision.assets, localDate(tx.now, known.timeZone));
    const standing = await this.corrections.standing(tx, draftId);
    if (standing?.contentHash === hash) throw alreadyReleased();
    const correction = await this.corrections.open(tx, draftId);
    const id = await this.insert(tx, held, standing?.id ?? null, correction, by, lapsed);
    held.draft.step('release', tx.now);
    await tx.repo(Draft).save(held.draft);
    const publicUrl = `${known.publicUrl}#release-${id}`;
    await this.announceFirst(tx, held.draft, known, publicUrl);
    await this.record(tx, held, id, correction);
    return { id, publicUrl, releasedAt: tx.now };
  }

  /** Asks for a correction of the public text, which stays public, marked with the note, until the new one is released. */
  correct(actor: Actor, draftId: string, note: string): Promise<DraftView> {
    return this.unitOfWork.run(actor, async (tx) => {
      const { draft, revision } = await this.store.take(tx, draftId);
      if (!note.trim()) throw required('note', 'Say what has to be corrected.');
      const standing = await this.corrections.standing(tx, draftId);
      if (!nextState(draft.state, 'correct') || !standing) throw stepNotAllowed(draft.state, 'correct');
      draft.step('correct', tx.now);
      await tx.repo(Draft).save(draft);
      await this.corrections.ask(tx, draft, standing.id, note.trim());
      await tx.record(
        CorrectionAsked(
          { ...refOf(draft, revision), releaseId: standing.id, note: note.trim(), side: sideOf(tx) },
          placeOf(draft, `${draft.title}: correction asked for`),
        ),
      );
      return this.queries.draft(tx, draftId);
    });
  }

  /** Takes the public text back at once, by either side. What was public stays on the record, marked. */
  recall(actor: Actor, draftId: string, reason: string): Promise<DraftView> {
    return this.unitOfWork.run(actor, async (tx) => {
      const { draft, revision } = await this.store.take(tx, draftId);
      if (!reason.trim()) throw required('reason', 'Say why it is recalled.');
      const standing = await this.corrections.standing(tx, draftId);
      if (!standing) throw nothingToRecall();
      draft.step('recall', tx.now);
      const correction = await this.corrections.open(tx, draftId);
      if (correction) await this.corrections.close(tx, correction.id, 'dropped');
      await this.approvals.supersede(tx, draftId, 'the text was recalled');
      await tx.repo(Draft).save(draft);
      await tx.query(
        `insert into recall (release_id, draft_id, department_id, reason, recalled_by, recalled_by_name, recalled_by_side, recalled_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          standing.id,
          draftId,
          draft.departmentId,
          reason.trim(),
          personIdOf(tx.actor),
          actorName(tx.actor),
          sideOf(tx),
          tx.now,
        ],
      );
      await tx.record(
        Recalled(
          { ...refOf(draft, revision), releaseId: standing.id, reason: reason.trim(), side: sideOf(tx) },
          placeOf(draft, `${draft.title}: recalled`),
        ),
      );
      return this.queries.draft(tx, draftId);
    });
  }

  /**
   * Throws 422 `not_approved` unless this is the draft's current text and has passed every step by others. Answers with the steps
   * that it passed without objection.
   */
  async requireApproved(tx: Tx, { draft, revision }: Held, hash: string): Promise<LapsedStep[]> {
    const { kind, partnershipId, state } = draft;
    const recomputed = contentHash({ ...revision, kind, partnershipId });
    if (state !== 'approved' && !nextState(state, 'submit') && !nextState(state, 'save'))
      throw stepNotAllowed(state, 'release');
    if (state !== 'approved' || hash !== revision.contentHash || recomputed !== hash) throw notApproved();
    const authors = await this.store.authorIds(tx, draft.id, revision);
    const passed = await this.approvalsQueries.passed(tx, draft.id, hash, authors);
    if (!passed) throw notApproved();
    return passed.lapsed;
  }

  private async insert(
    tx: Tx,
    held: Held,
    replacesId: string | null,
    correction: OpenCorrection | undefined,
    by: ReleasedBy,
    lapsed: readonly LapsedStep[],
  ): Promise<string> {
    const { draft, revision, version } = held;
    const id = newId();
    const { html, text } = publicText(revision);
    const shares = sharesOf(
      revision.blocks,
      partsOf(version, revision.body, revision.values),
      revision.wrote,
    );
    await tx.query(
      `insert into release (id, draft_id, department_id, partnership_id, revision_id, content_hash, kind, title, html, text,
         shares, lapsed_steps, replaces_id, correction_note, released_by, released_by_name, released_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
      [
        id,
        draft.id,
        draft.departmentId,
        draft.partnershipId,
        revision.id,
        revision.contentHash,
        draft.kind,
        headlineOf(held),
        html,
        text,
        JSON.stringify(shares),
        JSON.stringify(lapsed),
        replacesId,
        correction?.note ?? null,
        by.id,
        by.name,
        tx.now,
      ],
    );
    if (correction) await this.corrections.close(tx, correction.id, 'applied');
    return id;
  }

  private async announceFirst(tx: Tx, draft: Draft, known: TextFacts, url: string): Promise<void> {
    if (draft.kind !== 'press_release' || known.announcedOn !== null) return;
    await this.partnerships.announce(tx, draft.partnershipId, {
      announcedOn: localDate(tx.now, known.timeZone),
      url,
    });
  }

  private async record(
    tx: Tx,
    { draft, revision }: Held,
    releaseId: string,
    correction: OpenCorrection | undefined,
  ): Promise<void> {
    const ref = { ...refOf(draft, revision), releaseId };
    await tx.record(
      Released(
        { ...ref, correctionNote: correction?.note ?? null, sha256: releaseDigest(publicText(revision)) },
        placeOf(draft, `${draft.title}: published`),
      ),
    );
    if (!correction) return;
    await tx.record(
      Corrected(
        { ...ref, replacesId: correction.releaseId, note: correction.note },
        placeOf(draft, `${draft.title}: correction published`),
      ),
    );
  }
}

function requireEmbargoOver(tx: Tx, { revision }: Held, { timeZone }: TextFacts): void {
  const embargo = embargoOf(revision.values);
  const until = embargoInstant(revision.values, timeZone);
  if (embargo && until && tx.now < until) throw embargoed(`${embargo.date}, ${embargo.time} ${timeZone}`);
}

function requireLiveDisclosure({ version, revision }: Held, { disclosure }: TextFacts): void {
  const field = disclosureField(version);
  if (field && revision.values[field] !== disclosure) throw disclosureStale();
}

/** The words as they become public, from the blocks that were stored when the text was saved. */
function publicText({ blocks }: Held['revision']): { html: string; text: string } {
  return { html: releaseHtml(blocks), text: releaseText(blocks) };
}

/** What a release is called: its headline where it has one. */
function headlineOf({ draft, revision }: Held): string {
  return revision.blocks.find(({ kind }) => kind === 'headline')?.text || draft.title;
}
