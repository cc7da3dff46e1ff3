import fc from 'fast-check';
import type { Facts, FieldType, RenderableVersion, TemplateField } from './body.js';
import { blocksOf, renderBlocks, startingBody } from './render-blocks.js';
import { TemplateFault } from './template-fault.js';

function field(name: string, type: FieldType = 'text', more: Partial<TemplateField> = {}): TemplateField {
  const label = name.replace(/^./, (letter) => letter.toUpperCase());
  return { name, label, type, required: true, maxLength: null, help: null, example: null, fact: null, ...more };
}

const fields: TemplateField[] = [
  field('headline', 'text', { maxLength: 20 }),
  field('day', 'date', { required: false }),
  field('embargoDay', 'date', { required: false }),
  field('time', 'time', { required: false }),
  field('quote', 'long_text'),
  field('points', 'long_text', { required: false }),
  field('city', 'fact', { fact: 'city' }),
  field('state', 'fact', { fact: 'state' }),
  field('zone', 'fact', { fact: 'timeZone' }),
  field('disclosure', 'fact', { fact: 'disclosure' }),
];
const facts: Facts = {
  city: 'Pittsburg',
  state: 'KS',
  timeZone: 'America/Chicago',
  disclosure: 'It earns one $200 device per 20 downloads.',
};
const source = `
{{#block "embargo" "fill_in" kind="embargo"}}
  {{#if embargoDay}}EMBARGOED UNTIL {{apDate embargoDay}}, {{apTime time embargoDay zone}}
  {{else}}FOR IMMEDIATE RELEASE{{/if}}
{{/block}}
{{#block "headline" "fill_in" kind="headline"}}{{headline}}{{/block}}
{{#block "opening" "fill_in" kind="dateline_paragraph"}}
  {{dateline city state}} ({{apDate (first day embargoDay)}}) —
  It joined.
{{/block}}
{{#block "more" "free"}}First words of the
template.

And a second paragraph.{{/block}}
{{#block "quote" "fill_in" kind="quote" attribution="Police Chief Ruth Alder" label="What the chief says"}}{{quote}}{{/block}}
{{#if points}}{{#block "list" "fill_in" kind="list"}}{{#each points}}{{this}}{{br}}{{/each}}{{/block}}{{/if}}
{{#block "disclosure" "locked" kind="disclosure"}}Disclosure: {{disclosure}}{{/block}}
{{#block "end" "locked" kind="end"}}###{{/block}}
`;
const version: RenderableVersion = { fields, source };
const values = { headline: 'Police join', embargoDay: '2019-04-22', time: '10:00', quote: 'We wanted it.' };
const text = (id: string, given: Record<string, string> = values, body = {}) =>
  renderBlocks(version, given, facts, body).blocks.find((block) => block.id === id)?.text;

describe('rendering a template', () => {
  it('writes each block with values and facts set in', () => {
    const { blocks, missing, errors } = renderBlocks(version, values, facts);
    expect(blocks.map(({ id, role, kind }) => [id, role, kind])).toEqual([
      ['embargo', 'fill_in', 'embargo'],
      ['headline', 'fill_in', 'headline'],
      ['opening', 'fill_in', 'dateline_paragraph'],
      ['more', 'free', 'paragraph'],
      ['quote', 'fill_in', 'quote'],
      ['disclosure', 'locked', 'disclosure'],
      ['end', 'locked', 'end'],
    ]);
    expect(blocks[0]!.text).toBe('EMBARGOED UNTIL April 22, 2019, 10:00 a.m. CDT');
    expect(blocks[2]!.text).toBe('PITTSBURG, Kan. (April 22, 2019) — It joined.');
    expect(blocks[3]!.text).toBe('First words of the template.\n\nAnd a second paragraph.');
    expect(blocks[4]).toMatchObject({ text: 'We wanted it.', attribution: 'Police Chief Ruth Alder' });
    expect(blocks[5]!.text).toBe('Disclosure: It earns one $200 device per 20 downloads.');
    expect(missing).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('says what is missing and shows its label in brackets', () => {
    const rendered = renderBlocks(version, {}, { ...facts, city: null });
    expect(rendered.missing).toEqual(['headline', 'day', 'quote', 'city']);
    expect(rendered.blocks[1]!.text).toBe('[Headline]');
    expect(rendered.blocks[2]!.text).toBe('[City] ([Day]) — It joined.');
    expect(text('embargo', {})).toBe('FOR IMMEDIATE RELEASE');
  });

  it('takes free blocks from the body, also when the author emptied them', () => {
    expect(text('more', values, { more: 'My own words.' })).toBe('My own words.');
    expect(text('more', values, { more: '' })).toBe('');
    expect(startingBody(version, values, facts)).toEqual({
      more: 'First words of the template.\n\nAnd a second paragraph.',
    });
  });

  it('refuses other words in a locked block and blocks that are not there', () => {
    const faults = (body: Record<string, string>) =>
      renderBlocks(version, values, facts, body).errors.map(({ field: name, code }) => [name, code]);
    expect(faults({ disclosure: 'Disclosure: nothing.' })).toEqual([['body.disclosure', 'locked_block_changed']]);
    expect(faults({ disclosure: 'Disclosure: It earns one $200 device per 20 downloads.', end: '###' })).toEqual([]);
    expect(faults({ extra: 'x' })).toEqual([['body.extra', 'unknown_block']]);
    expect(faults({ constructor: 'x' } as never)).toEqual([['body.constructor', 'unknown_block']]);
  });

  it('prefers the frozen value of a fact to what is known today', () => {
    expect(text('disclosure', { ...values, disclosure: 'It earned one $100 device.' })).toBe(
      'Disclosure: It earned one $100 device.',
    );
  });

  it('checks the form and the length of values without repeating them', () => {
    const { errors } = renderBlocks(
      version,
      { headline: 'A headline that is far too long', day: '2019-02-30', time: '9', other: 'x' },
      facts,
    );
    expect(errors.map(({ field: name, code }) => [name, code])).toEqual([
      ['values.other', 'unknown_field'],
      ['values.headline', 'too_long'],
      ['values.day', 'format'],
      ['values.time', 'format'],
    ]);
    expect(JSON.stringify(errors)).not.toContain('far too long');
  });

  it('lists the lines of a long text, and only when there are some', () => {
    expect(text('list', { ...values, points: 'One\n\n Two ' })).toBe('One\nTwo');
    expect(text('list')).toBeUndefined();
  });

  it('declares its blocks with the fields they use', () => {
    expect(blocksOf(version).find(({ id }) => id === 'embargo')?.fields).toEqual(['embargoDay', 'time', 'zone']);
    expect(blocksOf(version).find(({ id }) => id === 'quote')?.label).toBe('What the chief says');
  });
});

describe('a template that is not one', () => {
  const lines = (...all: string[]) => all.join('\n');
  const block = (words: string) => `{{#block "a" "fill_in"}}${words}{{/block}}`;
  const fault = (wrong: string): TemplateFault => {
    try {
      blocksOf({ fields, source: wrong });
    } catch (error) {
      if (error instanceof TemplateFault) return error;
      throw error;
    }
    throw new Error('it was taken');
  };

  it('names the line and the unknown field', () => {
    const found = fault(lines('{{#block "a" "fill_in"}}', 'Hello', '{{hedline}}', '{{/block}}'));
    expect(found.line).toBe(3);
    expect(found.subject).toBe('hedline');
    expect(found.message).toContain('Line 3: there is no field "hedline"');
  });

  it.each([
    ['', 'at least one block'],
    ['Hello', 'outside of a block'],
    [block('{{{headline}}}'), 'three braces'],
    [block('{{headline.length}}'), 'no field'],
    [block('{{constructor}}'), 'no field'],
    [block('{{@root}}'), 'no field'],
    [block('{{../headline}}'), 'no field'],
    [block('{{this}}'), 'only inside'],
    [block('{{this.headline}}'), 'no field'],
    [block('{{lookup headline "x"}}'), 'no helper "lookup"'],
    [block('{{apDate}}'), 'takes 1'],
    [block('{{apDate headline format="x"}}'), 'known to block only'],
    [block('{{> partial}}'), 'only text'],
    [block('{{#with headline}}{{/with}}'), 'there is no'],
    [block('{{#each headline}}{{/each}}'), 'long_text'],
    [block('{{#each points}}{{#each points}}x{{/each}}{{/each}}'), 'inside another each'],
    [block('{{#each points as |p|}}x{{/each}}'), 'each walks'],
    [block(block('x')), 'inside another block'],
    [block('{{#if headline}}'), 'braces'],
    [block('{{true}}'), 'field name'],
    ['{{#block "a" "open"}}x{{/block}}', 'locked, fill_in, free'],
    ['{{#block a "locked"}}x{{/block}}', 'in quotes'],
    ['{{#block "a" "locked" kind="song"}}x{{/block}}', "block's kind"],
    ['{{#block "a" "locked"}}{{headline}}{{/block}}', 'cannot stand in a locked block'],
    [block('x') + block('y'), 'two blocks named "a"'],
    [block('{{#if headline}}'.repeat(9) + '{{/if}}'.repeat(9)), 'nested'],
    [block('x'.repeat(20_001)), '20 KB'],
  ])('%s', (wrong, reason) => {
    expect(fault(wrong).message).toContain(reason);
  });

  it('renders or names a line for whatever is thrown at it, within its budgets', () => {
    const piece = fc.constantFrom(
      '{{#block "a" "fill_in"}}',
      '{{/block}}',
      '{{#each points}}',
      '{{/each}}',
      '{{#if headline}}',
      '{{else}}',
      '{{/if}}',
      '{{headline}}',
      '{{this}}',
      '{{this.constructor}}',
      '{{lookup this "constructor"}}',
      '{{__proto__}}',
      '{{@root}}',
      '{{apDate day}}',
      '{{(first day)}}',
      '{{{quote}}}',
      '{{!-- x --}}',
      '\n',
      'words',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const points = Array.from({ length: 190 }, () => 'a line').join('\n');
        try {
          const { blocks } = renderBlocks({ fields, source: pieces.join('') }, { ...values, points }, facts);
          expect(blocks.map((one) => one.text).join('')).not.toMatch(/native code|\[object/);
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateFault);
          expect((error as TemplateFault).line).toBeGreaterThan(0);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('stops when the text grows without end', () => {
    const long: RenderableVersion = {
      fields,
      source: block(`{{#each points}}${'{{quote}}'.repeat(50)}{{/each}}`),
    };
    const given = { ...values, quote: 'x'.repeat(5_000), points: Array.from({ length: 150 }, () => 'l').join('\n') };
    expect(() => renderBlocks(long, given, facts)).toThrow(TemplateFault);
  });
});
