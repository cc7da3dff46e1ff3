import { AsyncLocalStorage } from 'node:async_hooks';

interface Waiting<I, O> {
  items: I[];
  resolve: (answers: O[]) => void;
  reject: (error: unknown) => void;
}

/**
 * Lets many small calls share one piece of work: one batch is in flight, whatever arrives meanwhile is the next. A call
 * is answered only after the batch that holds its items is done. When a shared batch fails, each call is tried alone, so
 * that one caller's bad luck is not everyone's.
 */
export class Coalescer<I, O> {
  private queue: Waiting<I, O>[] = [];
  private running = false;
  // A batch belongs to no request, so it must not see the request-scoped state of whoever came first.
  private readonly nobody = AsyncLocalStorage.snapshot();

  /** `work` answers one output per item, in order. */
  constructor(
    private readonly work: (items: I[]) => Promise<O[]>,
    private readonly maxItems: number,
  ) {}

  /** Adds items and answers theirs, in order, once their batch is done. */
  add(items: I[]): Promise<O[]> {
    const answer = new Promise<O[]>((resolve, reject) => this.queue.push({ items, resolve, reject }));
    if (!this.running) this.nobody(() => void this.drain());
    return answer;
  }

  private async drain(): Promise<void> {
    this.running = true;
    try {
      while (this.queue.length > 0) await this.runBatch(this.nextBatch());
    } finally {
      this.running = false;
    }
  }

  private nextBatch(): Waiting<I, O>[] {
    let size = 0;
    let calls = 0;
    for (const waiting of this.queue) {
      if (calls > 0 && size + waiting.items.length > this.maxItems) break;
      size += waiting.items.length;
      calls++;
    }
    return this.queue.splice(0, calls);
  }

  private async runBatch(calls: Waiting<I, O>[]): Promise<void> {
    try {
      const answers = await this.work(calls.flatMap((call) => call.items));
      let from = 0;
      for (const call of calls) call.resolve(answers.slice(from, (from += call.items.length)));
    } catch (error) {
      const only = calls.length === 1 ? calls[0] : undefined;
      if (only) only.reject(error);
      else for (const call of calls) await this.runBatch([call]);
    }
  }
}
