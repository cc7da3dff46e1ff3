import { Injectable } from '@nestjs/common';
import { undisclosedDays } from '../partnerships/partnerships.queries.js';
import type { Tx } from '../platform/database/tx.js';
import { localDate } from '../platform/local-time.js';
import { decodeCursor, keysetPage, type Listed } from '../platform/web/keyset.js';

export interface PublicFilter {
  state?: string;
  kind?: string;
  q?: string;
}

/** A partnership as the public list shows it; days are calendar days in the department's zone, money is in cents. */
export interface PublicRow {
  id: string;
  slug: string;
  name: string;
  ori: string | null;
  kind: string;
  city: string | null;
  county: string | null;
  stateCode: string;
  timeZone: string;
  state: string;
  signedOn: string;
  activeOn: string | null;
  announcedOn: string | null;
  announcementUrl: string | null;
  endsOn: string;
  endedOn: string | null;
  /** Null until the link is active. */
  undisclosedDays: number | null;
  /** Undisclosed and not over yet. */
  running: boolean;
  devices: number;
  devicesReturned: number;
  devicesDeclined: number;
  valueCents: number;
  /** What discounts and matched subsidies have paid so far. */
  allowanceCents: number;
}

export interface PublicFigures {
  /** Active and not ended. */
  total: number;
  unannounced: number;
  /** Of those announced; null when none is. */
  medianUndisclosed: number | null;
  mostUndisclosed: number;
  devicesGiven: number;
  devicesBack: number;
  valueKeptCents: number;
  /** Paid so far by discounts and matched subsidies, over everything. */
  allowanceCents: number;
  yearEnds: { year: number; count: number }[];
  byState: { code: string; count: number }[];
}

const ROW = `id, slug, name, ori, kind, city, county, state_code "stateCode", time_zone "timeZone", state, signed_on "signedOn",
  active_on "activeOn", announced_on "announcedOn", announcement_url "announcementUrl", ends_on "endsOn", ended_on "endedOn",
  devices, devices_returned "devicesReturned", devices_declined "devicesDeclined", value_cents "valueCents", search_name "searchName",
  (select coalesce(sum(a.used_cents), 0)::bigint from allowance a where a.partnership_id = public_partnership.id) "allowanceCents"`;
/** The order of the list in SQL; what is shown is always computed by the partnerships' own rule. */
const DAYS = `case when active_on is null then -1 else greatest(0,
  coalesce(announced_on, ended_on, ($1::timestamptz at time zone time_zone)::date) - active_on) end`;
const WHERE = `($2::text is null or state_code = $2) and ($3::text is null or kind = $3)
  and ($4::text is null or strpos(lower(name), lower($4)) > 0)`;

type Raw = Omit<PublicRow, 'undisclosedDays' | 'running'> & { days: number; searchName: string };

/** The list behind /transparency. Run as the public: row-level security and column grants decide what there is. */
@Injectable()
export class PublicListQueries {
  /** A page of partnerships, the longest undisclosed first. */
  async page(tx: Tx, filter: PublicFilter, limit: number, cursor?: string): Promise<Listed<PublicRow>> {
    const from = decodeCursor(cursor, 3);
    const rows = await tx.query<Raw>(
      `select * from (select ${ROW}, ${DAYS} as days from public_partnership where ${WHERE}) listed
        where ($5::int is null or (-days, "searchName", id) > (-$5::int, $6::text, $7::uuid))
        order by -days, "searchName", id limit $8`,
      [tx.now, ...params(filter), from?.[0] ?? null, from?.[1] ?? null, from?.[2] ?? null, limit + 1],
    );
    const page = keysetPage(rows, limit, (row) => [row.days, row.searchName, row.id]);
    return { ...page, data: page.data.map((row) => shown(row, tx.now)) };
  }

  /** How many partnerships a filter finds, ended ones included. */
  async matching(tx: Tx, filter: PublicFilter): Promise<number> {
    // The first parameter is the clock of the other statements; here nothing depends on it.
    const row = await tx.one<{ n: number }>(
      `select count(*)::int n from public_partnership where $1::timestamptz is not null and ${WHERE}`,
      [tx.now, ...params(filter)],
    );
    return row?.n ?? 0;
  }

  /** The figures over everything, whatever the filter. */
  async figures(tx: Tx): Promise<PublicFigures> {
    const sums = await tx.one<Omit<PublicFigures, 'yearEnds' | 'byState'>>(
      `select count(*) filter (where active_on is not null and ended_on is null)::int total,
              count(*) filter (where active_on is not null and ended_on is null and announced_on is null)::int unannounced,
              percentile_disc(0.5) within group (order by greatest(0, announced_on - active_on))
                filter (where active_on is not null and announced_on is not null) "medianUndisclosed",
              coalesce(max(${DAYS}), 0)::int "mostUndisclosed",
              coalesce(sum(devices - devices_declined), 0)::int "devicesGiven",
              coalesce(sum(devices_returned), 0)::int "devicesBack", coalesce(sum(value_cents), 0)::bigint "valueKeptCents",
              (select coalesce(sum(used_cents), 0)::bigint from allowance) "allowanceCents"
         from public_partnership`,
      [tx.now],
    );
    const byState = await tx.query<{ code: string; count: number }>(
      `select state_code code, count(*)::int count from public_partnership
        where active_on is not null and ended_on is null group by state_code order by state_code`,
    );
    const year = tx.now.getUTCFullYear();
    const yearEnds = await tx.query<{ year: number; count: number }>(
      `select y.year, count(p.id)::int count from unnest($1::int[]) y(year) join public_partnership p
           on p.active_on <= make_date(y.year, 12, 31) and (p.ended_on is null or p.ended_on > make_date(y.year, 12, 31))
        group by y.year order by y.year`,
      [[year - 2, year - 1]],
    );
    const none = {
      total: 0,
      unannounced: 0,
      medianUndisclosed: null,
      mostUndisclosed: 0,
      devicesGiven: 0,
      devicesBack: 0,
      valueKeptCents: 0,
      allowanceCents: 0,
    };
    return { ...(sums ?? none), byState, yearEnds };
  }

  /** Everything, a thousand at a time, in the order of the list: for the whole list as one file. */
  async *all(tx: Tx, filter: PublicFilter): AsyncGenerator<PublicRow> {
    for (let cursor: string | undefined; ;) {
      const { data, nextCursor } = await this.page(tx, filter, 1000, cursor);
      yield* data;
      if (nextCursor === null) return;
      cursor = nextCursor;
    }
  }

  /** The partnerships whose public dates changed last, the newest first. */
  async latest(tx: Tx, limit: number): Promise<PublicRow[]> {
    const rows = await tx.query<Raw>(
      `select ${ROW} from public_partnership
        order by greatest(signed_on, active_on, announced_on, ended_on) desc, id desc limit $1`,
      [limit],
    );
    return rows.map((row) => shown(row, tx.now));
  }

  /** The partnerships of one department, the running one first, then the newest. */
  async ofDepartment(tx: Tx, departmentId: string): Promise<PublicRow[]> {
    const rows = await tx.query<Raw>(
      `select ${ROW} from public_partnership where department_id = any ((select liaison_family($1))::uuid[])
        order by (state <> 'ended') desc, signed_on desc, id desc`,
      [departmentId],
    );
    return rows.map((row) => shown(row, tx.now));
  }
}

function params(filter: PublicFilter): (string | null)[] {
  return [filter.state ?? null, filter.kind ?? null, filter.q ?? null];
}

function shown({ days: _days, searchName: _name, ...row }: Raw, now: Date): PublicRow {
  return {
    ...row,
    undisclosedDays: row.activeOn === null ? null : undisclosedDays(row, localDate(now, row.timeZone)),
    running: row.activeOn !== null && row.announcedOn === null && row.endedOn === null,
  };
}
