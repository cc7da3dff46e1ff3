import { Injectable } from '@nestjs/common';
import { ApprovalsQueries } from '../approvals/approvals.queries.js';
import { ApprovalsService } from '../approvals/approvals.service.js';
import { actorName, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { isId, newId } from '../platform/id.js';
import { type TemplateVersion, TemplatesQueries } from '../templates/templates.queries.js';
import { type Hand, rewrite, untouched, type Wrote } from './authorship.js';
import { DraftRevised, type DraftRef } from './content.events.js';
import { noSuchDraft, noSuchRevision, noSuchTemplate } from './content.errors.js';
import { Draft } from './draft.entity.js';
import { DraftRevision, type RevisionAsset } from './draft-revision.entity.js';
import { partsOf } from './rules/draft-parts.js';
import type { Composed } from './text.js';

/** A draft held for a change, with its current text. */
export interface Held {
  draft: Draft;
  revision: DraftRevision;
  version: TemplateVersion;
}

/** What comes of a change to a draft's words. */
export interface Change {
  composed: Composed;
  assets: RevisionAsset[];
  /** Whose words the differences are; an accepted proposal's are the vendor's, whoever accepted it. */
  hand: Hand;
  contributorIds: string[];
  note: string | null;
  /** Another version of the template than the text had before. */
  version?: TemplateVersion;
}

/** Loads drafts for change and writes their revisions; the one place that decides what a new text does to approval. */
@Injectable()
export class DraftStore {
  constructor(
    private readonly approvals: ApprovalsService,
    private readonly approvalsQueries: ApprovalsQueries,
    private readonly templates: TemplatesQueries,
  ) {}

  /** Holds the draft until the transaction ends. 404 when there is none the actor may see. */
  async take(tx: Tx, draftId: string): Promise<Held> {
    if (!isId(draftId)) throw noSuchDraft();
    await this.approvals.hold(tx, draftId);
    const draft = await tx.repo(Draft).findOneBy({ id: draftId });
    if (!draft) throw noSuchDraft();
    const revision = await this.revision(tx, draftId, draft.currentRevisionId);
    return { draft, revision, version: await this.version(tx, revision.templateVersionId) };
  }

  /** A revision of the draft by its id or its number. */
  async revision(tx: Tx, draftId: string, idOrNumber: string | number): Promise<DraftRevision> {
    const number = Number(idOrNumber);
    const where = isId(idOrNumber)
      ? { id: idOrNumber }
      : Number.isInteger(number) && number > 0
        ? { number }
        : null;
    const revision = where && (await tx.repo(DraftRevision).findOneBy({ ...where, draftId }));
    if (!revision) throw noSuchRevision();
    return revision;
  }

  async version(tx: Tx, versionId: string): Promise<TemplateVersion> {
    const version = await this.templates.version(tx, versionId);
    if (!version) throw noSuchTemplate();
    return version;
  }

  /** Stores a new draft with its first revision. */
  async create(
    tx: Tx,
    draft: Omit<Draft, 'currentRevisionId' | 'step' | 'revise'>,
    version: TemplateVersion,
    composed: Composed,
    byKit: boolean,
  ): Promise<void> {
    const id = newId();
    await tx.repo(Draft).insert({ ...draft, currentRevisionId: id });
    await tx.repo(DraftRevision).insert({
      id,
      draftId: draft.id,
      departmentId: draft.departmentId,
      number: 1,
      baseRevisionId: null,
      templateVersionId: version.versionId,
      ...textOf(composed),
      assets: [],
      wrote: byKit
        ? untouched(partsOf(version, composed.body, composed.values))
        : firstWrote(tx, version, composed),
      authorId: byKit ? null : personIdOf(tx.actor),
      authorName: byKit ? 'Liaison' : actorName(tx.actor),
      authorSide: byKit ? 'system' : sideOf(tx),
      contributorIds: [],
      note: null,
      createdAt: tx.now,
    });
  }

  /**
   * Puts another text in place of the current one. A text that every step has approved before is approved at once;
   * any other voids what reviews were open, and leads back to `draft`.
   */
  async revise(tx: Tx, held: Held, change: Change): Promise<DraftRevision> {
    const { draft, revision: base } = held;
    const { composed, version = held.version } = change;
    const revision = tx.repo(DraftRevision).create({
      id: newId(),
      draftId: draft.id,
      departmentId: draft.departmentId,
      number: (await this.lastNumber(tx, draft.id)) + 1,
      baseRevisionId: base.id,
      templateVersionId: version.versionId,
      ...textOf(composed),
      assets: change.assets,
      wrote: this.wrote(held, change),
      authorId: personIdOf(tx.actor),
      authorName: actorName(tx.actor),
      authorSide: sideOf(tx),
      contributorIds: [...new Set([...base.contributorIds, ...change.contributorIds])],
      note: change.note,
      createdAt: tx.now,
    });
    await tx.repo(DraftRevision).insert(revision);
    const authors = await this.authorIds(tx, draft.id, revision);
    const approvedAgain = await this.approvalsQueries.isFullyApproved(
      tx,
      draft.id,
      composed.contentHash,
      authors,
    );
    await this.approvals.supersede(tx, draft.id, 'the text was changed');
    await tx.query(`update proposal set state = 'superseded' where draft_id = $1 and state = 'open'`, [
      draft.id,
    ]);
    draft.revise(revision.id, approvedAgain, tx.now);
    await tx.repo(Draft).save(draft);
    await tx.record(
      DraftRevised(
        { ...refOf(draft, revision), number: revision.number, approvedAgain },
        placeOf(
          draft,
          `${draft.title}: revision ${revision.number} saved${approvedAgain ? ', a text already approved' : ''}`,
        ),
      ),
    );
    return revision;
  }

  /** Everyone who wrote a revision of the draft, or whose proposed words stand in this one. */
  async authorIds(tx: Tx, draftId: string, revision: DraftRevision): Promise<string[]> {
    const rows = await tx.query<{ authorId: string }>(
      'select distinct author_id as "authorId" from draft_revision where draft_id = $1 and author_id is not null',
      [draftId],
    );
    return [...new Set([...rows.map(({ authorId }) => authorId), ...revision.contributorIds])];
  }

  /** Whether the vendor's side wrote any revision of the draft, or a reviewer's proposed words stand in this one. */
  async vendorWrote(tx: Tx, draftId: string, revision: DraftRevision): Promise<boolean> {
    if (revision.contributorIds.length > 0) return true;
    const row = await tx.one(
      `select 1 from draft_revision where draft_id = $1 and author_side = 'vendor' limit 1`,
      [draftId],
    );
    return row !== undefined;
  }

  private wrote({ revision, version }: Held, { composed, hand, version: next = version }: Change): Wrote {
    const before = partsOf(version, revision.body, revision.values);
    const after = partsOf(next, composed.body, composed.values);
    return rewrite(revision.wrote, before, after, hand);
  }

  private async lastNumber(tx: Tx, draftId: string): Promise<number> {
    const row = await tx.one<{ last: number }>(
      'select max(number) as last from draft_revision where draft_id = $1',
      [draftId],
    );
    return row?.last ?? 0;
  }
}

/** The side whose words an actor writes. */
export function handOf(tx: Tx): Hand {
  return tx.actor.side === 'department' ? 'department' : 'vendor';
}

export function sideOf(tx: Tx): 'vendor' | 'department' | 'system' {
  return tx.actor.side === 'public' ? 'system' : tx.actor.side;
}

export function refOf(draft: Draft, revision: DraftRevision): DraftRef {
  return {
    draftId: draft.id,
    partnershipId: draft.partnershipId,
    departmentId: draft.departmentId,
    kind: draft.kind,
    revisionId: revision.id,
    contentHash: revision.contentHash,
  };
}

/** Where events of a draft stand: on the department's shared record. */
export function placeOf(draft: Draft, summary: string) {
  return {
    departmentId: draft.departmentId,
    visibility: 'shared' as const,
    subject: { type: 'draft', id: draft.id },
    summary,
  };
}

function textOf({ body, values, blocks, contentHash }: Composed) {
  return { body, values, blocks, contentHash };
}

/** In a draft a person begins, the template's words are the template's and the given values that person's. */
function firstWrote(tx: Tx, version: TemplateVersion, composed: Composed): Wrote {
  const parts = partsOf(version, composed.body, composed.values);
  const given = parts.filter(({ field, text }) => field !== null && text !== '');
  const hand = handOf(tx);
  return {
    ...untouched(parts),
    ...Object.fromEntries(
      given.map(({ field, text }) => [`field:${field}`, [[hand, text.length]] as [Hand, number][]]),
    ),
  };
}
