import { setTimeout as pause } from 'node:timers/promises';
import { Foreground } from './foreground.js';

const timed = async (work: Promise<void>): Promise<number> => {
  const from = performance.now();
  await work;
  return performance.now() - from;
};

describe('the foreground', () => {
  it('is quiet while a page and its pictures are fetched', async () => {
    const foreground = new Foreground();
    for (let i = 0; i < 20; i++) foreground.entered();
    expect(await timed(foreground.quiet(60_000))).toBeLessThan(20_000);
  });

  it('keeps work waiting in a rush, until it is over or the work has waited enough', async () => {
    const foreground = new Foreground();
    const rush = setInterval(() => {
      for (let i = 0; i < 100; i++) foreground.entered();
    }, 10);
    await pause(50);
    expect(await timed(foreground.quiet(150))).toBeGreaterThanOrEqual(149);
    clearInterval(rush);
    expect(await timed(foreground.quiet(60_000))).toBeLessThan(30_000);
  });
});
