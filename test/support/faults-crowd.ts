import { setTimeout as pause } from 'node:timers/promises';
import { type ServerProcess, startProcess } from './processes.js';

type Place = { role: 'web' | 'worker'; process: ServerProcess | null; starting: Promise<void> };

/** Web and worker processes that are killed and started again. */
export class Crowd {
  private readonly places: Place[];
  private closed = false;

  constructor(
    private readonly env: Record<string, string>,
    roles: readonly ('web' | 'worker')[],
  ) {
    this.places = roles.map((role) => ({ role, process: null, starting: Promise.resolve() }));
  }

  async start(): Promise<void> {
    for (const place of this.places) this.fill(place);
    await this.allUp();
  }

  get count(): number {
    return this.places.length;
  }

  /** Addresses of the web processes that run at this moment. */
  webs(): string[] {
    return this.places.flatMap(({ role, process }) => (role === 'web' && process ? [process.url] : []));
  }

  /** kill -9 for the one at a place, and another in its place at once. False where it has not yet come up. */
  async kill(index: number): Promise<boolean> {
    const place = this.places[index];
    if (!place?.process) return false;
    const { process } = place;
    place.process = null;
    await process.kill();
    this.fill(place);
    return true;
  }

  /** Waits until every place is filled. */
  async allUp(): Promise<void> {
    await Promise.all(this.places.map((place) => place.starting));
  }

  /** What they said, for a failing spec. */
  output(): string {
    return this.places.map(({ role, process }) => `--- ${role}\n${process?.output() ?? ''}`).join('\n');
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.places.map((place) => place.starting.catch(() => undefined)));
    await Promise.all(this.places.map((place) => place.process?.kill()));
  }

  private fill(place: Place): void {
    place.starting = this.startAgainAndAgain(place);
    // Whoever waits for it hears of a failure; nobody has to.
    place.starting.catch(() => undefined);
  }

  /** The database may be away when it starts; a process manager would try again, and so do we. */
  private async startAgainAndAgain(place: Place): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        place.process = await startProcess({ ...this.env, ROLE: place.role });
        return;
      } catch (error) {
        if (this.closed || attempt >= 20) throw error;
        await pause(250);
      }
    }
  }
}
