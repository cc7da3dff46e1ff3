import { retryAfterSeconds } from './retry-after.js';

const now = new Date('2019-03-01T12:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['120', 120],
    [' 0 ', 0],
    ['Fri, 01 Mar 2019 12:10:00 GMT', 600],
    ['Friday, 01-Mar-19 12:10:00 GMT', 600],
    ['Fri, 01 Mar 2019 11:00:00 GMT', 0],
    ['-5', null],
    ['1.5', null],
    ['soon', null],
    ['2019', 2019],
    ['', null],
    [undefined, null],
    [null, null],
  ])('%p asks for %p seconds', (header, expected) => {
    expect(retryAfterSeconds(header, now)).toBe(expected);
  });
});
