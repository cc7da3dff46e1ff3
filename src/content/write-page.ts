import { inTurn } from '../platform/in-turn.js';
import { Injectable } from '@nestjs/common';
import { ApprovalsQueries, stepsAsked, type Touch } from '../approvals/approvals.queries.js';
import { PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import type { Actor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import {
  type TemplateField,
  type TemplateKind,
  type TemplateVersion,
  TemplatesQueries,
} from '../templates/templates.queries.js';
import { ContentQueries } from './content.queries.js';
import { sharesOf } from './authorship.js';
import { DraftChecking, type Checked } from './draft-checking.js';
import { DraftFacts, type TextFacts } from './draft-facts.js';
import { sheetDocument } from './sheet-document.js';
import { templateChanges } from './template-move.js';
import { TextTouches } from './text-touches.js';
import { compose, type Edit, weighedWords } from './text.js';
import { WorkingCopies } from './working-copies.js';
import { type DraftState, nextState } from './draft-life.js';
import { embargoInstant } from './embargo-instant.js';
import { shortInstant } from './review-page.js';
import { ENDED_STEP, isStranded, mayDo, sayWhatNext } from './next-step.js';
import { partsOf } from './rules/draft-parts.js';
import { releaseText } from './rules/render-release.js';
import { fillInSheet } from './sheet.js';
import { whoseDrafts } from './whose-drafts.js';

/** Kinds a department writes itself. */
const WRITTEN: readonly TemplateKind[] = ['press_release', 'media_advisory', 'social_post', 'talking_points'];
const OPEN: readonly DraftState[] = [
  'draft',
  'changes_requested',
  'rejected',
  'submitted',
  'in_review',
  'approved',
];

const INPUT: Record<TemplateField['type'], string> = {
  text: 'text',
  long_text: 'long',
  date: 'date',
  time: 'time',
  money: 'number',
  phone: 'tel',
  url: 'text',
  fact: 'text',
};

/** Gathers the pages on which drafts are begun and filled in. */
@Injectable()
export class WritePage {
  constructor(
    private readonly queries: ContentQueries,
    private readonly partnerships: PartnershipsQueries,
    private readonly templates: TemplatesQueries,
    private readonly checking: DraftChecking,
    private readonly copies: WorkingCopies,
    private readonly approvals: ApprovalsQueries,
    private readonly facts: DraftFacts,
    private readonly touches: TextTouches,
  ) {}

  /** The data of `department/write`; the vendor's people name the department they write for, or follow all of them. */
  async list(tx: Tx, actor: Actor, asked?: string): Promise<Record<string, unknown>> {
    const may = mayDo(actor);
    const departmentId = actor.side === 'department' ? actor.departmentId : asked;
    const partnership = departmentId ? await this.partnerships.currentOf(tx, departmentId) : undefined;
    const rows = await this.queries.list(tx, { departmentId }, 100);
    const ended = partnership?.state === 'ended';
    const whose = await whoseDrafts(tx, rows);
    const templates =
      partnership && !ended ? await inTurn(WRITTEN, (kind) => this.templates.list(tx, kind, 20, null)) : [];
    return {
      ...(partnership && { zone: partnership.department.timeZone }),
      partnershipId: partnership && !ended ? partnership.id : null,
      side: actor.side,
      ended,
      department: actor.side === 'vendor' && partnership ? partnership.department : null,
      drafts: rows
        .filter(({ state }) => OPEN.includes(state))
        .map((row) => ({
          ...row,
          departmentName: actor.side === 'vendor' && !partnership ? whose.get(row.id)?.departmentName : null,
          step: sayWhatNext(row.state, whose.get(row.id)?.ended ?? false, may),
        })),
      startable: templates
        .flat()
        .map(({ id, name, description }) => ({ templateId: id, name, about: description })),
      canWrite: may('drafts.write'),
    };
  }

  /**
   * The data of `department/draft-edit`. `typed` are words not saved yet, which the sheet and the checks are then of; without
   * them, those the actor typed last time and did not save.
   */
  async edit(
    tx: Tx,
    actor: Actor,
    draftId: string,
    typed?: Edit,
    saying: readonly string[] = [],
  ): Promise<Record<string, unknown>> {
    const { draft, revision, version } = await this.queries.text(tx, draftId);
    const known = await this.facts.gather(tx, draft.partnershipId);
    const may = mayDo(actor);
    const ended = (await whoseDrafts(tx, [draft])).get(draft.id)?.ended ?? false;
    const canSave = may('drafts.write') && !ended && nextState(draft.state, 'save') !== null;
    const canSubmit = canSave && !['submitted', 'in_review', 'approved'].includes(draft.state);
    const copy = canSave ? await this.copies.own(tx, draftId) : undefined;
    const fits = copy?.baseRevisionId === revision.id ? copy : undefined;
    const edit = typed ?? fits?.words;
    const words = edit ? weighedWords(version, revision, edit, null) : { ...revision, faults: [] };
    const composed = compose(version, draft.partnershipId, words, revision.assets);
    const checked = await this.checking.of(
      tx,
      { draftId, kind: draft.kind, version, composed, assets: revision.assets },
      known,
      saying,
    );
    const embargo = embargoInstant(composed.values, known.timeZone);
    const unsaved = composed.contentHash !== revision.contentHash;
    const blocking = [...words.faults, ...checked.checks.filter((check) => check.blocks)].length;
    const asked = version.fields.filter(({ type }) => type !== 'fact');
    const text = releaseText(composed.blocks);
    return {
      zone: known.timeZone,
      draft: {
        id: draft.id,
        title: draft.title,
        kind: draft.kind,
        kindWords: draft.title,
        state: draft.state,
      },
      revision: {
        id: revision.id,
        number: revision.number,
        savedAt: revision.createdAt,
        contentHash: revision.contentHash,
      },
      fields: asked.map((field, index) =>
        fieldOf(field, edit?.values?.[field.name] ?? composed.values[field.name] ?? null, asked[index + 1]),
      ),
      free: version.blocks
        .filter(({ role }) => role === 'free')
        .map(({ id, label }) => ({ id, label, text: composed.body[id] ?? '', hint: null })),
      blocks: fillInSheet(composed.blocks, partsOf(version, composed.body, composed.values)),
      document: canSave ? JSON.stringify(sheetDocument(version, composed)) : null,
      words: text.split(/\s+/).filter(Boolean).length,
      checks: checksOf(words.faults, checked, known, embargo),
      questions: canSubmit ? checked.questions : [],
      pictures: await this.pictures(tx, draft.id, revision.assets, canSave),
      shares: sharesOf(revision.blocks, partsOf(version, revision.body, revision.values), revision.wrote),
      unsaved,
      copy: !typed && fits && unsaved ? { keptAt: fits.keptAt } : null,
      conflict: !typed && copy !== undefined && copy !== fits ? { keptAt: copy.keptAt } : null,
      newer: canSave ? await this.newer(tx, draft.templateId, version, revision) : null,
      posts: [],
      after: await this.after(
        tx,
        draft.kind,
        canSubmit ? await this.touches.ofTyped(tx, { draft, revision, version }, composed) : [],
        may('drafts.release') ? 'You release it' : 'The department releases it',
        embargo,
        known.timeZone,
      ),
      canSave,
      canSubmit,
      next: !canSubmit
        ? sayWhatNext(draft.state, ended, may)
        : blocking
          ? `${blocking} ${blocking === 1 ? 'thing has' : 'things have'} to be settled before you can send it.`
          : 'You can send it now.',
      exportUrl: `/api/v1/drafts/${draft.id}/export.txt`,
      editing: isStranded(draft.state, ended) ? ENDED_STEP : editing(draft.state),
    };
  }

  private async newer(
    tx: Tx,
    templateId: string,
    version: TemplateVersion,
    revision: { body: Record<string, string>; values: Record<string, string | number | null> },
  ) {
    const newest = await this.templates.current(tx, templateId);
    if (!newest || newest.version <= version.version) return null;
    return {
      versionId: newest.versionId,
      number: newest.version,
      changes: templateChanges(version, newest, revision),
    };
  }

  /** The department's pictures that can be put to the text, those of the text first. */
  private async pictures(tx: Tx, draftId: string, used: readonly { assetId: string }[], canSave: boolean) {
    const rows = await tx.query<{ id: string; fileName: string; altText: string | null }>(
      `select a.id, a.file_name as "fileName", a.alt_text as "altText" from asset a join draft d on d.id = $1
        where a.department_id = any ((select liaison_family(d.department_id))::uuid[])
        order by a.id = any ($2::uuid[]) desc, a.id desc limit 30`,
      [draftId, used.map(({ assetId }) => assetId)],
    );
    const chosen = new Set(used.map(({ assetId }) => assetId));
    return rows.map((row) => ({ ...row, chosen: chosen.has(row.id) })).filter((row) => row.chosen || canSave);
  }

  /** Who reads the text once it is sent, by the steps that are asked for it, and who lets it out. */
  private async after(
    tx: Tx,
    kind: string,
    touches: readonly Touch[],
    release: string,
    embargo: Date | null,
    zone: string,
  ): Promise<string[]> {
    const { steps } = await this.approvals.policy(tx, kind);
    const read = stepsAsked(steps, touches).map(({ group, when, lapseAfterBusinessDays: days }) => {
      const reason = when === 'vendor' ? ', because the company wrote some of it' : '';
      const lapse = days
        ? `; no objection after ${days} business ${days === 1 ? 'day' : 'days'} without a decision`
        : '';
      return `${group.charAt(0).toUpperCase()}${group.slice(1)}, within 2 business days${reason}${lapse}`;
    });
    return [...read, embargo ? `${release}, not before ${shortInstant(embargo, zone)}` : release];
  }
}

function fieldOf(field: TemplateField, value: string | number | null, next: TemplateField | undefined) {
  return {
    name: field.name,
    label: field.label,
    type: INPUT[field.type],
    value: value ?? '',
    limit: field.maxLength,
    required: field.required,
    hint: field.help,
    example: field.example,
    // A day and its time of day stand beside each other.
    pair: field.type === 'date' && next?.type === 'time',
  };
}

function checksOf(
  faults: readonly { message: string }[],
  { checks }: Checked,
  known: TextFacts,
  embargo: Date | null,
) {
  const said = new Set<string>();
  const open = [...faults.map(({ message }) => ({ message, blocks: true })), ...checks]
    .filter(({ message }) => !said.has(message) && said.add(message))
    .map(({ message, blocks }) => ({
      ok: false,
      advice: !blocks,
      label: message,
      detail: blocks ? null : 'advice, it can be sent so',
    }));
  const has = (code: string) => checks.some((check) => check.code === code);
  return [
    ...open,
    ...(has('required') ? [] : [{ ok: true, label: 'Every required part', detail: 'filled in' }]),
    ...(has('disclosure_stale') || has('disclosure_missing')
      ? []
      : [{ ok: true, label: 'Disclosure', detail: `equals terms ${known.termsWords}` }]),
    ...(has('unapproved_claim') ? [] : [{ ok: true, label: 'Claims', detail: 'none that is not approved' }]),
    {
      ok: true,
      label: 'Embargo',
      detail: embargo ? shortInstant(embargo, known.timeZone) : 'none, it can go out once approved',
    },
  ];
}

function editing(state: DraftState): string | null {
  if (state === 'approved')
    return 'This text is approved. Saving other words sends it back to the start; taking them out again brings the approval back.';
  if (state === 'submitted' || state === 'in_review')
    return 'The reviewers have this text. Saving other words takes it back from them.';
  if (state === 'changes_requested')
    return 'Changes were asked for. If they came as a proposal, answer it first: saving other words here sets it aside.';
  return null;
}
