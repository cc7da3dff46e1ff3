import { Injectable } from '@nestjs/common';
import { PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import type { Tx } from '../platform/database/tx.js';
import { localDate } from '../platform/local-time.js';
import { VerifyCheck } from '../platform/verify/verify-check.js';
import { earn, type QualifyingCount } from './earned.js';
import { accountOf } from './ledger-posting.js';
import type { RewardState } from './reward-states.js';
import { inOrder } from './settlement.js';

const BATCH = 500;

interface AccountRow {
  partnershipId: string;
  timeZone: string;
  earned: number;
  remainder: number;
  issued: number;
  counts: QualifyingCount[];
  rows: number;
  settledAt: Date | null;
}

/** Whether rewards are what the rule makes of the counts, and the ledger what the states say. */
@Injectable()
export class RewardsVerify {
  constructor(private readonly partnerships: PartnershipsQueries) {}

  @VerifyCheck('rewards')
  async *check(tx: Tx): AsyncGenerator<string> {
    yield* this.accounts(tx);
    yield* this.ledger(tx);
    yield* this.history(tx);
  }

  /** Each account again from its counts, by the rule; issued is the number of rewards not voided. */
  private async *accounts(tx: Tx): AsyncGenerator<string> {
    for (let after: string | null = null; ;) {
      const accounts: AccountRow[] = await tx.query<AccountRow>(
        `select a.partnership_id "partnershipId", d.time_zone "timeZone", a.earned, a.remainder, a.issued, a.counts,
                a.settled_at "settledAt",
                (select count(*)::int from reward r where r.partnership_id = a.partnership_id and r.state <> 'voided') "rows"
           from reward_account a join department d on d.id = a.department_id
          where $1::uuid is null or a.partnership_id > $1 order by a.partnership_id limit ${BATCH}`,
        [after],
      );
      for (const account of accounts) {
        const where = `Partnership ${account.partnershipId}`;
        if (account.rows !== account.issued) {
          yield `${where}: ${account.issued} devices issued by its account, ${account.rows} by its rewards`;
        }
        if (account.settledAt === null) continue;
        const settledOn = localDate(account.settledAt, account.timeZone);
        const counted = new Set(account.counts.map((count) => count.termsVersionId));
        const terms = inOrder(await this.partnerships.termsVersions(tx, account.partnershipId));
        const begun = terms.filter((version) => version.fromDate <= settledOn || counted.has(version.id));
        const { earned, remainder } = earn(begun, account.counts);
        if (earned !== account.earned || remainder !== account.remainder) {
          yield `${where}: the rule gives ${earned} devices and ${remainder} over, its account ${account.earned} and ${account.remainder}`;
        }
        if (account.rows < earned) yield `${where}: ${earned} devices earned, only ${account.rows} issued`;
      }
      if (accounts.length < BATCH) return;
      after = accounts.at(-1)!.partnershipId;
    }
  }

  /** Both sides of each step cancel out, and each device stands in the account of its state. */
  private async *ledger(tx: Tx): AsyncGenerator<string> {
    const unbalanced = await tx.query<{ stepId: string }>(
      `select coalesce(step_id, allowance_step_id) "stepId" from gift_ledger_entry
        group by 1 having sum(units) <> 0 or sum(cents) <> 0`,
    );
    for (const { stepId } of unbalanced) yield `Gift ledger: the entries of step ${stepId} do not balance`;
    const standing = await tx.query<{
      id: string;
      state: RewardState;
      fmvCents: number;
      accounts: string[];
      cents: number;
    }>(
      `select r.id, r.state, r.fmv_cents "fmvCents", coalesce(array_agg(e.account) filter (where e.units <> 0), '{}') accounts,
              coalesce(sum(e.cents), 0)::bigint cents
         from reward r
         left join (select reward_id, account, sum(units) units, sum(cents) cents from gift_ledger_entry
                     where account <> 'program' group by reward_id, account) e on e.reward_id = r.id
        group by r.id having r.state = 'voided' and count(e.account) filter (where e.units <> 0) > 0
          or r.state <> 'voided' and (count(e.account) filter (where e.units = 1) <> 1
             or count(e.account) filter (where e.units <> 0) <> 1
             or coalesce(sum(e.cents), 0) <> r.fmv_cents
             or max(e.account) filter (where e.units = 1) <> case r.state
                  when 'accrued' then '${accountOf('accrued')}' when 'approved' then '${accountOf('approved')}' else r.state end)`,
    );
    for (const { id, state, accounts } of standing) {
      yield `Gift ledger: device ${id} is ${state} but stands in ${accounts.join(', ') || 'no account'}`;
    }
  }

  /** The last step of each reward leads to its state, and no step is missing. */
  private async *history(tx: Tx): AsyncGenerator<string> {
    const broken = await tx.query<{ id: string; state: string; toState: string | null }>(
      `select r.id, r.state, t.to_state "toState" from reward r
         left join reward_step t on t.reward_id = r.id and t.number = r.steps
        where t.to_state is distinct from r.state
           or r.steps <> (select count(*) from reward_step c where c.reward_id = r.id)`,
    );
    for (const { id, state, toState } of broken) {
      yield `Device ${id} is ${state}, its history ends at ${toState ?? 'nothing'}`;
    }
  }
}
