import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whoever listens may say, where the event is written, whether it wants the event of this very subject: a moved pitch is mostly in no
 * sequence. Whoever moves it holds the pitch's lock, as whoever starts a sequence does, so the answer does not grow old.
 */
export class AskListenersAboutASubject4720000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create function liaison_webhook_wanted(event_type text, subject_id text) returns boolean language sql stable
      security definer set search_path = public as $$ select exists (
        select from webhook_subscription where state = 'active' and event_type = any (event_types)) $$`);
    await q.query(`create function liaison_pitch_in_sequence(event_type text, subject_id text) returns boolean language sql stable
      security definer set search_path = public as $$ select exists (
        select from sequence_enrolment where pitch_id = subject_id::uuid and state in ('running', 'paused')) $$`);
    // The one of 4000 stays for processes of the version before, which may still be serving.
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop function liaison_pitch_in_sequence(text, text)');
    await q.query('drop function liaison_webhook_wanted(text, text)');
  }
}
