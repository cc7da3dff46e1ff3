import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { decodeCursor, encodeCursor, keysetPage, type Listed } from '../platform/web/keyset.js';
import { isId } from '../platform/id.js';
import type { CustomValues } from './custom-fields.js';
import type { DepartmentKind } from './department-kinds.js';
import type { GiftPolicy, OversightOrdinance } from './department.entity.js';
import type { ContactRole } from './contact.entity.js';
import { DepartmentSearchQueries } from './department-search.queries.js';
import { departmentNotFound } from './departments.errors.js';
import type { PostalAddress } from './postal-address.js';
import { familyHas } from './survivors.queries.js';
import { BY_NAME } from './name-order.js';
import type { ZoneSource } from './zone-of-place.js';

export { BY_NAME } from './name-order.js';

// What screens over many rooms show of departments.
export { KIND_CHOICES, placeOf, STATE_CHOICES, ZONE_CHOICES } from './place.js';

export interface DepartmentFacts {
  id: string;
  slug: string;
  ori: string | null;
  name: string;
  kind: DepartmentKind;
  city: string | null;
  county: string | null;
  state: string;
  timeZone: string;
  timeZoneSource: ZoneSource;
  populationServed: number | null;
  swornOfficers: number | null;
  website: string | null;
  /** Null for the public, as the next two. */
  address: PostalAddress | null;
  shipTo: PostalAddress | null;
  giftPolicy: GiftPolicy | null;
  oversightOrdinance: OversightOrdinance | null;
  latitude: number | null;
  longitude: number | null;
  /** Values of custom fields; null for anyone but the vendor. */
  custom: CustomValues | null;
}

export interface ListedContact {
  id: string;
  name: string;
  role: ContactRole;
  title: string | null;
  email: string | null;
  phone: string | null;
  siteId: string | null;
  siteName: string | null;
  endedAt: Date | null;
}

export interface DepartmentRow {
  id: string;
  slug: string;
  ori: string | null;
  name: string;
  kind: DepartmentKind;
  city: string | null;
  county: string | null;
  state: string;
  timeZone: string;
  timeZoneSource: ZoneSource;
  /** Where its latest partnership stands, if it ever had one. */
  partnershipState: string | null;
}

export interface DepartmentFilter {
  q?: string;
  state?: string;
  kind?: DepartmentKind;
  partnered?: boolean;
  /** Only those whose running partnership has not been announced. */
  undisclosed?: boolean;
  limit: number;
  cursor?: string;
}

/** What is asked about departments. */
@Injectable()
export class DepartmentsQueries {
  constructor(private readonly search: DepartmentSearchQueries) {}

  /** Everything known of one department (of a merged one: its survivor), or undefined when there is none the actor may see. */
  async facts(tx: Tx, id: string): Promise<DepartmentFacts | undefined> {
    if (!isId(id)) return undefined;
    // The public has no right to these columns at all.
    const discreet =
      tx.actor.side === 'public'
        ? `null as address, null as "shipTo", null as "giftPolicy"`
        : `d.address, d.ship_to as "shipTo", d.gift_policy as "giftPolicy"`;
    // These are the vendor's own.
    const own = tx.actor.side === 'public' || tx.actor.side === 'department' ? 'null as custom' : 'd.custom';
    return tx.one<DepartmentFacts>(
      `select d.id, s.slug, d.ori, d.name, d.kind, d.city, d.county, d.state, d.time_zone as "timeZone",
              d.time_zone_source as "timeZoneSource", d.population_served as "populationServed",
              d.sworn_officers as "swornOfficers", d.website, d.oversight_ordinance as "oversightOrdinance",
              d.latitude, d.longitude, ${own}, ${discreet}
         from department d
         left join department_slug s on s.department_id = d.id and s.current
        where d.id = (select coalesce(o.merged_into_id, o.id) from department o where o.id = $1)`,
      [id],
    );
  }

  /** The same, or 404. */
  async factsOrFail(tx: Tx, id: string): Promise<DepartmentFacts> {
    const facts = await this.facts(tx, id);
    if (!facts) throw departmentNotFound();
    return facts;
  }

  /** Who a slug belongs to, now or formerly (`current` false: redirect to the slug of the facts). */
  bySlug(tx: Tx, slug: string): Promise<{ departmentId: string; current: boolean } | undefined> {
    return tx.one(
      `select coalesce(d.merged_into_id, d.id) as "departmentId", s.current and d.merged_into_id is null as current
         from department_slug s join department d on d.id = s.department_id where s.slug = $1`,
      [slug],
    );
  }

  /** The department with this ORI, if any; of a merged one, its survivor. */
  async idByOri(tx: Tx, ori: string): Promise<string | undefined> {
    return (
      await tx.one<{ id: string }>(
        `select coalesce(merged_into_id, id) as id from department where ori = $1`,
        [ori],
      )
    )?.id;
  }

  /** Contacts who still are, in the order they were entered. */
  contacts(tx: Tx, departmentId: string): Promise<ListedContact[]> {
    return tx.query<ListedContact>(
      `select c.id, c.name, c.role, c.title, c.email, c.phone, c.site_id as "siteId", s.name as "siteName", c.ended_at as "endedAt"
         from contact c left join site s on s.id = c.site_id
        where c.department_id = any ((select liaison_family($1))::uuid[]) and c.ended_at is null order by c.created_at, c.id`,
      [departmentId],
    );
  }

  /**
   * Departments by name, or, with words to look for, the best matches first, by the rule of the search box (at most 500
   * of them); nothing ever picks one department by its name alone.
   */
  async list(tx: Tx, filter: DepartmentFilter): Promise<Listed<DepartmentRow>> {
    if (!filter.q?.trim()) return this.byName(tx, filter);
    const { where, params } = conditions(filter, false);
    const ids = await this.search.ranked(tx, filter.q, { where: where.join(' and '), params });
    const [position, lastId] = decodeCursor(filter.cursor, 2) ?? [0, ''];
    // Found again by its id, so that nothing is shown twice when something was entered meanwhile.
    const after = typeof lastId === 'string' ? ids.indexOf(lastId) + 1 : 0;
    const start = after > 0 ? after : typeof position === 'number' ? position : 0;
    const wanted = ids.slice(start, start + filter.limit);
    const rows = await tx.query<DepartmentRow & { searchName: string }>(
      `${SELECT} where d.id = any ($1::uuid[]) order by array_position($1::uuid[], d.id)`,
      [wanted],
    );
    const end = start + filter.limit;
    return {
      data: rows.map(withoutKeys),
      nextCursor: ids.length > end ? encodeCursor([end, wanted[wanted.length - 1]]) : null,
    };
  }

  private async byName(tx: Tx, filter: DepartmentFilter): Promise<Listed<DepartmentRow>> {
    const { where, params } = conditions(filter);
    const from = decodeCursor(filter.cursor, 2);
    if (from) where.push(`(${BY_NAME}, d.id) > ($${params.push(from[0])}, $${params.push(from[1])}::uuid)`);
    const rows = await tx.query<DepartmentRow & { searchName: string }>(
      `${SELECT} ${whereClause(where)} order by ${BY_NAME}, d.id limit $${params.push(filter.limit + 1)}`,
      params,
    );
    return shown(keysetPage(rows, filter.limit, (row) => [row.searchName, row.id]));
  }
}

/**
 * The partnership's state is read from its table, because the list shows and filters by it; nothing of that room's code
 * is used here.
 */
const SELECT = `
  select d.id, s.slug, d.ori, d.name, d.search_name as "searchName", d.kind, d.city, d.county, d.state,
         d.time_zone as "timeZone", d.time_zone_source as "timeZoneSource",
         (select p.state from partnership p where p.department_id = any (
             array(select d.id union all select o.id from department o where o.merged_into_id = d.id))
           order by p.recorded_at desc, p.id desc limit 1) as "partnershipState"
    from department d
    left join department_slug s on s.department_id = d.id and s.current`;

/** A search also looks at merged departments, whose names lead to their survivors. */
function conditions(filter: DepartmentFilter, withoutMerged = true): { where: string[]; params: unknown[] } {
  const where: string[] = [withoutMerged ? 'd.merged_into_id is null' : 'true'];
  const params: unknown[] = [];
  const id = withoutMerged ? 'd.id' : 'coalesce(d.merged_into_id, d.id)';
  if (filter.state) where.push(`d.state = $${params.push(filter.state)}`);
  if (filter.kind) where.push(`d.kind = $${params.push(filter.kind)}`);
  if (filter.partnered !== undefined) {
    const running = familyHas('partnership p', `p.state <> 'ended'`, id);
    where.push(filter.partnered ? running : `not ${running}`);
  }
  if (filter.undisclosed) {
    where.push(
      familyHas(
        'partnership p',
        'p.active_on is not null and p.announced_on is null and p.ended_on is null',
        id,
      ),
    );
  }
  return { where, params };
}

function whereClause(where: string[]): string {
  return `where ${where.join(' and ')}`;
}

function shown(page: Listed<DepartmentRow & { searchName: string }>): Listed<DepartmentRow> {
  return { data: page.data.map(withoutKeys), nextCursor: page.nextCursor };
}

/** What only the paging needs does not leave. */
function withoutKeys({ searchName: _name, ...row }: DepartmentRow & { searchName: string }): DepartmentRow {
  return row;
}
