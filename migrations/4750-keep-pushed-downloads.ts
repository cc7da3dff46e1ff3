import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a burst pushes is kept as it came, some events to a row, and becomes downloads when it is decided: thousands a second then cost
 * their senders one small row and one index entry for several of them.
 */
export class KeepPushedDownloads4750000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // Rows from before have no events: the download with their id is stored already, and only its decision is missing.
    await q.query(`alter table download_waiting rename column download_id to id`);
    await q.query(`alter table download_waiting
      add column received_at timestamptz,
      add column size smallint not null default 1 constraint download_waiting_size_ck check (size >= 1),
      add column events text,
      add constraint download_waiting_events_ck check ((events is null) = (received_at is null))`);
    // Small, and read once in a moment: not worth the time it takes to pack it.
    await q.query('alter table download_waiting alter column events set storage external');
  }

  /** Refused while pushed events wait: in the old form there is no place for them. */
  async down(q: QueryRunner): Promise<void> {
    await q.query(`do $$ begin
      if exists (select from download_waiting where events is not null) then
        raise exception 'pushed downloads wait to be decided; start the new version until none do';
      end if; end $$`);
    await q.query(
      'alter table download_waiting drop column events, drop column size, drop column received_at',
    );
    await q.query(`alter table download_waiting rename column id to download_id`);
  }
}
