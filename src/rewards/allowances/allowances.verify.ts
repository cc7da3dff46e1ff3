import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/tx.js';
import { VerifyCheck } from '../../platform/verify/verify-check.js';

/** Whether each allowance is what its steps and reports say, and the gift ledger says the same. */
@Injectable()
export class AllowancesVerify {
  @VerifyCheck('allowances')
  async *check(tx: Tx): AsyncGenerator<string> {
    yield* this.uses(tx);
    yield* this.ledger(tx);
    yield* this.history(tx);
  }

  /** What is used is the sum of the reports, numbered without a gap. */
  private async *uses(tx: Tx): AsyncGenerator<string> {
    const wrong = await tx.query<{
      id: string;
      usedUnits: number;
      usedCents: number;
      units: number;
      cents: number;
    }>(
      `select a.id, a.used_units "usedUnits", a.used_cents "usedCents", coalesce(sum(u.units), 0)::int units,
              coalesce(sum(u.cents), 0)::bigint cents
         from allowance a left join allowance_use u on u.allowance_id = a.id group by a.id
        having a.used_units <> coalesce(sum(u.units), 0) or a.used_cents <> coalesce(sum(u.cents), 0) or a.uses <> count(u.id)
        order by a.id`,
    );
    for (const { id, usedUnits, usedCents, units, cents } of wrong)
      yield `Allowance ${id}: ${usedUnits} devices and ${usedCents} cents used, its reports come to ${units} and ${cents}`;
  }

  /** In the ledger stands what was given, and while it is promised the rest; nothing else. */
  private async *ledger(tx: Tx): AsyncGenerator<string> {
    const wrong = await tx.query<{ id: string; state: string; account: string }>(
      `select a.id, a.state, w.account
         from allowance a
         cross join lateral (values
           (case a.kind when 'discount' then 'discount_promised' else 'subsidy_promised' end,
            case when a.state in ('accepted', 'active') then a.units - a.used_units else 0 end,
            case when a.state in ('accepted', 'active') then a.cap_cents - a.used_cents else 0 end),
           (case a.kind when 'discount' then 'discount_used' else 'subsidy_paid' end, a.used_units, a.used_cents)
         ) w (account, units, cents)
         cross join lateral (select coalesce(sum(e.units), 0) units, coalesce(sum(e.cents), 0) cents
           from gift_ledger_entry e where e.allowance_id = a.id and e.account = w.account) s
        where s.units <> w.units or s.cents <> w.cents
       union all
       select a.id, a.state, e.account from allowance a join gift_ledger_entry e on e.allowance_id = a.id
        where e.account <> 'program' and e.account not like a.kind || '%'
       order by 1, 3`,
    );
    for (const { id, state, account } of wrong)
      yield `Gift ledger: allowance ${id} is ${state}, and its account ${account} does not say so`;
  }

  /** The last step of each leads to its state, and no step is missing. */
  private async *history(tx: Tx): AsyncGenerator<string> {
    const broken = await tx.query<{ id: string; state: string; toState: string | null }>(
      `select a.id, a.state, t.to_state "toState" from allowance a
         left join allowance_step t on t.allowance_id = a.id and t.number = a.steps
        where t.to_state is distinct from a.state
           or a.steps <> (select count(*) from allowance_step c where c.allowance_id = a.id)`,
    );
    for (const { id, state, toState } of broken)
      yield `Allowance ${id} is ${state}, its history ends at ${toState ?? 'nothing'}`;
  }
}
