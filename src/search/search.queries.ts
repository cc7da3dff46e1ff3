import { Injectable } from '@nestjs/common';
import { DepartmentsQueries, placeOf } from '../departments/departments.queries.js';
import type { Tx } from '../platform/database/tx.js';

export interface Hit {
  name: string;
  note: string;
  href: string;
  /** Which life `state` belongs to. */
  life?: string;
  state?: string;
  icon?: string;
}

export interface HitGroup {
  title: string;
  hits: Hit[];
}

const EACH = 6;

/** Everything a person may be looking for, by name. */
@Injectable()
export class SearchQueries {
  constructor(private readonly departments: DepartmentsQueries) {}

  /** Departments, open pitches, drafts and devices that match; groups without a hit are left out. */
  async find(tx: Tx, q: string): Promise<HitGroup[]> {
    if (q.trim() === '') return [];
    const { data } = await this.departments.list(tx, { q, limit: EACH });
    const departments = data.map((row) => ({
      name: row.name,
      note: [placeOf(row), row.ori ?? 'no ORI'].join(' · '),
      href: `/departments/${row.id}`,
      ...(row.partnershipState
        ? { life: 'partnership', state: row.partnershipState }
        : { icon: 'building-community' }),
    }));
    const groups = [
      { title: 'Departments', hits: departments },
      {
        title: 'Pitches',
        hits: await this.pitches(
          tx,
          data.map((row) => row.id),
        ),
      },
      { title: 'Drafts', hits: await this.drafts(tx, q) },
      { title: 'Devices', hits: await this.devices(tx, q) },
    ];
    return groups.filter((group) => group.hits.length > 0);
  }

  private async pitches(tx: Tx, departmentIds: string[]): Promise<Hit[]> {
    const rows = await tx.query<{
      id: string;
      name: string;
      state: string;
      stage: string;
      county: string | null;
    }>(
      `select p.id, d.name, d.state, d.county, p.stage from pitch p join department d on d.id = p.department_id
        where p.department_id = any ($1) order by array_position($1, p.department_id), p.id desc limit $2`,
      [departmentIds, EACH],
    );
    return rows.map((row) => ({
      name: row.name,
      note: `Pitch · ${placeOf(row)}`,
      href: `/pitches/${row.id}`,
      life: 'pitch',
      state: row.stage,
    }));
  }

  private async drafts(tx: Tx, q: string): Promise<Hit[]> {
    const rows = await tx.query<{ id: string; title: string; state: string; name: string }>(
      `select c.id, c.title, c.state, d.name from draft c join department d on d.id = c.department_id
        where c.title ilike $1 order by c.id desc limit $2`,
      [like(q), EACH],
    );
    return rows.map((row) => ({
      name: row.title,
      note: row.name,
      href: `/drafts/${row.id}`,
      life: 'review',
      state: row.state,
    }));
  }

  private async devices(tx: Tx, q: string): Promise<Hit[]> {
    if (q.trim().length < 4) return [];
    const rows = await tx.query<{ rewardId: string; serial: string; name: string }>(
      `select s.reward_id as "rewardId", s.serial_number as serial, d.name
         from device_unit u join shipment s on s.id = u.shipment_id join department d on d.id = u.department_id
        where upper(u.serial_number) = upper($1) limit $2`,
      [q.trim(), EACH],
    );
    return rows.map((row) => ({
      name: row.serial,
      note: row.name,
      href: `/rewards/${row.rewardId}`,
      icon: 'package',
    }));
  }
}

/** The words anywhere in a title, with nothing in them read as a pattern. */
function like(q: string): string {
  return `%${q.trim().replace(/[\\%_]/g, '\\$&')}%`;
}
