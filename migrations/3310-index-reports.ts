import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What reports read by day: downloads that count, what people did, and how pitches began and ended. */
export class IndexReports3310000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // Months of downloads are counted from this alone, however many other downloads there are.
    await q.query(`create index download_standing_month_ix on download_standing (occurred_on)
      where disposition = 'qualifying' and partnership_id is not null`);
    await q.query(`create index activity_day_ix on activity (occurred_on) include (by_id, kind)`);
    await q.query(`create index pitch_ended_ix on pitch (closed_on) where closed_on is not null`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`drop index pitch_ended_ix, activity_day_ix, download_standing_month_ix`);
  }
}
