import { readStep } from './command-words.js';

describe('a step asked for by name', () => {
  it.each([
    ['move pittsburg ks', 'move', 'pittsburg ks'],
    ['Move to Pittsburg', 'move', 'Pittsburg'],
    ['log a call pittsburg', 'log', 'pittsburg'],
    ['call pittsburg', 'log', 'pittsburg'],
    ['task for pittsburg', 'task', 'pittsburg'],
    ['new pitch alder creek', 'pitch', 'alder creek'],
  ])('%s', (query, verb, rest) => {
    expect(readStep(query)).toEqual({ verb, rest });
  });

  it.each(['move', 'moverton', 'callaway county', 'pittsburg', 'log ', 'pitchfork police'])(
    '%s is none',
    (query) => {
      expect(readStep(query)).toBeNull();
    },
  );
});
