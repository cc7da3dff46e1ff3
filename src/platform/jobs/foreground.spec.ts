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

  it('lets what comes ahead of jobs go first, and keeps nothing else waiting', async () => {
    const foreground = new Foreground();
    let done = false;
    const ahead = foreground.ahead(async () => {
      await pause(100);
      done = true;
    });
    await foreground.quiet(60_000);
    expect(done).toBe(false);
    await foreground.idle(60_000);
    expect(done).toBe(true);
    await ahead;
    expect(await timed(foreground.idle(60_000))).toBeLessThan(20_000);
    await expect(foreground.ahead(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await timed(foreground.idle(60_000))).toBeLessThan(20_000);
  });
});
