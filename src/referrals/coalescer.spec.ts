import { AsyncLocalStorage } from 'node:async_hooks';
import { Coalescer } from './coalescer.js';

/** Work that can be held back, so that what arrives meanwhile can be seen to wait together. */
function gate() {
  const batches: number[][] = [];
  const opens: (() => void)[] = [];
  const work = (items: number[]) => {
    batches.push(items);
    return new Promise<number[]>((resolve) => opens.push(() => resolve(items.map((item) => item * 10))));
  };
  const open = async () => {
    opens.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { batches, work, open };
}

describe('the coalescer', () => {
  it('keeps one batch in flight; what arrives meanwhile is the next', async () => {
    const { batches, work, open } = gate();
    const coalescer = new Coalescer(work, 100);
    const answers = [coalescer.add([1]), coalescer.add([2, 3]), coalescer.add([4])];
    expect(batches).toEqual([[1]]);
    await open();
    expect(batches).toEqual([[1], [2, 3, 4]]);
    await open();
    expect(await Promise.all(answers)).toEqual([[10], [20, 30], [40]]);
  });

  it('never makes a batch larger than its limit, except for one call that is', async () => {
    const { batches, work, open } = gate();
    const coalescer = new Coalescer(work, 3);
    const answers = [[1], [2, 3], [4], [5], [6, 7, 8, 9]].map((items) => coalescer.add(items));
    for (let i = 0; i < 4; i++) await open();
    expect(batches).toEqual([[1], [2, 3, 4], [5], [6, 7, 8, 9]]);
    await Promise.all(answers);
  });

  it('tries each call alone when their batch fails, and goes on afterwards', async () => {
    const coalescer = new Coalescer((items: number[]) => {
      return items.includes(13) ? Promise.reject(new Error('unlucky')) : Promise.resolve(items);
    }, 100);
    const settled = await Promise.allSettled([
      coalescer.add([1]),
      coalescer.add([2]),
      coalescer.add([13]),
      coalescer.add([3]),
    ]);
    expect(settled.map((s) => s.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(await coalescer.add([5])).toEqual([5]);
  });

  it('runs a batch outside the request that began it', async () => {
    const request = new AsyncLocalStorage<string>();
    const coalescer = new Coalescer(
      (items: number[]) => Promise.resolve(items.map(() => request.getStore() ?? 'none')),
      100,
    );
    expect(await request.run('first', () => coalescer.add([1]))).toEqual(['none']);
  });
});
