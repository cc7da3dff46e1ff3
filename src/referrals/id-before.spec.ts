import { idBefore } from './id-before.js';

describe('the key of an earlier instant', () => {
  it.each([
    ['018f0000-0010-7abc-8def-0123456789ab', 16, '018f0000-0000-0000-0000-000000000000'],
    ['018f0000-0000-7abc-8def-0123456789ab', 1, '018effff-ffff-0000-0000-000000000000'],
    ['00000000-0000-0000-0000-000000000000', 10_000, '00000000-0000-0000-0000-000000000000'],
  ])('%s, %i ms before', (id, milliseconds, before) => {
    expect(idBefore(id, milliseconds)).toBe(before);
    expect(before <= id).toBe(true);
  });
});
