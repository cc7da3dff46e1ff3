import { Injectable } from '@nestjs/common';
import { personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { DomainError, type FieldError } from '../platform/errors.js';
import { defineEvent } from '../platform/events/define-event.js';
import { federalHolidays, type Holiday } from '../platform/federal-holidays.js';
import { localDate } from '../platform/local-time.js';
import type { SaidHolidayDto } from './holidays.dto.js';
import { OrganisationQueries } from './organisation.queries.js';
import { readSaidHolidays, type SaidHoliday } from './said-holidays.js';

/** `off` null: the day is again what week and law make it. */
export const HolidaysChanged = defineEvent<{ days: { day: string; name: string; off: boolean | null }[] }>(
  'organisation.holidays_changed',
  { recordOnly: true },
);

/** What is said of single days, and the federal holidays of this year and the next. */
export interface Holidays {
  days: SaidHoliday[];
  federal: Holiday[];
}

/** The vendor's days off: own ones, and federal holidays on which it is open. Each method works in the caller's transaction. */
@Injectable()
export class HolidaysService {
  constructor(private readonly organisation: OrganisationQueries) {}

  /** All that is said, by day; this year is the one on the vendor's clock. */
  async current(tx: Tx): Promise<Holidays> {
    const { timeZone } = await this.organisation.current(tx);
    const year = Number(localDate(tx.now, timeZone).slice(0, 4));
    return { days: await this.said(tx), federal: [...federalHolidays(year), ...federalHolidays(year + 1)] };
  }

  /** Says anew what is said of all days. Throws `holidays_invalid` (422) naming each fault. */
  async replace(tx: Tx, given: readonly SaidHolidayDto[]): Promise<Holidays> {
    const { rows, errors } = readSaidHolidays(given, (index, part) => `days.${index}.${part}`);
    if (errors.length > 0) throw invalid(errors);
    await this.hold(tx);
    const before = await this.said(tx);
    const kept = new Set(rows.map(({ day }) => day));
    await this.change(
      tx,
      rows,
      before.filter(({ day }) => !kept.has(day)),
      before,
    );
    return this.current(tx);
  }

  /** Says something of one day; what was said of it before is replaced. Throws `holidays_invalid` (422). */
  async say(tx: Tx, given: SaidHolidayDto): Promise<void> {
    const { rows, errors } = readSaidHolidays([given], (_index, part) => part);
    if (errors.length > 0) throw invalid(errors);
    await this.hold(tx);
    await this.change(tx, rows, [], await this.said(tx));
  }

  /** Takes back what was said of a day; nothing said of it, nothing changes. */
  async forget(tx: Tx, day: string): Promise<void> {
    await this.hold(tx);
    const before = await this.said(tx);
    await this.change(
      tx,
      [],
      before.filter((row) => row.day === day),
      before,
    );
  }

  private async change(
    tx: Tx,
    wanted: readonly SaidHoliday[],
    gone: readonly SaidHoliday[],
    before: readonly SaidHoliday[],
  ): Promise<void> {
    const made = wanted.filter(
      ({ day, name, off }) => !before.some((row) => row.day === day && row.name === name && row.off === off),
    );
    if (made.length === 0 && gone.length === 0) return;
    await tx.query('delete from organisation_holiday where day = any ($1::date[])', [
      gone.map(({ day }) => day),
    ]);
    await tx.query(
      `insert into organisation_holiday (day, name, is_off, said_by, said_at)
       select day, name, is_off, $4, $5 from unnest($1::date[], $2::text[], $3::boolean[]) said (day, name, is_off)
       on conflict on constraint organisation_holiday_day_uq do update
          set name = excluded.name, is_off = excluded.is_off, said_by = excluded.said_by, said_at = excluded.said_at`,
      [
        made.map(({ day }) => day),
        made.map(({ name }) => name),
        made.map(({ off }) => off),
        personIdOf(tx.actor),
        tx.now,
      ],
    );
    const days = [...made, ...gone.map(({ day, name }) => ({ day, name, off: null }))];
    await tx.record(
      HolidaysChanged(
        { days },
        {
          visibility: 'vendor',
          subject: { type: 'organisation', id: 'holidays' },
          summary: inWords(days),
        },
      ),
    );
  }

  private said(tx: Tx): Promise<SaidHoliday[]> {
    return tx.query<SaidHoliday>(
      'select day::text as day, name, is_off as off from organisation_holiday order by organisation_holiday.day',
    );
  }

  /** One at a time, so that each event tells what its change really changed. */
  private async hold(tx: Tx): Promise<void> {
    await tx.query('lock table organisation_holiday in share row exclusive mode');
  }
}

function inWords(days: readonly { day: string; name: string; off: boolean | null }[]): string {
  const [one] = days;
  if (!one || days.length > 1) return `What is said of ${days.length} days off changed`;
  if (one.off === null) return `Nothing is said of ${one.day} (${one.name}) any more`;
  return one.off ? `Closed on ${one.day}: ${one.name}` : `Open on ${one.day}, ${one.name}`;
}

function invalid(errors: FieldError[]): DomainError {
  return new DomainError('invalid', 'holidays_invalid', errors[0]?.message ?? 'Check the days.', { errors });
}
