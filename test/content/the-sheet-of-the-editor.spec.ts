import { builtInTemplates } from '../../src/templates/built-in.js';
import { exampleFacts } from '../../src/templates/templates.queries.js';
import { sheetDocument } from '../../src/content/sheet-document.js';
import { compose, startingWords } from '../../src/content/text.js';

describe('the sheet as the editor takes it', () => {
  it('is written in where a block is one text and nothing else, and fixed elsewhere', () => {
    const template = {
      ...builtInTemplates().find(({ key }) => key === 'press-release-announcement')!,
      versionId: 'v',
    };
    const words = startingWords(template, exampleFacts(), { headline: 'Police join', chiefQuote: 'Good.' });
    const blocks = sheetDocument(template, compose(template, 'p', words, []));
    const of = (id: string) => blocks.find((block) => block.id === id);
    expect(of('headline')).toMatchObject({ kind: 'headline', field: 'values.headline', text: 'Police join' });
    expect(of('quote')).toMatchObject({ kind: 'quote', field: 'values.chiefQuote', text: 'Good.' });
    expect(of('on_the_record')).toMatchObject({
      kind: 'paragraph',
      field: 'body.on_the_record',
      locked: false,
    });
    expect(of('opening')).toMatchObject({ kind: 'fixed', field: null, locked: false });
    expect(of('disclosure')).toMatchObject({ kind: 'fixed', field: null, locked: true });
  });
});
