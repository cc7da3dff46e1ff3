import { builtInTemplates } from '../../src/templates/built-in.js';
import { exampleFacts, type TemplateField } from '../../src/templates/templates.queries.js';
import { carriedWords, templateChanges } from '../../src/content/template-move.js';
import { startingWords } from '../../src/content/text.js';

const announcement = builtInTemplates().find(({ key }) => key === 'press-release-announcement')!;
const first = { ...announcement, versionId: 'one', version: 1 };
const changed = (source: string, fields: TemplateField[] = first.fields) => ({
  ...first,
  versionId: 'two',
  version: 2,
  source,
  fields,
});
const facts = exampleFacts();

describe('moving a draft to another version of its template', () => {
  const base = startingWords(first, facts, { headline: 'My headline', datelineDate: '2019-04-22' });
  const mine = { ...base, body: { ...base.body, on_the_record: 'My own words.' } };

  it('keeps what was written, and takes new words where nobody had written', () => {
    const next = changed(
      first.source.replace('each month', 'every month').replace('Residents who use', 'People who use'),
    );
    const { values, body } = carriedWords(first, mine, next, facts);
    expect(values['headline']).toBe('My headline');
    expect(body['on_the_record']).toBe('My own words.');
    expect(body['what_it_means']?.startsWith('People who use')).toBe(true);
  });

  it('leaves a value behind whose field is gone or holds something else', () => {
    const fields = first.fields.map((field) =>
      field.name === 'datelineDate' ? { ...field, type: 'text' as const } : field,
    );
    const without = fields.filter(({ name }) => name !== 'chiefQuote');
    const source = first.source.replace('{{chiefQuote}}', 'No words.');
    const { values } = carriedWords(first, mine, changed(source, without), facts);
    expect(values['datelineDate']).toBeNull();
    expect(Object.hasOwn(values, 'chiefQuote')).toBe(false);
  });

  it('tells what changed, and nothing of what did not', () => {
    expect(templateChanges(first, changed(first.source), mine)).toEqual([]);
    const fields = first.fields.map((field) =>
      field.name === 'headline' ? { ...field, maxLength: 60 } : field,
    );
    const source = first.source.replace('reviewed this release', 'read this <release>');
    const found = templateChanges(first, changed(source, fields), mine);
    expect(found.map(({ what }) => what)).toEqual([
      'Headline: has to be filled in, at most 60 characters',
      'Disclosure',
    ]);
    expect(found[1]?.html).toContain('&lt;release&gt;</ins>');
  });
});
