import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/** Requests fade from memory over this time, so that a page with its pictures is no rush and a breath between two answers is no calm. */
const FADES_MS = 200;
/** Three hundred requests a second, kept up: no desk of people makes them. */
const RUSH = 60;
const LOOK_AGAIN_MS = 25;

/**
 * Knows whether this process is answering a rush of requests. Work nobody waits for stands back then, for a time that whoever
 * does it names: late is allowed, never is not.
 */
@Injectable()
export class Foreground {
  private level = 0;
  private at = 0;

  /** A request came. */
  entered(): void {
    this.level = this.present() + 1;
    this.at = performance.now();
  }

  /** Resolves when there is no rush, and after `patienceMs` in any case. */
  async quiet(patienceMs: number): Promise<void> {
    const end = performance.now() + patienceMs;
    while (this.present() >= RUSH && performance.now() < end) await pause(LOOK_AGAIN_MS);
  }

  private present(): number {
    return this.level * Math.exp((this.at - performance.now()) / FADES_MS);
  }
}
