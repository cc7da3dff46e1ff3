import { partsOf, withParts, type PartedVersion } from './draft-parts.js';
import { applyHunks, redline } from './redline.js';

const version: PartedVersion = {
  fields: [
    { name: 'headline', type: 'text' },
    { name: 'day', type: 'date' },
    { name: 'quote', type: 'long_text' },
    { name: 'cents', type: 'money' },
    { name: 'city', type: 'fact' },
  ],
  blocks: [
    { id: 'headline', role: 'fill_in', fields: ['headline'] },
    { id: 'opening', role: 'fill_in', fields: ['city', 'day', 'headline'] },
    { id: 'more', role: 'free', fields: [] },
    { id: 'quote', role: 'fill_in', fields: ['quote'] },
    { id: 'end', role: 'locked', fields: [] },
  ],
};
const body = { more: 'The department will report each month.' };
const values = {
  headline: 'Police join',
  day: '2019-04-22',
  quote: 'Not another surveillance system.',
  cents: 500,
  city: 'X',
};

describe('the parts of a draft that can be changed', () => {
  it('are free blocks and values, each once, without facts and locked words', () => {
    expect(partsOf(version, body, values)).toEqual([
      { blockId: 'headline', field: 'headline', text: 'Police join' },
      { blockId: 'opening', field: 'day', text: '2019-04-22', whole: true },
      { blockId: 'more', field: null, text: 'The department will report each month.' },
      { blockId: 'quote', field: 'quote', text: 'Not another surveillance system.' },
      { blockId: 'values', field: 'cents', text: '500', whole: true },
    ]);
  });

  it('come back as body and values once hunks are answered', () => {
    const before = partsOf(version, body, values);
    const after = partsOf(
      version,
      { more: 'The department will report once a year.' },
      { ...values, quote: 'Not another system.', cents: 700, headline: null },
    );
    const hunks = redline(before, after);
    expect(hunks.map(({ blockId }) => blockId)).toEqual(['headline', 'more', 'quote', 'values']);
    const accepted = new Set(hunks.filter(({ blockId }) => blockId !== 'quote').map(({ id }) => id));
    expect(withParts(applyHunks(before, after, accepted), body, values, version.fields)).toEqual({
      body: { more: 'The department will report once a year.' },
      values: { ...values, headline: null, cents: 700 },
    });
  });

  it('unchanged parts leave a draft as it was', () => {
    expect(withParts(partsOf(version, body, values), body, values, version.fields)).toEqual({ body, values });
  });
});
