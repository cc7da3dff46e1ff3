import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DepartmentsQueries } from '../../departments/departments.queries.js';
import { OrganisationQueries } from '../../organisation/organisation.queries.js';
import type { Actor } from '../../platform/actor.js';
import type { Tx } from '../../platform/database/tx.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { localDate } from '../../platform/local-time.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import { type Cell, toCsv } from '../../platform/web/csv.js';
import { page, type PageView } from '../../platform/web/page.js';
import { LEDGER_ACCOUNTS } from '../ledger-posting.js';
import { balanceFilter, ownOnly } from './balance-filter.js';
import { BALANCE_GROUPS, BalanceQuery, EntryQuery } from './ledger.dto.js';
import { linked } from './ledger-links.js';
import { neighboursOf, PERIOD_UNITS, periodNamed, periodOn } from './ledger-period.js';
import { type BalanceRow, type EntryRow, LedgerQueries } from './ledger.queries.js';

const COLUMNS = [
  'group',
  'name',
  'account',
  'units',
  'cents',
  'standingUnits',
  'standingCents',
  'from',
  'to',
] as const;
const LABELS = { account: 'Account', department: 'Department', state: 'State', period: 'Period' };

/** The gift ledger as pages: balances, the same as CSV, and the entries behind each figure. A department reads its own. */
@ApiExcludeController()
@Controller('gift-ledger')
export class LedgerController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly ledger: LedgerQueries,
    private readonly departments: DepartmentsQueries,
    private readonly organisation: OrganisationQueries,
  ) {}

  @Get()
  @Can('rewards.read')
  balances(@CurrentActor() actor: Actor, @Query() query: BalanceQuery): Promise<PageView> {
    const filter = balanceFilter(actor, query);
    return this.uow.read(actor, async (tx) => {
      const { data, nextCursor } = await this.ledger.balances(tx, filter);
      const ofDepartment = actor.side === 'department';
      const groups = BALANCE_GROUPS.filter((by) => !ofDepartment || by === 'account' || by === 'period');
      const href = (more: Partial<BalanceQuery>): string =>
        hrefOf('/gift-ledger', { ...query, cursor: undefined, ...more });
      const shown = data.filter(stands);
      const view = {
        rows: shown.map((row, at) => ({
          ...linked(row, filter, '/gift-ledger/entries'),
          begins: row.group !== shown[at - 1]?.group,
        })),
        by: query.by,
        byLabel: query.by === 'account' ? null : LABELS[query.by],
        unit: filter.unit,
        period: query.period ?? null,
        periods: await this.periods(tx, query, href),
        groups: groups.map((by) => ({ label: LABELS[by], href: href({ by }), here: by === query.by })),
        units:
          query.by === 'period' && !query.period
            ? PERIOD_UNITS.map((unit) => ({ label: unit, href: href({ unit }), here: unit === filter.unit }))
            : [],
        ...(await this.narrowed(tx, query)),
        everythingHref: href({ departmentId: undefined, state: undefined, account: undefined }),
        nextHref: nextCursor && hrefOf('/gift-ledger', { ...query, cursor: nextCursor }),
        csvHref: hrefOf('/gift-ledger/balances.csv', { ...query, cursor: undefined }),
        ofDepartment,
      };
      return page('gift-ledger/balances', view, { title: 'Gift ledger' });
    });
  }

  @Get('balances.csv')
  @Can('rewards.read')
  async csv(
    @CurrentActor() actor: Actor,
    @Query() query: BalanceQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const filter = balanceFilter(actor, query);
    const rows = await this.uow.read(actor, async (tx) => {
      const found: Cell[][] = [];
      for await (const row of this.ledger.all(tx, filter)) {
        const days = filter.by === 'period' ? periodNamed(row.label) : filter;
        found.push([
          row.group,
          row.label,
          row.account,
          row.units,
          row.cents,
          row.standingUnits,
          row.standingCents,
          days.from,
          days.to,
        ]);
      }
      return found;
    });
    const name = ['gift-ledger', query.period, query.by].filter(Boolean).join('-');
    reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="${name}.csv"`);
    return toCsv(COLUMNS, rows);
  }

  @Get('entries')
  @Can('rewards.read')
  entries(@CurrentActor() actor: Actor, @Query() query: EntryQuery): Promise<PageView> {
    return this.uow.read(actor, async (tx) => {
      const { data, nextCursor } = await this.ledger.entries(tx, ownOnly(actor, query));
      const ofDepartment = actor.side === 'department';
      return page(
        'gift-ledger/entries',
        {
          entries: data.map((entry) => ({ ...entry, stepHref: stepHref(entry, ofDepartment) })),
          from: query.from ?? null,
          to: query.to ?? null,
          accounts: LEDGER_ACCOUNTS.map((value) => ({ value, label: value.replaceAll('_', ' ') })),
          ...(await this.narrowed(tx, query)),
          nextHref: nextCursor && hrefOf('/gift-ledger/entries', { ...query, cursor: nextCursor }),
          ofDepartment,
        },
        { title: 'Entries of the gift ledger' },
      );
    });
  }

  /** Everything, the year, quarter and month it is for the vendor, and the periods beside the one that is shown. */
  private async periods(
    tx: Tx,
    query: BalanceQuery,
    href: (more: Partial<BalanceQuery>) => string,
  ): Promise<{ label: string; href: string; here: boolean }[]> {
    const today = localDate(tx.now, (await this.organisation.current(tx)).timeZone);
    const shown = query.period === undefined ? null : periodNamed(query.period);
    const beside = shown ? neighboursOf(shown) : null;
    const now = PERIOD_UNITS.map((unit) => periodOn(today, unit).name);
    const names = [
      ...new Set([...now, ...(beside && shown ? [beside.before, shown.name, beside.after] : [])]),
    ].sort();
    return [undefined, ...names].map((period) => ({
      label: period ?? 'Everything',
      href: href({ period }),
      here: period === query.period,
    }));
  }

  /** What the answer is limited to, in words. */
  private async narrowed(
    tx: Tx,
    { departmentId, state, account }: BalanceQuery | EntryQuery,
  ): Promise<{
    department: { id: string; name: string } | null;
    inState: string | null;
    account: string | null;
  }> {
    const department = departmentId ? await this.departments.factsOrFail(tx, departmentId) : null;
    return {
      department: department && { id: department.id, name: department.name },
      inState: state ?? null,
      account: account ?? null,
    };
  }
}

function hrefOf(path: string, query: object): string {
  const kept = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const asked = new URLSearchParams(kept.map(([name, value]): [string, string] => [name, String(value)]));
  return `${path}?${asked}`;
}

/** Whether there is anything to say of an account; the page leaves out what came and went within the period. */
function stands({ units, cents, standingUnits, standingCents }: BalanceRow): boolean {
  return [units, cents, standingUnits, standingCents].some((figure) => figure !== 0);
}

/** The step an entry cites, on the page its reader has. */
function stepHref({ rewardId, allowanceId, stepNumber }: EntryRow, ofDepartment: boolean): string {
  if (allowanceId) return `/allowances/${allowanceId}#step-${stepNumber}`;
  return ofDepartment ? `/gifts#g-${rewardId}` : `/rewards/${rewardId}#step-${stepNumber}`;
}
