import { stateSquare } from './marks.js';
import { LIVES, stateLook } from './states.js';
import { drawTally } from './tally.js';

describe('the state square', () => {
  it('is decoration beside its word, and an image with a name when alone', () => {
    expect(stateSquare('pitch', 'pitched', null)).toContain('aria-hidden="true"');
    expect(stateSquare('pitch', 'pitched', 'Pitched')).toContain('role="img" aria-label="Pitched"');
  });

  it('fills from below as a pitch goes on', () => {
    const heights = ['contacted', 'pitched', 'in_discussion', 'legal_review'].map((stage) => {
      const { shape } = stateLook('pitch', stage);
      return typeof shape === 'object' ? shape.fill : 0;
    });
    expect(heights).toEqual([...heights].sort((a, b) => a - b));
    expect(stateLook('pitch', 'green_lit').shape).toBe('tick');
  });

  it('draws every state of every life', () => {
    for (const [life, states] of Object.entries(LIVES)) {
      for (const state of Object.keys(states))
        expect(stateSquare(life, state, null)).toMatch(/^<svg.*<\/svg>$/);
    }
  });

  it('shows an unknown state by its code instead of hiding it', () => {
    expect(stateLook('pitch', 'on_ice').word).toBe('On ice');
  });
});

describe('the tally', () => {
  it('says the same in words', () => {
    expect(drawTally(13, 20)).toContain('role="img" aria-label="13 of 20"');
  });

  it('draws one stroke for each download of the threshold', () => {
    const drawing = drawTally(13, 20);
    expect(drawing.match(/tally-done/g)).toHaveLength(13);
    expect(drawing.match(/tally-open/g)).toHaveLength(7);
  });

  it('leaves a threshold above thirty to the number', () => {
    expect(drawTally(10, 30)).not.toBe('');
    expect(drawTally(10, 31)).toBe('');
    expect(drawTally(0, 0)).toBe('');
  });
});
