import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A stop of follow-ups can be lifted, by the department or by a rep whom it asked, and be said again: each stop is a row that
 * stays, with who ended it and why. At most one stands for a pitch.
 */
export class LiftStops3435000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`alter table sequence_stop add column id uuid not null default gen_random_uuid(),
      add column lifted_at timestamptz, add column lifted_by text, add column lifted_by_name text, add column lift_note text`);
    await q.query(`alter table sequence_stop alter column id drop default`);
    await q.query(`alter table sequence_stop drop constraint sequence_stop_pk`);
    await q.query(`alter table sequence_stop add constraint sequence_stop_pk primary key (id),
      add constraint sequence_stop_lift_ck check (
        (lifted_at is null) = (lifted_by is null) and (lifted_at is null) = (lifted_by_name is null)),
      add constraint sequence_stop_by_ck check (lifted_by in ('department', 'rep')),
      add constraint sequence_stop_note_ck check ((lifted_by = 'rep') = (lift_note is not null))`);
    await q.query(
      `create unique index sequence_stop_standing_uq on sequence_stop (pitch_id) where lifted_at is null`,
    );
    await q.query('create index sequence_stop_pitch_ix on sequence_stop (pitch_id)');
    await q.query(
      'grant update (lifted_at, lifted_by, lifted_by_name, lift_note) on sequence_stop to liaison_app',
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(
      'revoke update (lifted_at, lifted_by, lifted_by_name, lift_note) on sequence_stop from liaison_app',
    );
    await q.query('drop index sequence_stop_pitch_ix, sequence_stop_standing_uq');
    // The older table knows standing stops only.
    await q.query('delete from sequence_stop where lifted_at is not null');
    await q.query(`alter table sequence_stop drop constraint sequence_stop_note_ck, drop constraint sequence_stop_by_ck,
      drop constraint sequence_stop_lift_ck, drop constraint sequence_stop_pk`);
    await q.query(`alter table sequence_stop drop column id, drop column lifted_at, drop column lifted_by,
      drop column lifted_by_name, drop column lift_note, add constraint sequence_stop_pk primary key (pitch_id)`);
  }
}
