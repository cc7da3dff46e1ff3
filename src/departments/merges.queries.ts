import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import type { DepartmentKind } from './department-kinds.js';
import { departmentNotFound } from './departments.errors.js';

/** One side of the comparison before two departments are merged: what the entry says, and what hangs on it. */
export interface MergeSide {
  id: string;
  ori: string | null;
  name: string;
  kind: DepartmentKind;
  city: string | null;
  county: string | null;
  state: string;
  timeZone: string;
  populationServed: number | null;
  website: string | null;
  slug: string | null;
  mergedIntoId: string | null;
  contacts: number;
  pitches: number;
  openPitch: boolean;
  partnerships: number;
  running: boolean;
  people: number;
  codes: string[];
  hasMerged: boolean;
}

/** What is asked before and after a merge. Counts are of the entry’s own rows, not its family’s. */
@Injectable()
export class MergesQueries {
  /** An entry as it is, merged or not; 404 when there is none. */
  async side(tx: Tx, id: string): Promise<MergeSide> {
    const row = await tx.one<MergeSide>(
      `select d.id, d.ori, d.name, d.kind, d.city, d.county, d.state, d.time_zone as "timeZone",
              d.population_served as "populationServed", d.website, d.merged_into_id as "mergedIntoId",
              (select slug from department_slug where department_id = d.id and current) as slug,
              (select count(*)::int from contact where department_id = d.id and ended_at is null) as contacts,
              (select count(*)::int from pitch where department_id = d.id) as pitches,
              exists (select from pitch where department_id = d.id and closed_on is null) as "openPitch",
              (select count(*)::int from partnership where department_id = d.id) as partnerships,
              exists (select from partnership where department_id = d.id and state <> 'ended') as running,
              (select count(*)::int from membership where department_id = d.id and ended_at is null) as people,
              array(select alias from referral_alias where department_id = d.id union all
                    select keyword from referral_keyword where department_id = d.id) as codes,
              exists (select from department o where o.merged_into_id = d.id) as "hasMerged"
         from department d where d.id = $1`,
      [id],
    );
    if (!row) throw departmentNotFound();
    return row;
  }

  /** The entries that were merged into a department, by name. */
  mergedInto(tx: Tx, id: string): Promise<{ id: string; ori: string | null; name: string; state: string }[]> {
    return tx.query(
      'select id, ori, name, state from department where merged_into_id = $1 order by name, id',
      [id],
    );
  }
}
