import { isBusinessDate } from './is-business-date.js';

describe('a business date', () => {
  it.each(['2019-02-28', '2020-02-29', '1999-12-31'])('%s is one', (text) =>
    expect(isBusinessDate(text)).toBe(true),
  );
  it.each([
    '2019-02-29',
    '2019-13-01',
    '2019-2-8',
    '28.02.2019',
    '2019-02-28T00:00:00Z',
    '0019-02-28',
    '',
    null,
    20190228,
  ])('%s is none', (value) => expect(isBusinessDate(value)).toBe(false));
});
