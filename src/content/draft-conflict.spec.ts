import { differing, takenOf } from './draft-conflict.js';

const parts = (headline: string, story: string) => [
  { blockId: 'head', field: 'headline', text: headline },
  { blockId: 'story', field: null, text: story },
];

describe('two texts from one revision', () => {
  it('show only what differs, and suggest the side that nobody would lose words by', () => {
    const found = differing(parts('A', 'one two'), parts('A', 'one three'), parts('B', 'one two'), new Map());
    expect(found.map(({ name, suggested, byBoth }) => [name, suggested, byBoth])).toEqual([
      ['values.headline', 'mine', false],
      ['body.story', 'theirs', false],
    ]);
  });

  it('say where both changed, with what differs marked and everything escaped', () => {
    const [found] = differing(
      parts('A', 'a <b> c'),
      parts('A', 'a <b> d'),
      parts('A', 'a <b> e'),
      new Map([['body.story', 'Story']]),
    );
    expect(found).toMatchObject({ label: 'Story', byBoth: true, suggested: 'mine', mine: 'a <b> e' });
    expect(found?.theirsHtml).toMatch(/^a &lt;b&gt; <ins[^>]*>d<\/ins>$/);
    expect(found?.mineHtml).toMatch(/^a &lt;b&gt; <ins[^>]*>e<\/ins>$/);
  });

  it('take part by part what the form says, or all of one side', () => {
    const form = {
      'mine.values.headline': 'B',
      'mine.body.story': '',
      'take.values.headline': 'mine',
      'take.body.story': 'theirs',
      'values.smuggled': 'x',
    };
    expect(takenOf(form)).toEqual({ values: { headline: 'B' }, body: {} });
    expect(takenOf({ ...form, all: 'mine' })).toEqual({ values: { headline: 'B' }, body: { story: '' } });
    expect(takenOf({ ...form, all: 'theirs' })).toEqual({ values: {}, body: {} });
  });
});
