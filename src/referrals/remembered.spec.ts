import { Remembered } from './remembered.js';

describe('a bounded memory', () => {
  it('forgets what was asked for longest ago', () => {
    const memory = new Remembered<number>(3);
    for (const [place, key] of ['a', 'b', 'c'].entries()) memory.set(key, place);
    expect(memory.get('a')).toBe(0);
    memory.set('b', 7);
    memory.set('d', 3);
    expect(['a', 'b', 'c', 'd'].map((key) => memory.get(key))).toEqual([0, 7, undefined, 3]);
    expect(memory.size).toBe(3);
  });

  it('lets go of what is deleted', () => {
    const memory = new Remembered<number>(3);
    memory.set('a', 1);
    memory.delete('a');
    expect([memory.get('a'), memory.size]).toEqual([undefined, 0]);
  });
});
