import { validate, version } from 'uuid';
import { isId, newId } from './id.js';

describe('an id', () => {
  const began = Date.now();
  const ids = Array.from({ length: 20_000 }, newId);

  it('is a UUID of version 7 that tells when it was made', () => {
    for (const id of ids.slice(0, 600)) {
      expect([validate(id), version(id), isId(id)]).toEqual([true, 7, true]);
      const at = Number.parseInt(id.replace('-', '').slice(0, 12), 16);
      expect(at).toBeGreaterThanOrEqual(began);
      expect(at).toBeLessThanOrEqual(Date.now());
    }
  });

  it('comes once, and after those made before it, however quickly they follow', () => {
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
  });

  it('ends in what nobody can guess from the one before', () => {
    const tails = new Set(ids.map((id) => id.slice(-10)));
    expect(tails.size).toBeGreaterThan(ids.length - 10);
  });
});
