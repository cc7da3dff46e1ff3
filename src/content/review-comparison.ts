import { Injectable } from '@nestjs/common';
import type { RoundRow } from '../approvals/approvals.queries.js';
import type { Tx } from '../platform/database/tx.js';
import { renderBlocks, startingBody, type TemplateVersion } from '../templates/templates.queries.js';
import { ContentQueries, type ProposalView } from './content.queries.js';
import type { DraftRevision } from './draft-revision.entity.js';
import { partsOf } from './rules/draft-parts.js';
import { type Hunk, redline } from './rules/redline.js';
import { type RedlinedBlock, redlinedSheet, type SheetBlock, sheetOf } from './sheet.js';

interface Answer {
  accept: boolean;
  by: string;
  at: Date;
}

/** A row of the reviewer's sheet; the template's comment says how it is shown. */
export interface ReviewRow extends Pick<RedlinedBlock, 'id' | 'kind' | 'heading' | 'redlineHtml'> {
  cleanHtml: string;
  /** The closing mark, which is the same under every release and needs no lock's words. */
  end: boolean;
  locked: string | null;
  number: string | null;
  answer: Answer | null;
  warn: string | null;
  thread: { by: string; at: Date; text: string }[];
}

export interface Comparison {
  rows: ReviewRow[];
  before: { label: string; blocks: SheetBlock[] } | null;
  answered: { accepted: number; refused: number } | null;
  /** What the redline is against, as a sentence. */
  words: string;
}

/** What a text under review is compared with: the proposal it answers, else the text that was last before reviewers. */
@Injectable()
export class ReviewComparison {
  constructor(private readonly queries: ContentQueries) {}

  async of(
    tx: Tx,
    revision: DraftRevision,
    version: TemplateVersion,
    rounds: readonly RoundRow[],
    against: string | null = null,
  ): Promise<Comparison> {
    if (against === 'template') return this.withTemplate(revision, version);
    if (against !== null) return this.withRevision(tx, revision, version, against);
    const proposals = await this.queries.proposals(tx, revision.draftId);
    const answered = proposals.find(({ answerRevisionId }) => answerRevisionId === revision.id);
    if (answered) return this.withAnswers(tx, revision, version, answered);
    const earlier = rounds.find(
      ({ contentHash, revisionId }) => contentHash !== revision.contentHash && revisionId < revision.id,
    );
    if (!earlier) return plain(revision);
    const base = await this.queries.revision(tx, revision.draftId, earlier.revisionId);
    const hunks = redline(
      partsOf(version, base.body, base.values),
      partsOf(version, revision.body, revision.values),
    );
    if (hunks.length === 0) return plain(revision);
    return {
      rows: rowsOf(base, revision, version, hunks, []),
      before: { label: `Revision ${base.number}`, blocks: sheetOf(base.blocks) },
      answered: null,
      words: `Changes since revision ${base.number}, the last that was reviewed.`,
    };
  }

  /** The template's own words, each value left open, against the text. */
  private withTemplate(revision: DraftRevision, version: TemplateVersion): Comparison {
    const names = version.fields.map(({ name }) => name);
    // What the record says stands in both, so that only what people wrote is marked.
    const facts = new Set(version.fields.filter(({ type }) => type === 'fact').map(({ name }) => name));
    const values = Object.fromEntries(
      names.map((name) => [name, facts.has(name) ? (revision.values[name] ?? null) : null]),
    );
    const body = startingBody(version, values, {});
    const { blocks } = renderBlocks(version, values, {}, body);
    const base = { ...revision, body, values, blocks };
    const hunks = redline(partsOf(version, body, values), partsOf(version, revision.body, revision.values));
    return {
      rows: rowsOf(base, revision, version, hunks, []),
      before: { label: `Template ${version.name}, version ${version.version}`, blocks: sheetOf(blocks) },
      answered: null,
      words: `Compared with the template, version ${version.version}: ${hunks.length} ${hunks.length === 1 ? 'change' : 'changes'}.`,
    };
  }

  /** Any revision of the draft by its number; 404 when there is none. */
  private async withRevision(
    tx: Tx,
    revision: DraftRevision,
    version: TemplateVersion,
    number: string,
  ): Promise<Comparison> {
    const base = await this.queries.revision(tx, revision.draftId, number);
    const hunks = redline(
      partsOf(version, base.body, base.values),
      partsOf(version, revision.body, revision.values),
    );
    return {
      rows: rowsOf(base, revision, version, hunks, []),
      before: { label: `Revision ${base.number}`, blocks: sheetOf(base.blocks) },
      answered: null,
      words: `Compared with revision ${base.number}: ${hunks.length} ${hunks.length === 1 ? 'change' : 'changes'}.`,
    };
  }

  private async withAnswers(
    tx: Tx,
    revision: DraftRevision,
    version: TemplateVersion,
    proposal: ProposalView,
  ): Promise<Comparison> {
    const base = await this.queries.revision(tx, revision.draftId, proposal.revisionId);
    const { hunks } = await this.queries.redline(tx, revision.draftId, base.id, proposal.id);
    const accepted = proposal.hunks.filter((hunk) => hunk.accepted).length;
    return {
      rows: rowsOf(base, revision, version, hunks, proposal.hunks),
      before: { label: `Revision ${base.number}, as sent in`, blocks: sheetOf(base.blocks) },
      answered: { accepted, refused: hunks.length - accepted },
      words: `${proposal.proposerName}’s ${hunks.length} ${hunks.length === 1 ? 'change' : 'changes'}, answered by ${proposal.answeredByName ?? 'the author'}.`,
    };
  }
}

function plain(revision: DraftRevision): Comparison {
  return { rows: rowsOf(revision, revision, null, [], []), before: null, answered: null, words: '' };
}

function rowsOf(
  base: DraftRevision,
  revision: DraftRevision,
  version: TemplateVersion | null,
  hunks: readonly Hunk[],
  answers: ProposalView['hunks'],
): ReviewRow[] {
  const labels = new Map((version?.fields ?? []).map(({ name, label }) => [name, label]));
  const parts = version ? partsOf(version, base.body, base.values) : [];
  const clean = new Map(sheetOf(revision.blocks).map(({ id, html }) => [id, html]));
  return redlinedSheet(base.blocks, parts, hunks, labels).map((block) => {
    const own = block.hunks.map((hunk) => ({ ...hunk, answer: answers.find(({ id }) => id === hunk.id) }));
    const speaker = own.find(({ answer }) => answer?.speaker)?.answer?.speaker;
    const first = own[0]?.answer;
    return {
      id: block.id,
      kind: block.kind,
      heading: block.heading,
      redlineHtml: own.length ? block.redlineHtml : (clean.get(block.id) ?? block.html),
      cleanHtml: clean.get(block.id) ?? block.html,
      end: block.kind === 'end',
      locked:
        block.role === 'locked' && block.kind !== 'end'
          ? 'Compared on save, submit, approve and release.'
          : null,
      number: own.length ? own.map(({ number }) => number).join(', ') : null,
      answer: first?.answeredAt
        ? { accept: first.accepted === true, by: first.answeredByName ?? '', at: first.answeredAt }
        : null,
      warn: speaker ? `Inside the words of ${speaker}` : null,
      // One pair of buttons stands for the first change of a block; the others are told in words.
      thread: own.slice(1).flatMap(({ number, answer }) =>
        answer?.answeredAt
          ? [
              {
                by: answer.answeredByName ?? '',
                at: answer.answeredAt,
                text: `Change ${number}: ${answer.accepted ? 'accepted' : 'refused'}.`,
              },
            ]
          : [],
      ),
    };
  });
}
