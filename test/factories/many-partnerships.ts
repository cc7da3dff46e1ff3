/** Asks the database as its owner; both pg clients and the test app's `sql` fit. */
type Ask = (sql: string, params: unknown[]) => Promise<unknown>;

/** What the partnerships have in common. */
export interface ManyPartnerships {
  count: number;
  /** Stands in codes and addresses, so that several calls do not meet. */
  name: string;
  /** The instant of recording: announced a month before, running for a year. */
  now: Date;
  /** The rule of their schedule, the hour, and the instant at which it is due next. */
  rule: object;
  hour: number;
  nextAt: Date;
  plannedThrough: Date;
  timeZone?: string;
}

/**
 * Announced partnerships with all a reminder needs: a department, its officer's address, terms, link, keyword and schedule. Written
 * straight into the tables, because thousands by way of the product would take longer than what is to be measured.
 */
export async function manyPartnerships(ask: Ask, options: ManyPartnerships): Promise<void> {
  const { count, name, now, rule, hour, nextAt, plannedThrough, timeZone = 'America/Chicago' } = options;
  const day = (months: number): string => {
    const at = new Date(now);
    at.setUTCMonth(at.getUTCMonth() + months);
    return at.toISOString().slice(0, 10);
  };
  await ask('create table if not exists made_here (n int, d uuid, p uuid, name text)', []);
  await ask(
    'insert into made_here select n, gen_random_uuid(), gen_random_uuid(), $2 from generate_series(1, $1) n',
    [count, name],
  );
  await ask(
    `insert into department (id, name, search_name, kind, city, state, time_zone, time_zone_source, created_at, updated_at)
     select d, $1 || ' Falls ' || n || ' Police Department', lower($1) || ' falls ' || n, 'municipal_police', $1 || ' Falls', 'KS', $2, 'exact', $3, $3
       from made_here where name = $1`,
    [name, timeZone, now],
  );
  await ask(
    `insert into contact (id, department_id, name, role, email, created_at)
     select gen_random_uuid(), d, 'Officer ' || n, 'pio', 'officer-' || n || '@' || lower($1) || '.example', $2
       from made_here where name = $1`,
    [name, now],
  );
  await ask(
    `insert into partnership (id, department_id, state, signed_on, ends_on, active_on, announced_on, recorded_at)
     select p, d, 'announced', $2, $3, $2, $4, $5 from made_here where name = $1`,
    [name, day(-3), day(150), day(-1), now],
  );
  await ask(
    `insert into terms_version (id, partnership_id, department_id, version, from_date, form, downloads_per_device, device_sku, device_fmv_cents, hold_days, recorded_at)
     select gen_random_uuid(), p, d, 1, $2, 'device', 20, 'HD2', 20000, 0, $3 from made_here where name = $1`,
    [name, day(-3), now],
  );
  await ask(
    `insert into referral_alias (alias, department_id, current, reserved_at)
     select lower($1) || '-' || n, d, true, $2 from made_here where name = $1`,
    [name, now],
  );
  await ask(
    `insert into referral_keyword (keyword, department_id, current, reserved_at)
     select upper($1) || n, d, true, $2 from made_here where name = $1`,
    [name, now],
  );
  await ask(
    `insert into reminder_schedule (partnership_id, department_id, rule, rule_source, hour, planned_through, next_at, changed_at)
     select p, d, $2, 'chosen', $3, $4, $5, $6 from made_here where name = $1`,
    [name, JSON.stringify(rule), hour, plannedThrough, nextAt, now],
  );
  await ask('drop table made_here', []);
  await ask('analyze', []);
}
