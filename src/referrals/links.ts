import { Injectable } from '@nestjs/common';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { PUBLIC } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { isDatabaseAway } from '../platform/errors.js';
import { BranchLinksQueries } from './branch-links/branch-links.queries.js';
import type { CodeHolder } from './link-holder.js';
import type { StoreLinks } from './link-target.js';
import { LATE, orLate } from './or-late.js';
import { ReferralsQueries } from './referrals.queries.js';
import { Remembered } from './remembered.js';

const MOST_LINKS = 5_000;
/** How long a visitor waits for the database when the answer is known. */
const PATIENCE_MS = 1_000;
/** How long after a vain try it is left alone. */
const REST_MS = 1_000;

/** A link as it was last read. */
export interface KnownLink {
  holder: CodeHolder;
  vendor: StoreLinks & { productName: string };
  /** The link at Branch, which then stands before the stores. */
  branchUrl: string | null;
}

/** What is known of a link, and whether the database was away when it was asked for. */
export interface FoundLink extends KnownLink {
  fromMemory: boolean;
}

/**
 * Where links lead, also while the database is briefly away. While it answers, it is asked every time, so that an end or
 * a new address counts at once; when it does not answer, this process's last answer for the link holds, however old.
 */
@Injectable()
export class Links {
  private readonly memory = new Remembered<KnownLink>(MOST_LINKS);
  private isAway = false;
  private restUntil = 0;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly organisation: OrganisationQueries,
    private readonly queries: ReferralsQueries,
    private readonly branchLinks: BranchLinksQueries,
  ) {}

  /** The link of this alias; undefined when nobody holds it. Throws what the database throws for a link never read here. */
  async find(alias: string): Promise<FoundLink | undefined> {
    const known = this.memory.get(alias);
    if (!known) return this.read(alias);
    const now = performance.now();
    if (now < this.restUntil) return { ...known, fromMemory: true };
    // While it is away one visit at a time asks for all, so that nothing piles up before a silent database.
    if (this.isAway) this.restUntil = now + PATIENCE_MS + REST_MS;
    try {
      const found = await orLate(this.read(alias), PATIENCE_MS);
      if (found !== LATE) return found;
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
    }
    this.isAway = true;
    this.restUntil = performance.now() + REST_MS;
    return { ...known, fromMemory: true };
  }

  private async read(alias: string): Promise<FoundLink | undefined> {
    const read = await this.uow.read(PUBLIC, async (tx) => {
      const holder = await this.queries.linkHolder(tx, alias);
      if (!holder) return undefined;
      const vendor = await this.organisation.current(tx);
      return { holder, vendor, branchUrl: await this.branchLinks.liveUrl(tx, alias) };
    });
    this.isAway = false;
    this.restUntil = 0;
    if (!read) {
      this.memory.delete(alias);
      return undefined;
    }
    const { productName, appStoreUrl, playStoreUrl, fallbackUrl } = read.vendor;
    const { holder, branchUrl } = read;
    const known = { holder, branchUrl, vendor: { productName, appStoreUrl, playStoreUrl, fallbackUrl } };
    this.memory.set(alias, known);
    return { ...known, fromMemory: false };
  }
}
