import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/tx.js';
import { VerifyCheck } from '../../platform/verify/verify-check.js';

/** Whether the counters beside the gift ledger are what its entries add up to. */
@Injectable()
export class LedgerVerify {
  @VerifyCheck('gift-ledger')
  async *check(tx: Tx): AsyncGenerator<string> {
    const wrong = await tx.query<{ departmentId: string; month: string; account: string }>(
      `select coalesce(b.department_id, e.department_id) "departmentId", to_char(coalesce(b.month, e.month), 'YYYY-MM') as month,
              coalesce(b.account, e.account) account
         from gift_balance b
         full join (select department_id, date_trunc('month', entered_on::timestamp)::date as month, account, sum(units) units, sum(cents) cents,
                           count(*) entries from gift_ledger_entry group by 1, 2, 3) e
           on e.department_id = b.department_id and e.month = b.month and e.account = b.account
        where (b.units, b.cents, b.entries) is distinct from (e.units, e.cents, e.entries) order by 1, 2, 3`,
    );
    for (const { departmentId, month, account } of wrong)
      yield `Gift ledger: the balance of ${account} in ${month} for department ${departmentId} is not the sum of its entries`;
  }
}
