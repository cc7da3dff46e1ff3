import { constantTimeEqual } from './secret-key.js';

describe('two secrets', () => {
  it.each([
    ['the same', 'branch-secret-0123456789', true],
    ['one letter off', 'branch-secret-0123456788', false],
    ['a beginning', 'branch-secret', false],
    ['longer', 'branch-secret-01234567890', false],
    ['empty', '', false],
    ['of the same length in letters, not in bytes', 'branch-secret-012345678é', false],
  ])('%s', (_, given, equal) => {
    expect(constantTimeEqual(given, 'branch-secret-0123456789')).toBe(equal);
  });
});
