import { builtInTemplates } from './built-in.js';
import { PREVIEWS, previewFacts, previewValues } from './preview-values.js';
import { renderBlocks } from './render-blocks.js';
import { checkValues, fillFacts } from './values.js';

describe('what a template is previewed with', () => {
  it.each(PREVIEWS)('%s: fits every field of every built-in template, and renders', (kind) => {
    for (const template of builtInTemplates()) {
      const values = previewValues(template.fields, kind);
      expect(checkValues(template.fields, values)).toEqual([]);
      const { blocks } = renderBlocks(template, fillFacts(template.fields, values, previewFacts(kind)), {});
      expect(blocks.some(({ text }) => text !== '')).toBe(true);
    }
  });

  it('fills every field to the brim, or leaves out all that may be left out', () => {
    const fields = builtInTemplates().find(({ key }) => key === 'press-release-announcement')!.fields;
    const headline = previewValues(fields, 'worst')['headline'];
    expect([...String(headline)].length).toBeGreaterThan(80);
    expect(previewValues(fields, 'bare')['embargoTime']).toBeNull();
    expect(previewValues(fields, 'bare')['headline']).not.toBeNull();
  });
});
