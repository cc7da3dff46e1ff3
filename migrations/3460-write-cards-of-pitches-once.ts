import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a card says of its pitch and of the next step, as JSON, as far as it does not change with the day: written with the row,
 * as 3450 does it for departments. A date is put together by its parts, because a cast depends on the session's settings.
 */
export class WriteCardsOfPitchesOnce3460000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create function liaison_json_day(day date) returns text language sql immutable parallel safe as $$
      select coalesce('"' || lpad(extract(year from day)::text, 4, '0') || '-' || lpad(extract(month from day)::text, 2, '0')
        || '-' || lpad(extract(day from day)::text, 2, '0') || '"', 'null') $$`);
    // Postgres calls to_json stable for the sake of other types; a text it quotes in the same way for ever.
    await q.query(`create function liaison_json_string(said text) returns text language sql immutable parallel safe
      as $$ select coalesce(to_json(said)::text, 'null') $$`);
    await q.query(`alter table pitch add column card text not null generated always as (
      '{"id":"' || id::text || '","stage":"' || stage || '","ownerId":' || coalesce('"' || owner_id::text || '"', 'null')
      || ',"openedOn":' || liaison_json_day(opened_on) || ',"devicesPromised":' || devices_promised::text || ',') stored`);
    await q.query(`alter table task add column card text not null generated always as (
      '{"id":"' || id::text || '","title":' || liaison_json_string(title) || ',"dueOn":' || liaison_json_day(due_on) || ',') stored`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`alter table task drop column card`);
    await q.query(`alter table pitch drop column card`);
    await q.query(`drop function liaison_json_string(text)`);
    await q.query(`drop function liaison_json_day(date)`);
  }
}
