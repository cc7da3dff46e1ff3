import fc from 'fast-check';
import { wordChanges } from '../../test/content/unzipped.js';
import { size } from '../../test/support/size.js';
import type { RenderedBlock } from '../templates/templates.queries.js';
import { shownText } from './export-blocks.js';
import { exportTrackedDocx } from './export-docx.js';
import { redline } from './rules/redline.js';
import { trackedBlocks } from './tracked-blocks.js';

const BY = { author: 'Ellen Voss', at: new Date('2019-04-12T15:00:00Z') };
const block = (id: string, text: string, more: Partial<RenderedBlock> = {}): RenderedBlock => ({
  id,
  role: 'free',
  kind: 'paragraph',
  label: id,
  fields: [],
  text,
  ...more,
});

/** The Word file of the changes from one text to another, read back. */
async function readBack(before: RenderedBlock[], after: RenderedBlock[]) {
  const part = ({ id, text }: RenderedBlock) => ({ blockId: id, field: null, text });
  const parts = before.map(part);
  const hunks = redline(parts, after.map(part));
  const docx = await exportTrackedDocx('A text', trackedBlocks({ before, after, parts, hunks }), BY);
  const changes = wordChanges(docx);
  const reads = (without: 'deleted' | 'inserted') =>
    changes
      .map((runs) =>
        runs
          .filter(({ kind }) => kind !== without)
          .map(({ text }) => text)
          .join(''),
      )
      .filter((text) => text !== '');
  return { hunks, changes, taken: reads('deleted'), refused: reads('inserted') };
}

describe('the Word file with tracked changes', () => {
  it('shows the same insertions and deletions as the redline, under the hand that made them', async () => {
    const { hunks, changes } = await readBack(
      [block('a', 'The chief wants every home to join today.'), block('b', 'Nothing changes here.')],
      [block('a', 'The chief invites residents to join.'), block('b', 'Nothing changes here.')],
    );
    const flat = changes.flat();
    const words = (kind: string) => flat.filter((run) => run.kind === kind).map(({ text }) => text);
    expect(words('deleted')).toEqual(hunks.map(({ deleted }) => deleted).filter(Boolean));
    expect(words('inserted')).toEqual(hunks.map(({ inserted }) => inserted).filter(Boolean));
    expect(new Set(flat.filter(({ kind }) => kind !== 'same').map(({ author }) => author))).toEqual(
      new Set(['Ellen Voss']),
    );
  });

  it('compares as it reads what has no redline of its own: a fact that moved with the record, a quote, a block that came or went', async () => {
    const quote = { kind: 'quote' as const, attribution: 'Chief Alder' };
    const before = [
      block('fact', 'one device per 20', { role: 'locked' }),
      block('q', 'We are glad.', quote),
      block('gone', 'Old & <done>'),
    ];
    const after = [
      block('fact', 'one device per 25', { role: 'locked' }),
      block('q', 'We are very glad.', quote),
      block('new', 'New "one"'),
    ];
    const parts = [{ blockId: 'q', field: null, text: 'We are glad.' }];
    const hunks = redline(parts, [{ ...parts[0], blockId: 'q', field: null, text: 'We are very glad.' }]);
    const docx = await exportTrackedDocx('A text', trackedBlocks({ before, after, parts, hunks }), BY);
    const reads = (without: string) =>
      wordChanges(docx)
        .map((runs) =>
          runs
            .filter(({ kind }) => kind !== without)
            .map(({ text }) => text)
            .join(''),
        )
        .filter(Boolean);
    expect(reads('inserted')).toEqual([
      'one device per 20',
      '“We are glad,” said Chief Alder.',
      'Old & <done>',
    ]);
    expect(reads('deleted')).toEqual([
      'one device per 25',
      '“We are very glad,” said Chief Alder.',
      'New "one"',
    ]);
  });

  it('gives the later text when all is taken, and the earlier when all is refused', async () => {
    const word = fc.constantFrom(
      'police',
      'join',
      'the',
      'app',
      'a&b',
      '“so”',
      'free.',
      'Ñandú',
      '\n',
      '\n\n',
      '<b>',
      '😀',
    );
    const text = fc.array(word, { maxLength: 14 }).map((words) =>
      words
        .join(' ')
        .replace(/ ?\n ?/g, '\n')
        .trim(),
    );
    const texts = fc.array(text, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(texts, texts, async (one, two) => {
        const blocks = (all: string[]) => all.map((words, index) => block(`b${index}`, words));
        const { taken, refused } = await readBack(blocks(one), blocks(two));
        const shown = (all: string[]) => blocks(all).map(shownText).filter(Boolean);
        expect(taken).toEqual(shown(two));
        expect(refused).toEqual(shown(one));
      }),
      { numRuns: size(40, 2_000) },
    );
  }, 120_000);
});
