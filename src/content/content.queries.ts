import { inTurn } from '../platform/in-turn.js';
import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { isId } from '../platform/id.js';
import { ApprovalsQueries, type DepartmentStep } from '../approvals/approvals.queries.js';
import { type TemplateVersion, TemplatesQueries } from '../templates/templates.queries.js';
import { noSuchDraft, noSuchRevision, noSuchTemplate } from './content.errors.js';
import type { OpenCorrection } from './corrections.js';
import type { DraftState } from './draft-life.js';
import { Draft } from './draft.entity.js';
import { DraftRevision } from './draft-revision.entity.js';
import { partsOf } from './rules/draft-parts.js';
import { type Hunk, redline } from './rules/redline.js';

export interface HunkView {
  id: string;
  blockId: string;
  field: string | null;
  deleted: string;
  inserted: string;
  /** Whose own words it would change, when it lies inside a quote. */
  speaker: string | null;
  accepted: boolean | null;
  answeredByName: string | null;
  answeredAt: Date | null;
}

export interface ProposalView {
  id: string;
  draftId: string;
  reviewId: string;
  revisionId: string;
  state: 'open' | 'answered' | 'superseded';
  note: string | null;
  proposerId: string;
  proposerName: string;
  createdAt: Date;
  answeredAt: Date | null;
  answeredByName: string | null;
  /** The revision the answers made. */
  answerRevisionId: string | null;
  hunks: HunkView[];
}

export interface RevisionView {
  id: string;
  number: number;
  contentHash: string;
  body: DraftRevision['body'];
  values: DraftRevision['values'];
  blocks: DraftRevision['blocks'];
  assets: DraftRevision['assets'];
  authorName: string;
  authorSide: DraftRevision['authorSide'];
  createdAt: Date;
}

export interface DraftRow {
  id: string;
  departmentId: string;
  partnershipId: string;
  templateId: string;
  kind: string;
  title: string;
  state: DraftState;
  kit: boolean;
  createdByName: string;
  createdAt: Date;
  updatedAt: Date;
  contentHash: string;
  revisionNumber: number;
}

export interface DraftView extends Omit<DraftRow, 'contentHash' | 'revisionNumber'> {
  currentRevision: RevisionView;
  /** The proposal that waits for answers. */
  proposal: ProposalView | null;
  correction: Pick<OpenCorrection, 'note' | 'askedByName' | 'askedBySide' | 'askedAt'> | null;
  /** The department’s own step while it waits: one of its officers decides exactly this text. */
  departmentStep: Pick<DepartmentStep, 'contentHash' | 'dueAt'> | null;
}

const ROW = `d.id, d.department_id as "departmentId", d.partnership_id as "partnershipId", d.template_id as "templateId",
  d.kind, d.title, d.state, d.kit, d.created_by_name as "createdByName", d.created_at as "createdAt",
  d.updated_at as "updatedAt", r.content_hash as "contentHash", r.number as "revisionNumber"`;
const PROPOSAL = `id, draft_id as "draftId", review_id as "reviewId", revision_id as "revisionId", state, note,
  proposer_id as "proposerId", proposer_name as "proposerName", created_at as "createdAt", answered_at as "answeredAt",
  answered_by_name as "answeredByName", answer_revision_id as "answerRevisionId"`;

/** The read side of drafts. A department's person sees its own only, by row-level security. */
@Injectable()
export class ContentQueries {
  constructor(
    private readonly templates: TemplatesQueries,
    private readonly approvals: ApprovalsQueries,
  ) {}

  /** A page of drafts, the newest first; `before` is the last id seen. */
  list(
    tx: Tx,
    filter: { departmentId?: string; partnershipId?: string; state?: string },
    limit: number,
    before: string | null = null,
  ): Promise<DraftRow[]> {
    return tx.query<DraftRow>(
      `select ${ROW} from draft d join draft_revision r on r.id = d.current_revision_id
        where ($1::uuid is null or d.department_id = any ((select liaison_family($1))::uuid[])) and ($2::uuid is null or d.partnership_id = $2)
          and ($3::text is null or d.state = $3) and ($4::uuid is null or d.id < $4)
        order by d.id desc limit $5`,
      [filter.departmentId ?? null, filter.partnershipId ?? null, filter.state ?? null, before, limit],
    );
  }

  /** A draft with its current text, as api.md answers it. 404 when the actor may not see one. */
  async draft(tx: Tx, id: string): Promise<DraftView> {
    const { draft, revision } = await this.text(tx, id);
    const { currentRevisionId: _current, createdBy: _by, ...row } = draft;
    const correction = await tx.one<NonNullable<DraftView['correction']>>(
      `select note, asked_by_name as "askedByName", asked_by_side as "askedBySide", asked_at as "askedAt"
         from correction where draft_id = $1 and state = 'open'`,
      [id],
    );
    const step = draft.state === 'in_review' && (await this.approvals.departmentStep(tx, id));
    return {
      ...row,
      currentRevision: revisionView(revision),
      proposal: (await this.openProposal(tx, id)) ?? null,
      correction: correction ?? null,
      departmentStep: step ? { contentHash: step.contentHash, dueAt: step.dueAt } : null,
    };
  }

  /** The draft, its current revision and that revision's template. */
  async text(
    tx: Tx,
    id: string,
  ): Promise<{ draft: Draft; revision: DraftRevision; version: TemplateVersion }> {
    const draft = isId(id) ? await tx.repo(Draft).findOneBy({ id }) : null;
    if (!draft) throw noSuchDraft();
    const revision = await tx.repo(DraftRevision).findOneByOrFail({ id: draft.currentRevisionId });
    return { draft, revision, version: await this.version(tx, revision) };
  }

  /** One revision by id or number. */
  async revision(tx: Tx, draftId: string, idOrNumber: string): Promise<DraftRevision> {
    const number = /^\d{1,6}$/.test(idOrNumber) ? Number(idOrNumber) : null;
    const where = isId(idOrNumber) ? { id: idOrNumber } : number ? { number } : null;
    const revision = where && (await tx.repo(DraftRevision).findOneBy({ ...where, draftId }));
    if (!revision) throw noSuchRevision();
    return revision;
  }

  /** Every revision of a draft, the newest first, without its words. */
  revisions(tx: Tx, draftId: string) {
    return tx.query<{
      id: string;
      number: number;
      contentHash: string;
      authorName: string;
      authorSide: string;
      note: string | null;
      createdAt: Date;
    }>(
      `select id, number, content_hash as "contentHash", author_name as "authorName", author_side as "authorSide", note,
              created_at as "createdAt" from draft_revision where draft_id = $1 order by number desc`,
      [draftId],
    );
  }

  /**
   * The changes between two revisions (by id or number; `to` may be a proposal's id). Without `from` and `to`: the
   * proposal that waits for answers against its text, else the current revision against the one before it.
   */
  async redline(
    tx: Tx,
    draftId: string,
    from?: string,
    to?: string,
  ): Promise<{ from: string; to: string; hunks: Hunk[] }> {
    const { revision: current } = await this.text(tx, draftId);
    const target = to ?? (from ? current.id : ((await this.openProposal(tx, draftId))?.id ?? current.id));
    const proposal = isId(target)
      ? await tx.one<{
          id: string;
          revisionId: string;
          body: DraftRevision['body'];
          values: DraftRevision['values'];
        }>(
          `select id, revision_id as "revisionId", body, "values" from proposal where id = $1 and draft_id = $2`,
          [target, draftId],
        )
      : undefined;
    const after = proposal ? null : await this.revision(tx, draftId, target);
    const base = from ?? proposal?.revisionId ?? after?.baseRevisionId ?? target;
    const before = await this.revision(tx, draftId, base);
    const version = await this.version(tx, after ?? before);
    const words = proposal ?? (after as DraftRevision);
    const hunks = redline(
      partsOf(version, before.body, before.values),
      partsOf(version, words.body, words.values),
    );
    return { from: before.id, to: words.id, hunks };
  }

  /** One proposal with its changes. */
  async proposal(tx: Tx, id: string): Promise<ProposalView> {
    const row = await tx.one<Omit<ProposalView, 'hunks'>>(`select ${PROPOSAL} from proposal where id = $1`, [
      id,
    ]);
    if (!row) throw noSuchDraft();
    return { ...row, hunks: await this.hunks(tx, id) };
  }

  /** The proposal that waits for the author's answers. */
  async openProposal(tx: Tx, draftId: string): Promise<ProposalView | undefined> {
    const row = await tx.one<Omit<ProposalView, 'hunks'>>(
      `select ${PROPOSAL} from proposal where draft_id = $1 and state = 'open'`,
      [draftId],
    );
    return row && { ...row, hunks: await this.hunks(tx, row.id) };
  }

  /** All proposals of a draft, the latest first. */
  async proposals(tx: Tx, draftId: string): Promise<ProposalView[]> {
    const rows = await tx.query<Omit<ProposalView, 'hunks'>>(
      `select ${PROPOSAL} from proposal where draft_id = $1 order by created_at desc, id desc`,
      [draftId],
    );
    return inTurn(rows, async (row) => ({ ...row, hunks: await this.hunks(tx, row.id) }));
  }

  private hunks(tx: Tx, proposalId: string): Promise<HunkView[]> {
    return tx.query<HunkView>(
      `select id, block_id as "blockId", field, deleted, inserted, speaker, accepted, answered_by_name as "answeredByName",
              answered_at as "answeredAt" from proposal_hunk where proposal_id = $1 order by position`,
      [proposalId],
    );
  }

  private async version(tx: Tx, revision: DraftRevision): Promise<TemplateVersion> {
    const version = await this.templates.version(tx, revision.templateVersionId);
    if (!version) throw noSuchTemplate();
    return version;
  }
}

function revisionView({
  id,
  number,
  contentHash,
  body,
  values,
  blocks,
  assets,
  authorName,
  authorSide,
  createdAt,
}: DraftRevision): RevisionView {
  return { id, number, contentHash, body, values, blocks, assets, authorName, authorSide, createdAt };
}
