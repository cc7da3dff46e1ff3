import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { decodeCursor, keysetPage, type Listed } from '../platform/web/keyset.js';
import { isId } from '../platform/id.js';
import type { CustomValues } from './custom-fields.js';
import type { DepartmentKind } from './department-kinds.js';
import type { GiftPolicy, OversightOrdinance } from './department.entity.js';
import type { ContactRole } from './contact.entity.js';
import { departmentNotFound } from './departments.errors.js';
import type { PostalAddress } from './postal-address.js';
import { readSearch } from './search-terms.js';
import type { ZoneSource } from './zone-of-place.js';

// What screens over many rooms show of departments.
export { KIND_CHOICES, placeOf, STATE_CHOICES } from './place.js';

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

/** How alike a word of the name must be: strictly first, then, when nothing was found, with more patience. */
const ALIKE = 0.6;
const SOMEWHAT_ALIKE = 0.4;

/** What is asked about departments. */
@Injectable()
export class DepartmentsQueries {
  /** Everything known of one department, or undefined when there is none the actor may see. */
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
        where d.id = $1`,
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
    return tx.one(`select department_id as "departmentId", current from department_slug where slug = $1`, [
      slug,
    ]);
  }

  /** The department with this ORI, if any. */
  async idByOri(tx: Tx, ori: string): Promise<string | undefined> {
    return (await tx.one<{ id: string }>(`select id from department where ori = $1`, [ori]))?.id;
  }

  /** Contacts who still are, in the order they were entered. */
  contacts(tx: Tx, departmentId: string): Promise<ListedContact[]> {
    return tx.query<ListedContact>(
      `select id, name, role, title, email, phone, ended_at as "endedAt" from contact
        where department_id = $1 and ended_at is null order by created_at, id`,
      [departmentId],
    );
  }

  /**
   * Departments by name, or, with words to look for, the best matches first. A state at the end of the words narrows
   * the search like the filter does; nothing ever picks one department by its name alone.
   */
  async list(tx: Tx, filter: DepartmentFilter): Promise<Listed<DepartmentRow>> {
    const terms = filter.q ? readSearch(filter.q) : null;
    const narrowed = { ...filter, state: filter.state ?? terms?.state ?? undefined };
    if (!terms) return this.byName(tx, narrowed);
    if (terms.ori) {
      const found = await this.byOri(tx, terms.ori);
      if (found.length > 0) return { data: found, nextCursor: null };
    }
    if (terms.words === '') return this.byName(tx, narrowed);
    const from = decodeCursor(filter.cursor, 4);
    const threshold = typeof from?.[0] === 'number' ? from[0] : ALIKE;
    const found = await this.alike(tx, narrowed, terms.words, threshold, from);
    if (found.data.length > 0 || from) return found;
    return this.alike(tx, narrowed, terms.words, SOMEWHAT_ALIKE, null);
  }

  private async byName(tx: Tx, filter: DepartmentFilter): Promise<Listed<DepartmentRow>> {
    const { where, params } = conditions(filter);
    const from = decodeCursor(filter.cursor, 2);
    if (from)
      where.push(`(d.search_name, d.id) > ($${params.push(from[0])}, $${params.push(from[1])}::uuid)`);
    const rows = await tx.query<DepartmentRow & { searchName: string }>(
      `${SELECT} ${whereClause(where)} order by d.search_name, d.id limit $${params.push(filter.limit + 1)}`,
      params,
    );
    return shown(keysetPage(rows, filter.limit, (row) => [row.searchName, row.id]));
  }

  private async alike(
    tx: Tx,
    filter: DepartmentFilter,
    words: string,
    threshold: number,
    from: (string | number | null)[] | null,
  ): Promise<Listed<DepartmentRow>> {
    const { where, params } = conditions(filter);
    // `<%` is what the trigram index answers; it reads its threshold from this setting.
    await tx.query(`select set_config('pg_trgm.word_similarity_threshold', $1, true)`, [String(threshold)]);
    const query = `$${params.push(words)}`;
    where.push(`${query} <% d.search_name`);
    const alike = `word_similarity(${query}, d.search_name)::float8`;
    if (from) {
      const [, score, name, id] = from;
      where.push(`(-(${alike}), d.search_name, d.id)
        > (-($${params.push(score)}::float8), $${params.push(name)}, $${params.push(id)}::uuid)`);
    }
    const rows = await tx.query<DepartmentRow & { searchName: string; score: number }>(
      `${SELECT.replace('d.id,', `d.id, ${alike} as score,`)} ${whereClause(where)}
        order by -(${alike}), d.search_name, d.id limit $${params.push(filter.limit + 1)}`,
      params,
    );
    return shown(keysetPage(rows, filter.limit, (row) => [threshold, row.score, row.searchName, row.id]));
  }

  private async byOri(tx: Tx, ori: string): Promise<DepartmentRow[]> {
    const rows = await tx.query<DepartmentRow & { searchName: string }>(`${SELECT} where d.ori = $1`, [ori]);
    return rows.map(withoutKeys);
  }
}

/**
 * The partnership's state is read from its table, because the list shows and filters by it; nothing of that room's code
 * is used here.
 */
const SELECT = `
  select d.id, s.slug, d.ori, d.name, d.search_name as "searchName", d.kind, d.city, d.county, d.state,
         d.time_zone as "timeZone", d.time_zone_source as "timeZoneSource",
         (select p.state from partnership p where p.department_id = d.id
           order by p.recorded_at desc, p.id desc limit 1) as "partnershipState"
    from department d
    left join department_slug s on s.department_id = d.id and s.current`;

function conditions(filter: DepartmentFilter): { where: string[]; params: unknown[] } {
  const where: string[] = ['d.merged_into_id is null'];
  const params: unknown[] = [];
  if (filter.state) where.push(`d.state = $${params.push(filter.state)}`);
  if (filter.kind) where.push(`d.kind = $${params.push(filter.kind)}`);
  if (filter.partnered !== undefined) {
    const running = `exists (select from partnership p where p.department_id = d.id and p.state <> 'ended')`;
    where.push(filter.partnered ? running : `not ${running}`);
  }
  if (filter.undisclosed) {
    where.push(`exists (select from partnership p where p.department_id = d.id and p.active_on is not null
      and p.announced_on is null and p.ended_on is null)`);
  }
  return { where, params };
}

function whereClause(where: string[]): string {
  return `where ${where.join(' and ')}`;
}

function shown(page: Listed<DepartmentRow & { searchName: string; score?: number }>): Listed<DepartmentRow> {
  return { data: page.data.map(withoutKeys), nextCursor: page.nextCursor };
}

/** What only the paging needs does not leave. */
function withoutKeys({
  searchName: _name,
  score: _score,
  ...row
}: DepartmentRow & { searchName: string; score?: number }) {
  return row;
}
