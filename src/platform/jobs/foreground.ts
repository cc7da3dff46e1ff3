import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/** So many open requests at once are a rush: no page and no program of a few people makes them. */
const MANY = 16;
const LOOK_AGAIN_MS = 25;

/**
 * Counts the requests this process is answering. Work nobody waits for stands back while there are many, for a time that whoever
 * does it names: late is allowed, never is not.
 */
@Injectable()
export class Foreground {
  private open = 0;

  /** A request came; call what is returned when it is over. */
  entered(): () => void {
    this.open += 1;
    return () => {
      this.open -= 1;
    };
  }

  /** Resolves when few requests are open, and after `patienceMs` in any case. */
  async quiet(patienceMs: number): Promise<void> {
    const end = performance.now() + patienceMs;
    while (this.open >= MANY && performance.now() < end) await pause(LOOK_AGAIN_MS);
  }
}
