import fc from 'fast-check';
import { serialiseBody, serialiseText, serialiseValues } from './serialise.js';
import { runs } from '../../../test/support/size.js';

describe('the server’s form of a text', () => {
  it('keeps words, paragraphs and signs', () => {
    expect(serialiseText('AT&T paid < $5 & “more”.\n\nSecond — paragraph 👮‍♀️')).toBe(
      'AT&T paid < $5 & “more”.\n\nSecond — paragraph 👮‍♀️',
    );
  });

  it('takes out markup and what scripts hold', () => {
    expect(serialiseText('<p>Hello <b>there</b></p><script>alert(1)</script>')).toBe('Hello there');
    expect(serialiseText('<<b>script>alert(1)</script>')).not.toMatch(/<script/);
    expect(serialiseText('&amp;lt;script&amp;gt;x')).not.toMatch(/<script/);
  });

  it('has one form for line ends, spaces, hidden characters and composed letters', () => {
    expect(serialiseText('a\r\nb\rc\u2028d')).toBe('a\nb\nc\nd');
    expect(serialiseText(' a \t b  \n\n\n\n c\u200b\u202e ')).toBe('a b\n\nc');
    expect(serialiseText('e\u0301')).toBe('\u00e9');
    expect(serialiseText('\ud83d')).toBe('\ufffd');
  });

  it('done twice changes nothing, whatever comes in', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '&',
      'amp;',
      'lt;',
      'b',
      '/',
      ' ',
      '\n',
      '"',
      '#60;',
      '\u0301',
      'script',
      'é',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(pieces).map((all) => all.join('')),
        ),
        (text) => {
          const once = serialiseText(text);
          expect(serialiseText(once)).toBe(once);
          expect(once).toBe(once.normalize('NFC'));
          expect(once).not.toMatch(/\r|<\/?[a-z][^<]*>/i);
        },
      ),
      runs(2_000, 50_000),
    );
  });
});

describe('the server’s form of a draft', () => {
  it('names every field, and the absent ones are null', () => {
    expect(serialiseValues(['headline', 'day', 'cents'], { headline: ' A <i>b</i> ', cents: 5 })).toEqual({
      headline: 'A b',
      day: null,
      cents: 5,
    });
    expect(serialiseValues(['headline'], { headline: '  ', other: 'x' })).toEqual({ headline: null });
  });

  it('serialises each block', () => {
    expect(serialiseBody({ opening: 'a\r\n', closing: '' })).toEqual({ opening: 'a', closing: '' });
  });
});
