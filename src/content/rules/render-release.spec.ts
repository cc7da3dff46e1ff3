import { releaseHtml, releaseText, type ReleaseBlock } from './render-release.js';

const blocks: ReleaseBlock[] = [
  { id: 'headline', kind: 'headline', text: 'Police join an app' },
  { id: 'opening', kind: 'dateline_paragraph', text: 'PITTSBURG, Kan. (April 22, 2019) — It joined.' },
  { id: 'more', kind: 'paragraph', text: '' },
  { id: 'quote', kind: 'quote', text: 'We asked.\n\nThey came.', attribution: 'Police Chief Ruth Alder' },
  { id: 'points', kind: 'list', text: 'One\nTwo' },
  { id: 'how', kind: 'paragraph', text: 'Get it at https://a.example/r/x?a=1&b=2. It is free.' },
  { id: 'disclosure', kind: 'disclosure', text: 'Disclosure: <one> device.' },
  { id: 'end', kind: 'end', text: '###' },
];

describe('a release as plain text', () => {
  it('parts blocks by a blank line, quotes people, and leaves out empty blocks', () => {
    expect(releaseText(blocks)).toBe(
      [
        'Police join an app',
        'PITTSBURG, Kan. (April 22, 2019) — It joined.',
        '“We asked.',
        '“They came,” said Police Chief Ruth Alder.',
        '- One\n- Two',
        'Get it at https://a.example/r/x?a=1&b=2. It is free.',
        'Disclosure: <one> device.',
        '###\n',
      ].join('\n\n'),
    );
  });

  it.each([
    ['Who will come?', '“Who will come?” said A.'],
    ['We will', '“We will,” said A.'],
    ['We will.', '“We will,” said A.'],
  ])('%s → %s', (text, expected) => {
    expect(releaseText([{ id: 'q', kind: 'quote', text, attribution: 'A' }])).toBe(`${expected}\n`);
  });
});

describe('a release as HTML', () => {
  const html = releaseHtml(blocks);

  it('escapes text and links addresses', () => {
    expect(html).toContain('Disclosure: &lt;one&gt; device.');
    expect(html).toContain(
      '<a href="https://a.example/r/x?a=1&amp;b=2" rel="noopener">https://a.example/r/x?a=1&amp;b=2</a>. It is free.',
    );
  });

  it('has a heading, a quotation and a list, and nothing for an empty block', () => {
    expect(html).toContain('<h1 class="release-headline">Police join an app</h1>');
    expect(html).toContain('<li>One</li><li>Two</li>');
    expect(html).toContain('<blockquote class="release-quote"><p>“We asked.</p><p>“They came,” said');
    expect(html).not.toContain('<p></p>');
    const dashes = { id: 'd', kind: 'paragraph', text: 'Bring:\n- a lamp\n\n- One & two\n- Three' };
    expect(releaseHtml([dashes])).toBe(
      '<p>Bring:<br>- a lamp</p>\n<ul class="release-list"><li>One &amp; two</li><li>Three</li></ul>',
    );
  });
});
