import fc from 'fast-check';
import { runs } from '../../../test/support/size.js';
import { carried } from './redline-anchor.js';

const TEXT = 'We did not want another surveillance system. We wanted something residents choose.';
const stretch = (words: string, text = TEXT) => ({
  from: text.indexOf(words),
  to: text.indexOf(words) + words.length,
});
const wordsIn = (after: string, words: string, before = TEXT): string | null => {
  const place = carried(before, stretch(words, before), after);
  return place && after.slice(place.from, place.to);
};

describe('the words a thread is about', () => {
  it('are found where they went when something before or behind them changed', () => {
    expect(wordsIn(`Chief Alder said: ${TEXT}`, 'surveillance system')).toBe('surveillance system');
    expect(wordsIn('Residents choose. ' + TEXT, 'residents choose')).toBe('residents choose');
  });

  it('stay the thread’s when some of them were changed', () => {
    expect(
      wordsIn(TEXT.replace('another surveillance', 'one more surveillance'), 'another surveillance system'),
    ).toBe('surveillance system');
  });

  it('are lost when they were taken out, or hardly anything of them is left', () => {
    expect(wordsIn('We wanted something residents choose.', 'another surveillance system')).toBeNull();
    expect(wordsIn('Entirely other words.', 'surveillance system')).toBeNull();
    expect(
      wordsIn(TEXT.replace('another surveillance', 'any'), 'want another surveillance system'),
    ).toBeNull();
  });

  it('are carried word for word over any change around them', () => {
    const word = fc.constantFrom('the', 'police', 'app', 'said', 'free', 'we', 'é', '👮‍♀️');
    const words = fc.array(word, { maxLength: 15 }).map((list) => list.join(' '));
    fc.assert(
      fc.property(words, words, words, words, (a, b, c, d) => {
        const quote = 'exactly these words';
        const before = `${a} ${quote} ${b}`;
        const after = `${c} ${quote} ${d}`;
        expect(wordsIn(after, quote, before)).toBe(quote);
      }),
      runs(300, 10_000),
    );
  });

  it('never lie outside the text, whatever became of it', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.nat(20),
        fc.integer({ min: 1, max: 20 }),
        (before, after, from, size) => {
          const to = Math.min(before.length, from + size);
          fc.pre(from < to);
          const place = carried(before, { from, to }, after);
          if (place) expect(0 <= place.from && place.from < place.to && place.to <= after.length).toBe(true);
        },
      ),
      runs(300, 10_000),
    );
  });
});
