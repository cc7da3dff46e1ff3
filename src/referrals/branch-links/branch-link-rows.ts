import { Injectable } from '@nestjs/common';
import { OrganisationQueries } from '../../organisation/organisation.queries.js';
import type { Tx } from '../../platform/database/tx.js';
import { newId } from '../../platform/id.js';
import { retryAfterSeconds } from '../../platform/retry-after.js';
import type { StoreLinks } from '../link-target.js';
import { BranchLinkLost, BranchLinkMade } from '../referrals.events.js';
import type { MadeAnswer, ReadAnswer } from './branch-api.js';
import { nextTry } from './next-try.js';

const DAY_MS = 24 * 3_600_000;
/** Each live link is read as often as this, well within the 380 days after which Branch lets it go. */
const READ_EVERY_MS = 30 * DAY_MS;
/** What Branch refuses is tried again this much later, in case somebody has seen to it. */
const AFTER_REFUSAL_MS = DAY_MS;
const OTHERS_LINK =
  'Branch gave a link that another department has already. Look at the links of your app at Branch.';

/** A link about which Branch is to be asked: whether to make it, or to read the one that is there. */
export interface DueLink {
  id: string;
  alias: string;
  /** Whether it is asked for under its own name; not after another link was found to have that. */
  asksAlias: boolean;
  /** Null while it is to be made. */
  url: string | null;
}

export type Conclusive = Exclude<MadeAnswer, { kind: 'alias_taken' }>;

/** The rows behind the links at Branch: what is due, and what came of it. Every write holds only if the row still stands as it was taken. */
@Injectable()
export class BranchLinkRows {
  constructor(private readonly organisation: OrganisationQueries) {}

  /** Makes sure that an alias is on its way to a link at Branch. */
  async want(tx: Tx, alias: string): Promise<void> {
    await tx.query(
      `insert into branch_link (id, alias, state, due_at, created_at) values ($1, $2, 'waiting', $3, $3)
       on conflict (alias) where state <> 'retired' do nothing`,
      [newId(), alias, tx.now],
    );
  }

  /** Some aliases that have none and are on no way to one, such as those of before there was a key. */
  async without(tx: Tx, limit: number): Promise<string[]> {
    const rows = await tx.query<{ alias: string }>(
      `select a.alias from referral_alias a
        where not exists (select from branch_link b where b.alias = a.alias and b.state <> 'retired') order by a.alias limit $1`,
      [limit],
    );
    return rows.map(({ alias }) => alias);
  }

  /** Has Branch asked about this alias's link as soon as may be, if it has none yet. */
  async hurry(tx: Tx, alias: string): Promise<void> {
    await this.want(tx, alias);
    await tx.query(
      `update branch_link set due_at = $2 where alias = $1 and state in ('waiting', 'failed') and due_at > $2`,
      [alias, tx.now],
    );
  }

  /** Why nothing may leave just now, in a sentence; null when it may. */
  async hold(tx: Tx): Promise<string | null> {
    const row = await tx.one<{ held: boolean }>('select demo or mail_held as held from installation');
    if (row?.held)
      return 'Nothing leaves a demo, nor an installation after a restore until an admin lets its mail out.';
    const { isPlaceholder } = await this.organisation.current(tx);
    return isPlaceholder ? 'The organisation has to be named first, under Settings.' : null;
  }

  /** What is due, links to be made first, and where they are to lead; null while nothing may leave. */
  async due(tx: Tx, limit: number): Promise<{ links: DueLink[]; stores: StoreLinks } | null> {
    if (await this.hold(tx)) return null;
    const stores = await this.organisation.current(tx);
    const links = await tx.query<DueLink>(
      `select id, alias, asks_alias "asksAlias", url from branch_link where due_at <= $1
        order by state = 'made', due_at, id limit $2`,
      [tx.now, limit],
    );
    return { links, stores };
  }

  /** The host of the last link made: all links of an app have one. */
  async lastHost(tx: Tx): Promise<string | null> {
    const row = await tx.one<{ url: string }>(
      `select url from branch_link where url is not null order by made_at desc, id desc limit 1`,
    );
    return row ? new URL(row.url).host : null;
  }

  /** Another link has the name: from here on any name will do. Kept before it is asked for, so that a killed process goes on from here. */
  async takeAnyName(tx: Tx, id: string): Promise<void> {
    await tx.query(
      `update branch_link set asks_alias = false where id = $1 and state in ('waiting', 'failed')`,
      [id],
    );
  }

  /** Writes what came of asking for a link. */
  async concludeMaking(tx: Tx, link: DueLink, answer: Conclusive): Promise<void> {
    if (answer.kind !== 'made') return this.notYet(tx, link, answer);
    const made = await tx.query(
      `update branch_link set state = 'made', url = $2, made_at = $3, read_at = $3, due_at = $4, attempts = 0, reason = null
        where id = $1 and state in ('waiting', 'failed') returning id`,
      [link.id, answer.url, tx.now, later(tx.now, READ_EVERY_MS)],
    );
    if (made.length > 0)
      await tx.record(
        BranchLinkMade({ alias: link.alias }, place(link, `Link ${link.alias} was made at Branch`)),
      );
  }

  /** Branch gave the address of another alias's link, which the database refused. */
  async concludeAsOthers(tx: Tx, link: DueLink): Promise<void> {
    await this.notYet(tx, link, { kind: 'refused', reason: OTHERS_LINK });
  }

  /** Writes what came of reading a link: it lives on, or is gone and another is to be made. */
  async concludeReading(tx: Tx, link: DueLink, answer: ReadAnswer): Promise<void> {
    if (answer.kind === 'later' || answer.kind === 'refused') return this.notYet(tx, link, answer);
    // One that carries somebody else's code would count for them.
    if (answer.kind === 'found' && answer.code === link.alias) {
      await tx.query(
        `update branch_link set read_at = $2, due_at = $3, attempts = 0, reason = null where id = $1 and state = 'made'`,
        [link.id, tx.now, later(tx.now, READ_EVERY_MS)],
      );
      return;
    }
    const retired = await tx.query(
      `update branch_link set state = 'retired', retired_at = $2, due_at = null where id = $1 and state = 'made' returning id`,
      [link.id, tx.now],
    );
    if (retired.length === 0) return;
    await this.want(tx, link.alias);
    await tx.record(
      BranchLinkLost(
        { alias: link.alias },
        place(link, `Link ${link.alias} is gone at Branch and is made anew`),
      ),
    );
  }

  /** Branch has had too many requests: nobody asks before it says. */
  async allWait(tx: Tx, retryAfter: string | null): Promise<void> {
    const until = nextTry(1, tx.now, retryAfterSeconds(retryAfter, tx.now), 1);
    await tx.query('update branch_link set due_at = $1 where due_at < $1', [until]);
  }

  private async notYet(
    tx: Tx,
    link: DueLink,
    answer: Extract<ReadAnswer, { kind: 'later' | 'refused' }>,
  ): Promise<void> {
    const row = await tx.one<{ attempts: number }>(
      'select attempts from branch_link where id = $1 for update',
      [link.id],
    );
    const attempts = (row?.attempts ?? 0) + 1;
    const dueAt =
      answer.kind === 'refused'
        ? later(tx.now, AFTER_REFUSAL_MS)
        : nextTry(attempts, tx.now, retryAfterSeconds(answer.retryAfter, tx.now), Math.random());
    await tx.query(
      `update branch_link set attempts = $2, due_at = $3, reason = $4, state = case when state = 'made' then 'made' else $5 end
        where id = $1 and state <> 'retired'`,
      [link.id, attempts, dueAt, answer.reason, answer.kind === 'refused' ? 'failed' : 'waiting'],
    );
  }
}

function later(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}

function place(link: DueLink, summary: string) {
  return { visibility: 'vendor' as const, subject: { type: 'branch_link', id: link.id }, summary };
}
