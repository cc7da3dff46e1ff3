import fc from 'fast-check';
import { applyHunks, redline, segmentsInBlock, segmentsOf, segmentsToHtml, type Part } from './redline.js';
import { runs } from '../../../test/support/size.js';

const part = (text: string, blockId = 'opening', field: string | null = null): Part => ({
  blockId,
  field,
  text,
});
const ids = (original: Part[], proposal: Part[]) => new Set(redline(original, proposal).map(({ id }) => id));

describe('the redline of a proposal', () => {
  it('finds a word taken out of a quote', () => {
    const before = part('We did not want another surveillance system.', 'quote', 'chiefQuote');
    const after = part('We did not want another system.', 'quote', 'chiefQuote');
    const hunks = redline([before], [after]);
    expect(hunks).toHaveLength(1);
    expect(hunks[0]).toMatchObject({ blockId: 'quote', field: 'chiefQuote', inserted: '' });
    expect(hunks[0]!.deleted.trim()).toBe('surveillance');
  });

  it('reads neighboring words as one change and distant ones as two', () => {
    const before = part(
      'The department is rolling out the app. It will report each month to the commission.',
    );
    const after = part('The department has joined the app. It will report once a year to the commission.');
    expect(redline([before], [after]).map(({ deleted, inserted }) => [deleted, inserted])).toEqual([
      ['is rolling out', 'has joined'],
      ['each month', 'once a year'],
    ]);
  });

  it('keeps hunks of several blocks apart, in the order of the text', () => {
    const before = [part('One two three.', 'a'), part('Four five six.', 'b'), part('Seven.', 'c')];
    const after = [part('One 2 three.', 'a'), part('Four five.', 'b'), part('Seven.', 'c')];
    expect(redline(before, after).map(({ blockId }) => blockId)).toEqual(['a', 'b']);
  });

  it('gives the same ids for the same texts, and others for others', () => {
    const first = redline([part('a b c')], [part('a x c')]);
    expect(redline([part('a b c')], [part('a x c')])).toEqual(first);
    expect(redline([part('a b c')], [part('a y c')])[0]!.id).not.toBe(first[0]!.id);
  });

  it('changes a date as one', () => {
    const before: Part = { ...part('2019-04-22', 'embargo', 'embargoDate'), whole: true };
    const after: Part = { ...before, text: '2019-05-22' };
    expect(redline([before], [after])).toMatchObject([{ deleted: '2019-04-22', inserted: '2019-05-22' }]);
  });

  it('applies some and leaves others', () => {
    const before = [part('One two three.', 'a'), part('Four five six.', 'b')];
    const after = [part('One 2 three.', 'a'), part('Four 5 six.', 'b')];
    const [first] = redline(before, after);
    expect(applyHunks(before, after, new Set([first!.id])).map(({ text }) => text)).toEqual([
      'One 2 three.',
      'Four five six.',
    ]);
  });

  it('shows a block that only the proposal has', () => {
    const after = [part('New words.', 'extra')];
    expect(redline([], after)).toMatchObject([{ blockId: 'extra', deleted: '', inserted: 'New words.' }]);
    expect(applyHunks([], after, ids([], after))).toEqual(after);
  });

  it('takes two long texts with nothing in common as one change', () => {
    const words = (seed: string) => Array.from({ length: 3_000 }, (_, i) => `${seed}${i}`).join(' ');
    const before = [part(words('a'))];
    const after = [part(words('b'))];
    expect(redline(before, after)).toHaveLength(1);
  });
});

describe('answering a redline', () => {
  const word = fc.constantFrom(
    'the',
    'police',
    'app',
    'free',
    'neighbors',
    'said',
    'Ruth',
    '“we',
    'link,',
    'é',
    '👮‍♀️',
  );
  const gap = fc.constantFrom(' ', ' ', ' ', '. ', ', ', '\n\n');
  const text = fc
    .array(fc.tuple(word, gap), { maxLength: 40 })
    .map((pairs) => pairs.map(([one, space]) => one + space).join(''));
  const parts = fc.record({ a: text, b: text, c: fc.string({ unit: 'grapheme' }) });
  const toParts = (texts: Record<string, string>): Part[] =>
    Object.entries(texts).map(([blockId, words]) => part(words, blockId));

  it('accepting all gives the proposal, refusing all the original', () => {
    fc.assert(
      fc.property(parts, parts, (one, two) => {
        const before = toParts(one);
        const after = toParts(two);
        expect(applyHunks(before, after, ids(before, after))).toEqual(after);
        expect(applyHunks(before, after, new Set())).toEqual(before);
      }),
      runs(3_000, 10_000),
    );
  });

  it('the shared words and the hunks together are both texts, whole', () => {
    fc.assert(
      fc.property(text, text, (one, two) => {
        const hunks = redline([part(one)], [part(two)]);
        const segments = segmentsOf(part(one), hunks);
        const read = (side: 'deleted' | 'inserted') =>
          segments.map((s) => (s.kind === 'same' ? s.text : s.hunk[side])).join('');
        expect(read('deleted')).toBe(one);
        expect(read('inserted')).toBe(two);
        expect(new Set(hunks.map(({ id }) => id)).size).toBe(hunks.length);
      }),
      runs(1_000, 5_000),
    );
  });
});

describe('showing a redline', () => {
  it('marks what goes and what comes, and escapes everything', () => {
    const before = part('A <b> old & fine');
    const hunks = redline([before], [part('A <b> new & fine')]);
    const html = segmentsToHtml(segmentsOf(before, hunks));
    const id = hunks[0]!.id;
    expect(html).toBe(
      `A &lt;b&gt; <del data-hunk="${id}">old</del><ins data-hunk="${id}">new</ins> &amp; fine`,
    );
  });

  it('sets a value’s changes into the sentence around it', () => {
    const before = part('residents asked in March', 'why', 'whyJoined');
    const hunks = redline([before], [part('neighbors asked in March', 'why', 'whyJoined')]);
    const segments = segmentsInBlock('It joined because residents asked in March. So.', before, hunks)!;
    expect(segments[0]).toEqual({ kind: 'same', text: 'It joined because ' });
    expect(segments.at(-1)).toEqual({ kind: 'same', text: '. So.' });
    expect(segmentsInBlock('Other words.', before, hunks)).toBeNull();
  });
});
