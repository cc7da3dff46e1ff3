import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { matchByName, matchName, type Match } from './department-matching.js';
import type { Place } from './intake.dto.js';

export type { Match } from './department-matching.js';
// Lists of the rooms above name departments in the same columns.
export { cleanText } from './department-name.js';
export { parseOri } from './ori.js';
export { PLACE_FIELDS, placeOfRow } from './place-of-row.js';

interface Known {
  id: string;
  ori: string | null;
  name: string;
  state: string;
  county: string | null;
}

/** A found department, and by what; a merged one is sent on to its survivor. */
export type Found = Match & { by?: 'ori' | 'name' };

/** How many departments are looked at in one go. */
const BATCH = 20_000;

/** Finds the departments that rows of a list name: by ORI, then by state and name. */
@Injectable()
export class DepartmentMatchingService {
  /** One answer for each place. The directory is read once, however many places there are. */
  async match(tx: Tx, places: Place[]): Promise<Found[]> {
    const byOri = await this.byOri(tx, places);
    const left = places.filter(({ ori }) => ori === null || !byOri.has(ori));
    const byName = await this.byName(tx, left);
    const answers = places.map<Found>((place) => {
      const id = place.ori === null ? undefined : byOri.get(place.ori);
      if (id !== undefined) return { is: 'one', id, by: 'ori' };
      const key = byName.size === 0 ? null : nameKey(place);
      const named = (key === null ? undefined : byName.get(key)) ?? [];
      // Another ORI is another department, however alike the names.
      const candidates = place.ori === null ? named : named.filter(({ ori }) => ori === null);
      const match = matchByName(place.county, candidates);
      return match.is === 'one' ? { ...match, by: 'name' } : match;
    });
    return this.followMerges(tx, answers);
  }

  /** Which of these departments stand, each with the one that stands for it now. */
  async standing(tx: Tx, ids: string[]): Promise<Map<string, string>> {
    const distinct = [...new Set(ids)];
    const rows = await tx.query<{ id: string }>(`select id from department where id = any($1::uuid[])`, [
      distinct,
    ]);
    const survivors = await this.survivors(tx, distinct);
    return new Map(rows.map(({ id }) => [id, survivors.get(id) ?? id]));
  }

  /** What two spellings of one place have in common; rows that share it mean the same department. */
  keyOf(place: Place): string {
    return place.ori ?? `${nameKey(place) ?? ''}|${(place.county ?? '').toLowerCase()}`;
  }

  private async byOri(tx: Tx, places: Place[]): Promise<Map<string, string>> {
    const oris = places.flatMap(({ ori }) => (ori === null ? [] : [ori]));
    if (oris.length === 0) return new Map();
    const rows = await tx.query<{ id: string; ori: string }>(
      `select id, ori from department where ori = any($1::text[])`,
      [oris],
    );
    return new Map(rows.map(({ id, ori }) => [ori, id]));
  }

  private async byName(tx: Tx, places: Place[]): Promise<Map<string, Known[]>> {
    const wanted = new Map<string, Known[]>();
    const onlyWithout = places.every(({ ori }) => ori !== null);
    // The usual list and the usual directory: every row and every department has an ORI.
    if (onlyWithout && !(await tx.one(`select from department where ori is null limit 1`))) return wanted;
    for (const place of places) {
      const key = nameKey(place);
      if (key !== null) wanted.set(key, []);
    }
    if (wanted.size === 0) return wanted;
    const states = [...new Set(places.map(({ state }) => state))];
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const rows = await tx.query<Known>(
        `select id, ori, name, state, county from department
          where id > $1 and state = any($2::text[]) ${onlyWithout ? 'and ori is null' : ''} order by id limit ${BATCH}`,
        [after, states],
      );
      for (const row of rows) wanted.get(`${row.state}|${matchName(row.name)}`)?.push(row);
      if (rows.length < BATCH) return wanted;
      after = rows[rows.length - 1]?.id ?? after;
    }
  }

  /** A department that was merged stands for its survivor; two that were merged into one are one candidate. */
  private async followMerges(tx: Tx, answers: Found[]): Promise<Found[]> {
    const ids = answers.flatMap((answer) =>
      answer.is === 'one' ? [answer.id] : answer.is === 'doubtful' ? answer.ids : [],
    );
    const survivors = await this.survivors(tx, ids);
    if (survivors.size === 0) return answers;
    const of = (id: string) => survivors.get(id) ?? id;
    return answers.map((answer) => {
      // What a list says of the merged one fills gaps of its survivor, and renames nothing.
      if (answer.is === 'one')
        return survivors.has(answer.id) ? { ...answer, id: of(answer.id), by: 'name' } : answer;
      if (answer.is === 'none') return answer;
      const left = [...new Set(answer.ids.map(of))];
      return left.length === 1 && answer.why === 'several'
        ? { is: 'one', id: left[0] as string, by: 'name' }
        : { ...answer, ids: left };
    });
  }

  private async survivors(tx: Tx, ids: string[]): Promise<Map<string, string>> {
    const rows = await tx.query<{ id: string; survivor: string }>(
      `with recursive chain as (
         select id, merged_into_id as survivor from department where id = any($1::uuid[]) and merged_into_id is not null
         union
         select c.id, d.merged_into_id from chain c join department d on d.id = c.survivor where d.merged_into_id is not null)
       select c.id, c.survivor from chain c join department d on d.id = c.survivor where d.merged_into_id is null`,
      [ids],
    );
    return new Map(rows.map(({ id, survivor }) => [id, survivor]));
  }
}

function nameKey({ name, state }: Place): string | null {
  return name === null || state === null ? null : `${state}|${matchName(name)}`;
}
