import { customWords, excerpt } from './custom-matches.js';

describe('words looked for in custom fields', () => {
  it.each([
    ['dana ruiz', '%dana%', ['%dana%', '%ruiz%']],
    ['of axon', '%axon%', ['%of%', '%axon%']],
    ['100%_sure', '%100\\%\\_sure%', ['%100\\%\\_sure%']],
  ])('%s', (typed, rarest, all) => {
    expect(customWords(typed)).toEqual({ rarest, all });
  });

  it.each(['ks', 'a b c', '- & -', ''])('%j is too short for the index', (typed) => {
    expect(customWords(typed)).toBeNull();
  });

  it('shows of a long value the part around the first word', () => {
    expect(excerpt('Gold', 'gold')).toBe('Gold');
    const long = `${'before '.repeat(30)}Needle${' after'.repeat(30)}`;
    expect(excerpt(long, 'needle')).toMatch(/^….*Needle.*…$/);
    expect(excerpt(long, 'needle').length).toBeLessThanOrEqual(82);
    expect(excerpt(long, 'before')).toMatch(/^before.*…$/);
  });
});
