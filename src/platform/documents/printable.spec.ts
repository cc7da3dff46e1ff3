import { printable } from './printable.js';

describe('what is printed', () => {
  it.each([
    ['Pittsburg Police, “2nd” – São Łódź Ñ', 'Pittsburg Police, “2nd” – São Łódź Ñ'],
    ['#let x = $a$ *b* \\ "q"', '#let x = $a$ *b* \\ "q"'],
    ['201 N Pine St\r\nRear', '201 N Pine St Rear'],
    ['漢 😀 \u0000\u0007', '? ? ??'],
    ['cafe\u0301', 'café'],
  ])('%j is shown as %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('reaches every text of the data, and leaves figures and nothing alone', () => {
    expect(printable({ a: ['漢', 1, null], b: { c: '漢' } })).toEqual({ a: ['?', 1, null], b: { c: '?' } });
  });
});
