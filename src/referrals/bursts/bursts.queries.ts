import { Injectable } from '@nestjs/common';
import { survivorOf } from '../../departments/survivors.queries.js';
import type { Tx } from '../../platform/database/tx.js';
import type { FlagState } from './bursts.dto.js';

/** A version of the rule; without figures it was off. Version 0 is before anybody set one. */
export interface BurstRule {
  version: number;
  installs: number | null;
  minutes: number | null;
  setBy: string | null;
  setAt: Date | null;
}

/** A flagged stretch; its instants are those of its first and last download. */
export interface FlagRow {
  id: string;
  partnershipId: string;
  departmentId: string;
  departmentName: string;
  timeZone: string;
  ruleVersion: number;
  ruleInstalls: number;
  ruleMinutes: number;
  fromAt: Date;
  toAt: Date;
  installs: number;
  state: FlagState;
  foundAt: Date;
  /** How many downloads were taken out of the count so far. */
  reversed: number;
  decidedBy: string | null;
  decidedAt: Date | null;
  note: string | null;
}

export interface FlaggedDownload {
  id: string;
  provider: string;
  externalId: string;
  occurredAt: Date;
}

const ROW = `f.id, f.partnership_id "partnershipId", d.id "departmentId", d.name "departmentName", d.time_zone "timeZone",
  f.rule_version "ruleVersion", r.installs "ruleInstalls", r.minutes "ruleMinutes", f.from_at "fromAt", f.to_at "toAt", f.installs,
  f.state, f.found_at "foundAt", f.reversed, f.decided_by "decidedBy", f.decided_at "decidedAt", f.note`;
const FROM = `from burst_flag f join burst_rule r on r.version = f.rule_version ${survivorOf('f.department_id')}`;
const RULE = 'version, installs, minutes, set_by "setBy", set_at "setAt"';

/** The read side of bursts; the vendor's alone. */
@Injectable()
export class BurstsQueries {
  /** The rule in force. */
  async rule(tx: Tx): Promise<BurstRule> {
    const [rule] = await this.rules(tx, 1);
    return rule ?? { version: 0, installs: null, minutes: null, setBy: null, setAt: null };
  }

  /** The last versions of the rule, the one in force first. */
  rules(tx: Tx, limit: number): Promise<BurstRule[]> {
    return tx.query(`select ${RULE} from burst_rule order by version desc limit $1`, [limit]);
  }

  /** A page of flags in a state, the latest found first; `after` is the id of the last one seen. */
  flags(tx: Tx, state: FlagState, after: string | null, limit: number): Promise<FlagRow[]> {
    return tx.query(
      `select ${ROW} ${FROM} where f.state = $1 ${after ? 'and f.id < $3' : ''} order by f.id desc limit $2`,
      [state, limit, ...(after ? [after] : [])],
    );
  }

  flag(tx: Tx, id: string): Promise<FlagRow | undefined> {
    return tx.one<FlagRow>(`select ${ROW} ${FROM} where f.id = $1 and f.state <> 'joined'`, [id]);
  }

  /** Downloads of a stretch that count, the first first; only these of them where `ids` are given. */
  downloads(
    tx: Tx,
    flag: Pick<FlagRow, 'partnershipId' | 'fromAt' | 'toAt'>,
    limit: number,
    ids: readonly string[] | null = null,
  ): Promise<FlaggedDownload[]> {
    return tx.query(
      `select d.id, d.provider, d.external_id "externalId", d.occurred_at "occurredAt"
         from download_standing s join download d on d.id = s.download_id
        where s.partnership_id = $1 and s.disposition = 'qualifying' and s.occurred_at between $2 and $3
          and ($5::uuid[] is null or s.download_id = any ($5))
        order by s.occurred_at, s.download_id limit $4`,
      [flag.partnershipId, flag.fromAt, flag.toAt, limit, ids],
    );
  }

  /** How many downloads of a stretch count. */
  async counted(tx: Tx, flag: Pick<FlagRow, 'partnershipId' | 'fromAt' | 'toAt'>): Promise<number> {
    const row = await tx.one<{ count: number }>(
      `select count(*)::int count from download_standing
        where partnership_id = $1 and disposition = 'qualifying' and occurred_at between $2 and $3`,
      [flag.partnershipId, flag.fromAt, flag.toAt],
    );
    return row?.count ?? 0;
  }
}
