import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { decodeCursor, encodeCursor, type Listed } from '../platform/web/keyset.js';

/** How often one contact was asked, and by whom. Someone in particular is named by the contact; nobody in particular is null. */
export interface AskedContact {
  contactId: string | null;
  name: string | null;
  role: string | null;
  count: number;
  by: AskedBy[];
}

export interface AskedBy {
  name: string;
  kind: 'call' | 'email' | 'meeting' | 'reminder';
  count: number;
  /** How many of them the department cannot see; always 0 for its own people. */
  vendorOnly: number;
}

/** One month of a department: who asked whom how often. */
export interface PressureMonth {
  /** `YYYY-MM`, by the department's days. */
  month: string;
  count: number;
  contacts: AskedContact[];
}

interface Row extends AskedBy {
  month: string;
  contactId: string | null;
  contactName: string | null;
  contactRole: string | null;
}

/**
 * The pressure log: every call, mail and meeting the vendor began, and every reminder it sent, counted per contact and month from
 * the rows that say so. Nothing is counted twice and nothing is kept beside them, so the log cannot disagree with the timeline.
 */
@Injectable()
export class PressureLogQueries {
  /** The latest month first; row-level security leaves a department its shared contacts. Months in which nobody was asked are left out. */
  async months(
    tx: Tx,
    department: { id: string; timeZone: string },
    limit: number,
    cursor?: string,
  ): Promise<Listed<PressureMonth>> {
    const before = decodeCursor(cursor, 1)?.[0] ?? null;
    const rows = await tx.query<Row>(
      `with asked as (
         select to_char(a.occurred_on, 'YYYY-MM') as month, a.contact_id, a.by_name as name, a.kind,
                (a.visibility = 'vendor')::int as vendor_only
           from activity a
          where a.department_id = any ((select liaison_family($1))::uuid[]) and a.kind <> 'note' and a.direction = 'out'
         union all
         select to_char(r.sent_at at time zone $2, 'YYYY-MM'), null, 'Liaison', 'reminder', 0
           from reminder r
          where r.department_id = any ((select liaison_family($1))::uuid[]) and r.state = 'sent'),
       ranked as (
         select *, dense_rank() over (order by month desc) as rank from asked where $3::text is null or month < $3)
       select k.month, k.contact_id as "contactId", c.name as "contactName", c.role as "contactRole", k.name, k.kind,
              count(*)::int as count, sum(k.vendor_only)::int as "vendorOnly"
         from ranked k left join contact c on c.id = k.contact_id
        where k.rank <= $4
        group by k.month, k.contact_id, c.name, c.role, k.name, k.kind
        order by k.month desc, c.name nulls last, k.contact_id, count(*) desc, k.name, k.kind`,
      [department.id, department.timeZone, before, limit + 1],
    );
    const months = grouped(rows);
    const data = months.slice(0, limit);
    const last = data.at(-1);
    return { data, nextCursor: months.length > limit && last ? encodeCursor([last.month]) : null };
  }
}

function grouped(rows: Row[]): PressureMonth[] {
  const months: PressureMonth[] = [];
  for (const { month, contactId, contactName, contactRole, name, kind, count, vendorOnly } of rows) {
    let entry = months.at(-1);
    if (entry?.month !== month) months.push((entry = { month, count: 0, contacts: [] }));
    let contact = entry.contacts.find((one) => one.contactId === contactId);
    if (!contact) {
      contact = { contactId, name: contactName, role: contactRole, count: 0, by: [] };
      entry.contacts.push(contact);
    }
    contact.by.push({ name, kind, count, vendorOnly });
    contact.count += count;
    entry.count += count;
  }
  return months;
}
