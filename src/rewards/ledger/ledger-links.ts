import type { BalanceFilter, BalanceRow } from './ledger.queries.js';
import { periodNamed } from './ledger-period.js';

export interface LinkedBalance extends BalanceRow {
  /** Where the entries stand that add up to what the account moved by. */
  entriesUrl: string;
  /** Where those stand that add up to what is in it at the end. */
  standingUrl: string;
}

/** Each figure with the way to the entries it is the sum of; `base` is the page or the call that lists entries. */
export function linked(row: BalanceRow, filter: BalanceFilter, base: string): LinkedBalance {
  const period = filter.by === 'period' ? periodNamed(row.label) : null;
  const [from, to] = period ? [period.from, period.to] : [filter.from, filter.to];
  const of = (first: string | null): string => {
    const asked: Record<string, string | null | undefined> = {
      departmentId: filter.by === 'department' ? row.group : filter.departmentId,
      state: filter.by === 'state' ? row.group : filter.state,
      account: row.account,
      from: first,
      to,
    };
    const kept = Object.entries(asked).filter((pair): pair is [string, string] => Boolean(pair[1]));
    return `${base}?${new URLSearchParams(kept)}`;
  };
  return { ...row, entriesUrl: of(from), standingUrl: of(null) };
}
