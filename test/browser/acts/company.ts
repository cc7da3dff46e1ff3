import type { Browser } from 'playwright-core';
import type { AppEvent, Player } from '../../../src/demo/desk.js';
import { CAST } from '../../../src/demo/story/cast.js';
import type { TestApp } from '../../support/app.js';
import { HttpDesk } from '../../support/http-desk.js';
import { Visitor } from '../../support/visitor.js';

/** Sessions end after 14 days without use. */
const SESSION_MS = 13 * 86_400_000;

/** The people of the story, each at a browser of their own, and the clock they live by. */
export class Company {
  private readonly visitors = new Map<Player | 'public', Visitor>();
  private readonly signedIn = new Map<Player, number>();
  private readonly desk: HttpDesk;

  private constructor(
    private readonly browser: Browser,
    readonly app: TestApp,
  ) {
    this.desk = new HttpDesk(app);
  }

  /** Makes the vendor’s people; the department’s come by the green light and by invitation. */
  static async gather(browser: Browser, app: TestApp): Promise<Company> {
    for (const { player, ...member } of CAST) if (!['pio', 'records'].includes(player)) await app.as(member);
    return new Company(browser, app);
  }

  /** The person’s window at their first page; they sign in again when their session will have ended. */
  async as(player: Player): Promise<Visitor> {
    const visitor = await this.window(player);
    const now = this.app.clock.now().getTime();
    if (now - (this.signedIn.get(player) ?? -Infinity) < SESSION_MS) {
      await visitor.open('/');
    } else {
      await visitor.signIn(CAST.find((member) => member.player === player)?.email ?? '');
      this.signedIn.set(player, now);
    }
    return visitor;
  }

  /** A window nobody has signed in at. */
  anyone(): Promise<Visitor> {
    return this.window('public');
  }

  /** Sets the clock, then lets everything that is due by then happen. */
  async at(instant: string): Promise<void> {
    await this.desk.at(instant);
  }

  settle(): Promise<void> {
    return this.desk.settle();
  }

  /** Delivers app events as the link provider does, and lets them be counted. */
  async deliver(events: AppEvent[]): Promise<void> {
    await this.desk.deliver(events);
    await this.settle();
  }

  /** Everything any browser complained about. */
  complaints(): string[] {
    return [...this.visitors.values()].flatMap((visitor) => visitor.complaints);
  }

  private async window(player: Player | 'public'): Promise<Visitor> {
    const known = this.visitors.get(player);
    if (known) return known;
    const visitor = await Visitor.enter(this.browser, this.app);
    this.visitors.set(player, visitor);
    return visitor;
  }
}
