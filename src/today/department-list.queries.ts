import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';

export interface Figures {
  departmentId: string;
  stage: string | null;
  qualifying: number;
  devices: number;
  undisclosedDays: number;
}

/** What the list of departments shows beside the departments themselves. */
@Injectable()
export class DepartmentListQueries {
  /** Pitch stage and partnership figures of some departments, in one question. */
  figures(tx: Tx, departmentIds: string[]): Promise<Figures[]> {
    return tx.query(
      `select d.id as "departmentId",
              (select stage from pitch where department_id = d.id order by id desc limit 1) as stage,
              coalesce(a.qualifying, 0) as qualifying, coalesce(a.issued, 0) as devices,
              greatest(0, coalesce(p.announced_on, p.ended_on, ($2::timestamptz at time zone d.time_zone)::date) - p.active_on)
                as "undisclosedDays"
         from department d
         left join lateral (
           select * from partnership where department_id = d.id order by (state <> 'ended') desc, signed_on desc, id desc limit 1
         ) p on true
         left join reward_account a on a.partnership_id = p.id
        where d.id = any ($1::uuid[])`,
      [departmentIds, tx.now],
    );
  }

  /** Whether there is any department at all. */
  async any(tx: Tx): Promise<boolean> {
    return (await tx.one(`select from department limit 1`)) !== undefined;
  }
}
