import type { RenderedBlock } from '../templates/templates.queries.js';
import { type Part, redline } from './rules/redline.js';
import { fillInSheet, redlinedSheet } from './sheet.js';

const block = (id: string, text: string, rest: Partial<RenderedBlock> = {}): RenderedBlock => ({
  id,
  role: 'fill_in',
  kind: 'paragraph',
  label: id,
  fields: [],
  text,
  ...rest,
});
const labels = new Map([['day', 'Goes out on']]);

describe('a text on screen', () => {
  it('shows a changed value inside its sentence', () => {
    const before: Part = { blockId: 'why', field: 'reason', text: 'residents asked' };
    const hunks = redline([before], [{ ...before, text: 'neighbors asked' }]);
    const [shown] = redlinedSheet(
      [block('why', 'It joined because residents asked for it.')],
      [before],
      hunks,
      labels,
    );
    expect(shown?.redlineHtml).toMatch(
      /^<p>It joined because <del[^>]*>residents<\/del> <ins[^>]*>neighbors<\/ins> asked for it\.<\/p>$/,
    );
    expect(shown?.hunks.map(({ number }) => number)).toEqual([1]);
  });

  it('shows a value that is typed otherwise than it reads after its sentence', () => {
    const before: Part = { blockId: 'top', field: 'day', text: '2019-04-22', whole: true };
    const hunks = redline([before], [{ ...before, text: '2019-04-23' }]);
    const [shown] = redlinedSheet([block('top', 'PITTSBURG (April 22, 2019)')], [before], hunks, labels);
    expect(shown?.redlineHtml).toContain('PITTSBURG (April 22, 2019) Goes out on: <del');
  });

  it('sets a quote in quotation marks with its speaker', () => {
    const before: Part = { blockId: 'quote', field: 'words', text: 'We did not want another system.' };
    const hunks = redline([before], [{ ...before, text: 'We did not want a system.' }]);
    const quote = block('quote', before.text, { kind: 'quote', attribution: 'Chief Alder' });
    expect(redlinedSheet([quote], [before], hunks, labels)[0]?.redlineHtml).toMatch(
      /“We did not want .*system,” said Chief Alder\./,
    );
  });

  it('ends a quote that changes at its end as the release does', () => {
    const before: Part = { blockId: 'quote', field: 'words', text: 'Residents asked us.' };
    const hunks = redline([before], [{ ...before, text: 'Residents asked who?' }]);
    const quote = block('quote', before.text, { kind: 'quote', attribution: 'Chief Alder' });
    const [shown] = redlinedSheet([quote], [before], hunks, labels);
    expect(shown?.redlineHtml).toMatch(/<del[^>]*>us,<\/del> <ins[^>]*>who\?<\/ins>” said Chief Alder\./);
    expect(shown?.hunks).toMatchObject([{ deleted: 'us.', inserted: 'who?' }]);
  });

  it('marks fill-ins once, escaped', () => {
    const part: Part = { blockId: 'why', field: 'reason', text: 'it is <safe> & free' };
    const [shown] = fillInSheet([block('why', 'Because it is <safe> & free.')], [part]);
    expect(shown?.html).toBe('<p>Because <span class="fill-in">it is &lt;safe&gt; &amp; free</span>.</p>');
  });
});
