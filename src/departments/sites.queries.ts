import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { isId } from '../platform/id.js';
import { notFound } from '../platform/errors.js';
import type { PostalAddress } from './postal-address.js';

export interface SiteRow {
  id: string;
  departmentId: string;
  name: string;
  address: PostalAddress | null;
  phone: string | null;
  timeZone: string | null;
  main: boolean;
}

const OF_DEPARTMENT = `select id, department_id as "departmentId", name, address, phone, time_zone as "timeZone", main
    from site where department_id = any ((select liaison_family($1))::uuid[]) and ended_at is null`;

/** What is asked about a department's sites. */
@Injectable()
export class SitesQueries {
  /** Sites there are now, the main one first, then as they were entered. */
  list(tx: Tx, departmentId: string): Promise<SiteRow[]> {
    return tx.query(`${OF_DEPARTMENT} order by main desc, created_at, id`, [departmentId]);
  }

  /** One site, or 404. */
  async one(tx: Tx, departmentId: string, id: string): Promise<SiteRow> {
    const row = isId(id)
      ? await tx.one<SiteRow>(`${OF_DEPARTMENT} and id = $2`, [departmentId, id])
      : undefined;
    if (!row) throw notFound('site');
    return row;
  }
}
