import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { SYSTEM } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { pgErrorOf } from '../../platform/errors.js';
import { Scheduled } from '../../platform/jobs/scheduled.js';
import type { StoreLinks } from '../link-target.js';
import { BranchApi, type MadeAnswer, type ReadAnswer } from './branch-api.js';
import { BranchLinkRows, type Conclusive, type DueLink } from './branch-link-rows.js';
import { Pace } from './pace.js';

/** How many requests are under way at the same time. */
const AT_ONCE = 16;
const PER_ROUND = 500;
/** How many aliases are taken up in one transaction. */
const TAKEN_UP = 1_000;

/**
 * Makes and reads the links at Branch, and nobody else does: scheduled work runs in one process at a time, so the pace holds over all of
 * them. Branch allows 200 requests to make a link each second, 100 to read one and 5,500 of these each minute; both
 * paces stay below with what they can hold. Between Branch's answer and our commit a process may be killed: the row is still due then, and
 * asking again leads to the same link.
 */
@Injectable()
export class BranchLinks implements BeforeApplicationShutdown {
  private readonly requests = new Pace(160, 20);
  private readonly readings = new Pace(80, 10);
  private stopped = false;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly rows: BranchLinkRows,
    private readonly api: BranchApi,
  ) {}

  /** Takes up aliases that have no link at Branch: those reserved before there was a key, say. */
  @Scheduled('referrals.want-branch-links', { everySeconds: 60 })
  async takeUp(): Promise<void> {
    if (!this.api.isConfigured) return;
    for (let taken = TAKEN_UP; taken === TAKEN_UP;) {
      taken = await this.uow.run(SYSTEM, async (tx) => {
        const aliases = await this.rows.without(tx, TAKEN_UP);
        for (const alias of aliases) await this.rows.want(tx, alias);
        return aliases.length;
      });
    }
  }

  /** Asks Branch about every link that is due. When it has no answer for one, the others wait for the next run. */
  @Scheduled('referrals.branch-links', { everySeconds: 5 })
  async work(): Promise<void> {
    if (!this.api.isConfigured) return;
    for (let goOn = true; goOn && !this.stopped;) {
      const due = await this.uow.read(SYSTEM, (tx) => this.rows.due(tx, PER_ROUND));
      if (!due || due.links.length === 0) return;
      goOn = await this.round(due.links, due.stores);
    }
  }

  /** Stops between two requests; what is left is due for the next process. */
  beforeApplicationShutdown(): void {
    this.stopped = true;
  }

  /** Whether Branch answered for all of them. */
  private async round(links: DueLink[], stores: StoreLinks): Promise<boolean> {
    const waiting = [...links];
    let answers = true;
    const serve = async (): Promise<void> => {
      for (let link = waiting.shift(); link && answers && !this.stopped; link = waiting.shift())
        if (!(await this.one(link, stores))) answers = false;
    };
    const served = await Promise.allSettled(Array.from({ length: AT_ONCE }, serve));
    // What broke for one is told when the others are through; its row is due as before.
    for (const result of served) if (result.status === 'rejected') throw result.reason as Error;
    return answers;
  }

  /** False when Branch could not say now, which is likely so for all. */
  private async one(link: DueLink, stores: StoreLinks): Promise<boolean> {
    const answer =
      link.url === null
        ? await this.make(link, stores)
        : await this.conclude(link, await this.read(link.url));
    if (answer.kind !== 'later') return true;
    if (answer.everybody) await this.uow.run(SYSTEM, (tx) => this.rows.allWait(tx, answer.retryAfter));
    return false;
  }

  private async conclude(link: DueLink, answer: ReadAnswer): Promise<ReadAnswer> {
    await this.uow.run(SYSTEM, (tx) => this.rows.concludeReading(tx, link, answer));
    return answer;
  }

  private async make(link: DueLink, stores: StoreLinks): Promise<Conclusive> {
    const asked = await this.ask(link, stores, link.asksAlias);
    const answer = asked.kind === 'alias_taken' ? await this.inItsPlace(link, stores, asked.holder) : asked;
    try {
      await this.uow.run(SYSTEM, (tx) => this.rows.concludeMaking(tx, link, answer));
    } catch (error) {
      if (pgErrorOf(error).constraint !== 'branch_link_url_uq') throw error;
      await this.uow.run(SYSTEM, (tx) => this.rows.concludeAsOthers(tx, link));
    }
    return answer;
  }

  /**
   * The name is taken at Branch: by the link we made ourselves before a process was killed or a store address changed, which is ours to
   * have; or by anything else, and then ours gets another name.
   */
  private async inItsPlace(link: DueLink, stores: StoreLinks, holder: string | null): Promise<Conclusive> {
    const host = await this.uow.read(SYSTEM, (tx) => this.rows.lastHost(tx));
    const places = new Set([holder, host && `https://${host}/${link.alias}`]);
    for (const url of places) {
      const found = url ? await this.read(url) : null;
      if (found?.kind === 'later') return found;
      if (url && found?.kind === 'found' && found.code === link.alias) return { kind: 'made', url };
    }
    await this.uow.run(SYSTEM, (tx) => this.rows.takeAnyName(tx, link.id));
    const made = await this.ask(link, stores, false);
    return made.kind === 'alias_taken' ? { kind: 'refused', reason: NAMELESS } : made;
  }

  private async ask(link: DueLink, stores: StoreLinks, byName: boolean): Promise<MadeAnswer> {
    await this.requests.take();
    return this.api.make({ code: link.alias, alias: byName ? link.alias : null, stores });
  }

  private async read(url: string): Promise<ReadAnswer> {
    await this.readings.take();
    await this.requests.take();
    return this.api.read(url);
  }
}

const NAMELESS =
  'Branch says that a name is taken where none was asked for. Look at the links of your app at Branch.';
