import fc from 'fast-check';
import { partKey, rewrite, sharesOf, untouched, type Wrote } from './authorship.js';
import type { Part } from './rules/redline.js';

const part = (text: string): Part => ({ blockId: 'opening', field: null, text });
const length = (wrote: Wrote): number => (wrote['block:opening'] ?? []).reduce((sum, [, n]) => sum + n, 0);

describe('who wrote which words', () => {
  it('is the template, until someone writes', () => {
    const parts = [part('Neighbors can get the app.')];
    expect(
      sharesOf([{ id: 'opening', role: 'free', text: parts[0]!.text }], parts, untouched(parts)),
    ).toEqual([
      { hand: 'template', words: 5, percent: 100 },
      { hand: 'department', words: 0, percent: 0 },
      { hand: 'vendor', words: 0, percent: 0 },
    ]);
  });

  it('follows each word through edits of both sides', () => {
    const first = [part('Neighbors can get the app.')];
    const second = [part('Residents can get the app.')];
    const third = [part('Residents can get the free app.')];
    const wrote = rewrite(rewrite(untouched(first), first, second, 'department'), second, third, 'vendor');
    const shares = sharesOf([{ id: 'opening', role: 'free', text: third[0]!.text }], third, wrote);
    expect(shares.map(({ words }) => words)).toEqual([4, 1, 1]);
    expect(shares.reduce((sum, { percent }) => sum + percent, 0)).toBe(100);
  });

  it('counts a value where it stands in its sentence, and a locked block as the template’s', () => {
    const value: Part = { blockId: 'why', field: 'reason', text: 'residents asked' };
    const wrote: Wrote = { [partKey(value)]: [['department', value.text.length]] };
    const blocks = [
      { id: 'why', role: 'fill_in', text: 'It joined because residents asked for it.' },
      { id: 'disclosure', role: 'locked', text: 'One device.' },
    ];
    expect(sharesOf(blocks, [value], wrote).map(({ words }) => words)).toEqual([7, 2, 0]);
  });

  it('covers every text exactly, whatever the edits', () => {
    const text = fc
      .array(fc.constantFrom('the ', 'app ', 'is ', 'free', ', ', 'here. '))
      .map((words) => words.join(''));
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        const wrote = rewrite(
          rewrite(untouched([part(a)]), [part(a)], [part(b)], 'department'),
          [part(b)],
          [part(c)],
          'vendor',
        );
        expect(length(wrote)).toBe(c.length);
      }),
    );
  });
});
