import { splitQuoted } from './quoted-text.js';

describe('an answer and what it quotes', () => {
  it.each([
    [
      'Yes, Tuesday at ten.\n\nOn Tue, Feb 26, 2019 at 10:20 AM Sam wrote:\n> May I call?\n',
      'Yes, Tuesday at ten.',
    ],
    ['Call me.\n\n-----Original Message-----\nFrom: Sam\nMay I call?', 'Call me.'],
    ['Call me.\n\nFrom: Sam Okafor\nSent: Tuesday\nMay I call?', 'Call me.'],
    ['Call me.\n> May I call?\n> Sam', 'Call me.'],
    ['From: the desk of the chief\nYes.', 'From: the desk of the chief\nYes.'],
    ['Nothing quoted here.', 'Nothing quoted here.'],
  ])('%j', (text, answer) => {
    expect(splitQuoted(text).answer).toBe(answer);
  });

  it('keeps an answer between the lines whole', () => {
    const text = 'See below.\nOn Tuesday Sam wrote:\n> May I call?\nYes.\n> When?\nAt ten.';
    expect(splitQuoted(text)).toEqual({ answer: text, quoted: '' });
    expect(splitQuoted('> May I call?\n').answer).toBe('> May I call?');
  });
});
