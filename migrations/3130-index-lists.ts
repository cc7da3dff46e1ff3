import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The orders and filters lists are read by. An unknown population sorts behind every known one; a list is read from the end of
 * its index for the other direction. Orders that are asked for rarely sort what the filters leave.
 */
export class IndexLists3130000000000 implements MigrationInterface {
  private readonly indexes = [
    `department_population_ix on department ((coalesce(population_served, -1)), id)`,
    `department_county_ix on department (state, county) where county is not null`,
    `pitch_touched_ix on pitch (last_touched_on, id)`,
    `pitch_opened_ix on pitch (opened_on, id)`,
    `activity_occurred_ix on activity (occurred_on, id)`,
    `contact_name_ix on contact (lower(name), id) where ended_at is null`,
  ];

  async up(q: QueryRunner): Promise<void> {
    for (const index of this.indexes) await q.query(`create index ${index}`);
  }

  async down(q: QueryRunner): Promise<void> {
    for (const index of this.indexes) await q.query(`drop index ${index.split(' ')[0]}`);
  }
}
