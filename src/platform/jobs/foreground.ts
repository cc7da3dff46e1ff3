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
  private held = 0;

  /** A request came. */
  entered(): void {
    this.level = this.present() + 1;
    this.at = performance.now();
  }

  /** Requests a second, as of now. */
  get perSecond(): number {
    return (this.present() * 1_000) / FADES_MS;
  }

  /** Runs work that comes before jobs and deliveries, though after requests. */
  async ahead<T>(work: () => Promise<T>): Promise<T> {
    this.held++;
    try {
      return await work();
    } finally {
      this.held--;
    }
  }

  /** Resolves when there is no rush, and after `patienceMs` in any case. */
  async quiet(patienceMs: number): Promise<void> {
    await until(() => this.present() < RUSH, patienceMs);
  }

  /** Resolves when there is neither a rush nor work that comes ahead, and after `patienceMs` in any case. */
  async idle(patienceMs: number): Promise<void> {
    await until(() => this.present() < RUSH && this.held === 0, patienceMs);
  }

  private present(): number {
    return this.level * Math.exp((this.at - performance.now()) / FADES_MS);
  }
}

async function until(holds: () => boolean, patienceMs: number): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!holds() && performance.now() < end) await pause(LOOK_AGAIN_MS);
}
