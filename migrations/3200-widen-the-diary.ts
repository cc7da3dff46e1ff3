import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, followsWithinReach, limitToReach, protect } from '../src/platform/database/rls.js';

const OWN = 'department_id = liaison_department_id()';

/** Which way a contact went, files beside an entry, who was called upon in it, and the timeline's own index. */
export class WidenTheDiary3200000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`alter table activity add column direction text not null default 'out'
      constraint activity_direction_ck check (direction in ('out', 'in'))`);
    await q.query(`create index activity_contacts_ix on activity (department_id, occurred_on)
      where kind <> 'note' and direction = 'out'`);

    await q.query(`
      create table activity_file (
        id uuid constraint activity_file_pk primary key,
        activity_id uuid not null constraint activity_file_activity_fk references activity (id),
        pitch_id uuid not null constraint activity_file_pitch_fk references pitch (id),
        department_id uuid not null constraint activity_file_department_fk references department (id),
        visibility text not null constraint activity_file_visibility_ck check (visibility in ('shared', 'vendor')),
        file_name text not null constraint activity_file_name_ck check (file_name <> ''),
        media_type text not null,
        size integer not null,
        sha256 text not null constraint activity_file_blob_fk references blob (sha256),
        recorded_at timestamptz not null
      )`);
    await q.query('create index activity_file_activity_ix on activity_file (activity_id, id)');
    await q.query('create index activity_file_pitch_ix on activity_file (pitch_id)');
    await q.query('create index activity_file_department_ix on activity_file (department_id)');
    await appendOnly(q, 'activity_file');
    await protect(q, 'activity_file', {
      app: 'select, insert',
      department: { grant: 'select', using: `${OWN} and visibility = 'shared'` },
    });

    await limitToReach(q, 'activity_file', followsWithinReach('activity_file', 'activity_id', 'activity'));

    await q.query(`
      create table activity_mention (
        activity_id uuid not null constraint activity_mention_activity_fk references activity (id),
        person_id uuid not null constraint activity_mention_person_fk references person (id),
        pitch_id uuid not null constraint activity_mention_pitch_fk references pitch (id),
        department_id uuid not null constraint activity_mention_department_fk references department (id),
        created_at timestamptz not null,
        seen_at timestamptz,
        constraint activity_mention_pk primary key (activity_id, person_id)
      )`);
    await q.query(`create index activity_mention_waiting_ix on activity_mention (person_id, created_at desc)
      where seen_at is null`);
    await q.query('create index activity_mention_pitch_ix on activity_mention (pitch_id)');
    // Who calls upon whom is the vendor's own affair, even in an entry both sides read.
    await protect(q, 'activity_mention', { app: 'select, insert, update' });
    await limitToReach(q, 'activity_mention', followsWithinReach('activity_mention', 'pitch_id', 'pitch'));

    // A pitch's timeline in the order of its days: the day something happened, else the day it was recorded.
    await q.query(`create index domain_event_pitch_ix on domain_event
      ((payload ->> 'pitchId'), (coalesce(occurred_on, (recorded_at at time zone 'UTC')::date)) desc, seq desc)
      where payload ? 'pitchId'`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop index domain_event_pitch_ix');
    await q.query('drop table activity_mention, activity_file');
    await q.query('drop index activity_contacts_ix');
    await q.query('alter table activity drop column direction');
  }
}
