import { initials, sentenceCase, shortHash } from './words.js';

describe('words on a page', () => {
  it('takes initials from the name and not from the title', () => {
    expect(initials('Lt. Dana Whitcomb')).toBe('DW');
    expect(initials('Mara Ortiz')).toBe('MO');
    expect(initials('Cher')).toBe('C');
  });

  it('cuts a hash in the middle', () => {
    expect(shortHash('e2b75c1e08d4a93f6b1277c03de890ac')).toBe('e2b7…90ac');
    expect(shortHash('HD2-40817')).toBe('HD2-40817');
  });

  it('writes codes in sentence case', () => {
    expect(sentenceCase('before_activation')).toBe('Before activation');
  });
});
