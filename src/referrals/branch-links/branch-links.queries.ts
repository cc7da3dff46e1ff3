import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/tx.js';
import { BranchApi } from './branch-api.js';
import { BranchLinkRows } from './branch-link-rows.js';

/** How long a link stays at Branch after it was made or last read, days. */
const LIFE_DAYS = 380;

/** How an alias stands with Branch, for the vendor. Instants are UTC. */
export interface BranchLinkState {
  alias: string;
  state: 'waiting' | 'made' | 'failed';
  url: string | null;
  /** Why the last request came to nothing, or none is made; null when neither is so. */
  reason: string | null;
  /** When the link was last read, which keeps it. */
  readAt: Date | null;
  /** When Branch is asked next; null before anything was asked. */
  dueAt: Date | null;
}

/** Questions about the links at Branch. */
@Injectable()
export class BranchLinksQueries {
  constructor(
    private readonly api: BranchApi,
    private readonly rows: BranchLinkRows,
  ) {}

  /** Where an alias leads at Branch; null when there is no link, or none that has been read for so long that it may be gone. */
  async liveUrl(tx: Tx, alias: string): Promise<string | null> {
    const row = await tx.one<{ url: string }>(
      `select url from branch_link where alias = $1 and state = 'made' and read_at > $2::timestamptz - make_interval(days => $3)`,
      [alias, tx.now, LIFE_DAYS],
    );
    return row?.url ?? null;
  }

  /** Not for a department: how the vendor comes by its links is the vendor's affair. Null where Branch is not used. */
  async stateOf(tx: Tx, alias: string): Promise<BranchLinkState | null> {
    const row = await tx.one<BranchLinkState>(
      `select alias, state, url, reason, read_at "readAt", due_at "dueAt" from branch_link where alias = $1 and state <> 'retired'`,
      [alias],
    );
    if (row && row.state !== 'waiting') return row;
    if (!row && !this.api.isConfigured) return null;
    const hold = await this.rows.hold(tx);
    const waiting = row ?? { alias, state: 'waiting', url: null, reason: null, readAt: null, dueAt: null };
    return hold ? { ...waiting, reason: hold, dueAt: null } : waiting;
  }
}
