import { IsIn, IsISO8601, IsOptional, IsUUID, Matches } from 'class-validator';
import { ListQuery } from '../../platform/web/keyset.js';
import { LEDGER_ACCOUNTS, type LedgerAccount } from '../ledger-posting.js';
import { PERIOD_PATTERN, PERIOD_UNITS, type PeriodUnit } from './ledger-period.js';

const DAY = { message: '$property is a calendar day written YYYY-MM-DD' };
const DAY_PATTERN = /^(199\d|2[01]\d\d)-\d\d-\d\d$/;
const PERIOD = { message: 'period is written 2019, 2019-Q2 or 2019-05' };

export const BALANCE_GROUPS = ['account', 'department', 'state', 'period'] as const;
export type BalanceGroup = (typeof BALANCE_GROUPS)[number];

/** What of the ledger is asked for. */
class LedgerQuery extends ListQuery {
  @IsOptional() @IsUUID() departmentId?: string;
  /** The state the department is in, two letters. */
  @IsOptional()
  @Matches(/^[A-Z]{2}$/, { message: 'state is two capital letters, such as KS' })
  state?: string;
  @IsOptional() @IsIn(LEDGER_ACCOUNTS) account?: LedgerAccount;
}

export class BalanceQuery extends LedgerQuery {
  /** What the rows stand for besides accounts. `limit` and `cursor` count these. */
  @IsOptional() @IsIn(BALANCE_GROUPS) by: BalanceGroup = 'account';
  /** A year, quarter or month; left out, everything up to today. */
  @IsOptional() @Matches(PERIOD_PATTERN, PERIOD) period?: string;
  /** By period: how long each is. */
  @IsOptional() @IsIn(PERIOD_UNITS) unit: PeriodUnit = 'month';
}

/** The entries behind a figure, entered from one day to another, both inclusive. */
export class EntryQuery extends LedgerQuery {
  @IsOptional() @Matches(DAY_PATTERN, DAY) @IsISO8601({ strict: true }, DAY) from?: string;
  @IsOptional() @Matches(DAY_PATTERN, DAY) @IsISO8601({ strict: true }, DAY) to?: string;
}
