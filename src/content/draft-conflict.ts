import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import type { FormBody } from '../platform/web/form.js';
import { ContentQueries } from './content.queries.js';
import { DraftFacts } from './draft-facts.js';
import { editOfForm } from './edit-of-form.js';
import { partsOf } from './rules/draft-parts.js';
import { type Part, redline, segmentsOf, segmentsToHtml } from './rules/redline.js';
import { type Edit, weighedWords } from './text.js';

/** One part in which two texts differ, for a person to take one of. */
export interface Differing {
  /** The form field it stands in: `values.headline`, `body.on_the_record`. */
  name: string;
  label: string;
  mine: string;
  theirsHtml: string;
  mineHtml: string;
  /** Which of the two nobody would lose words by; the choice the page begins with. */
  suggested: 'mine' | 'theirs';
  byBoth: boolean;
}

/** Puts two texts that came from one revision beside each other, and makes one of them again. */
@Injectable()
export class DraftConflict {
  constructor(
    private readonly queries: ContentQueries,
    private readonly facts: DraftFacts,
  ) {}

  /** The data of `department/draft-conflict`: what the actor typed over an earlier revision, beside the current one. */
  async of(tx: Tx, draftId: string, baseRevisionId: string, typed: Edit): Promise<Record<string, unknown>> {
    const { draft, revision, version } = await this.queries.text(tx, draftId);
    const { timeZone } = await this.facts.gather(tx, draft.partnershipId);
    const base = await this.queries.revision(tx, draftId, baseRevisionId);
    const mine = weighedWords(version, revision, typed, null);
    const labels = new Map([
      ...version.fields.map(({ name, label }) => [`values.${name}`, label] as const),
      ...version.blocks.map(({ id, label }) => [`body.${id}`, label] as const),
    ]);
    return {
      zone: timeZone,
      draft: { id: draft.id, title: draft.title },
      revision: {
        id: revision.id,
        number: revision.number,
        byName: revision.authorName,
        at: revision.createdAt,
      },
      baseNumber: base.number,
      parts: differing(
        partsOf(version, base.body, base.values),
        partsOf(version, revision.body, revision.values),
        partsOf(version, mine.body, mine.values),
        labels,
      ),
    };
  }
}

/** What of two texts differs, with the older one both came from deciding what is suggested. */
export function differing(
  base: readonly Part[],
  theirs: readonly Part[],
  mine: readonly Part[],
  labels: ReadonlyMap<string, string>,
): Differing[] {
  const textIn = (parts: readonly Part[], name: string) =>
    parts.find((part) => nameOf(part) === name)?.text ?? '';
  return theirs.flatMap((part) => {
    const name = nameOf(part);
    const [was, is, own] = [textIn(base, name), part.text, textIn(mine, name)];
    if (is === own) return [];
    const segments = segmentsOf(part, redline([part], [{ ...part, text: own }]));
    // Neither text is the older one, so what differs is marked alike in both.
    const side = (words: 'deleted' | 'inserted'): string =>
      segmentsToHtml(
        segments.map((segment) =>
          segment.kind === 'same'
            ? segment
            : { kind: 'change', hunk: { ...segment.hunk, deleted: '', inserted: segment.hunk[words] } },
        ),
      );
    return [
      {
        name,
        label: labels.get(name) ?? name,
        mine: own,
        theirsHtml: is === '' ? '' : side('deleted'),
        mineHtml: own === '' ? '' : side('inserted'),
        suggested: own === was ? 'theirs' : 'mine',
        byBoth: own !== was && is !== was,
      },
    ];
  });
}

/** The words a conflict page's form takes: `take.<name>` says `mine` or `theirs`, `mine.<name>` holds the words, `all` takes one side whole. */
export function takenOf(form: FormBody): Edit {
  const taken = Object.entries(form).filter(([name]) => {
    if (!name.startsWith('mine.')) return false;
    const side = form['all'] ?? form[`take.${name.slice('mine.'.length)}`];
    return side === 'mine';
  });
  return editOfForm(Object.fromEntries(taken.map(([name, words]) => [name.slice('mine.'.length), words])));
}

function nameOf({ blockId, field }: Part): string {
  return field === null ? `body.${blockId}` : `values.${field}`;
}
