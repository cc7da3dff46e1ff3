import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which rows of other rooms anyone may read, column by column. Nothing here says who did something, or where things are sent. */
const OPENED: { table: string; columns: string; using: string }[] = [
  // When the department was first pitched, for attempts that led to a partnership; others stay between the two.
  {
    table: 'pitch',
    columns: 'id, department_id, opened_on',
    using: 'exists (select 1 from partnership p where p.pitch_id = pitch.id)',
  },
  // A day and what it counted as: there is no column here that could point at a person.
  {
    table: 'download_standing',
    columns: 'partnership_id, department_id, disposition, occurred_on',
    using: 'partnership_id is not null',
  },
  { table: 'reminder_schedule', columns: 'partnership_id, department_id, rule, active', using: 'true' },
];

/** What the transparency pages, their data and their feeds read: views that see only what liaison_public may. */
export class OpenThePublicRecord2300000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query('grant select (pitch_id) on partnership to liaison_public');
    for (const { table, columns, using } of OPENED) {
      await q.query(
        `create policy ${table}_public on ${table} for select to liaison_public using (${using})`,
      );
      await q.query(`grant select (${columns}) on ${table} to liaison_public`);
    }
    await q.query(`create view public_partnership with (security_invoker = true) as
      select p.id, p.department_id, s.slug, d.name, d.search_name, d.ori, d.kind, d.city, d.county, d.state as state_code,
             d.time_zone, p.state, p.signed_on, p.ends_on, p.active_on, p.announced_on, p.announcement_url, p.ended_on,
             coalesce(r.issued, 0) as devices, coalesce(r.returned, 0) as devices_returned,
             coalesce(r.declined, 0) as devices_declined, coalesce(r.value_cents, 0) as value_cents
        from partnership p
        join department d on d.id = p.department_id
        join department_slug s on s.department_id = p.department_id and s.current
        left join lateral (
          select count(*) filter (where w.state <> 'voided')::int as issued,
                 count(*) filter (where w.state = 'returned')::int as returned,
                 count(*) filter (where w.state = 'declined')::int as declined,
                 (sum(w.fmv_cents) filter (where w.state not in ('voided', 'declined', 'returned')))::int as value_cents
            from reward w where w.partnership_id = p.id) r on true`);
    await q.query(`create view public_download_month with (security_invoker = true) as
      select partnership_id, to_char(occurred_on, 'YYYY-MM') as month, count(*)::int as counted
        from download_standing where disposition = 'qualifying' and partnership_id is not null
       group by partnership_id, to_char(occurred_on, 'YYYY-MM')`);
    await q.query('grant select on public_partnership, public_download_month to liaison_public');
    await q.query('create index domain_event_type_ix on domain_event (type, seq desc)');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop index domain_event_type_ix');
    await q.query('drop view public_partnership, public_download_month');
    for (const { table, columns } of OPENED) {
      await q.query(`drop policy ${table}_public on ${table}`);
      await q.query(`revoke select (${columns}) on ${table} from liaison_public`);
    }
    await q.query('revoke select (pitch_id) on partnership from liaison_public');
  }
}
