import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every control character has an escape of its own in JSON; none belongs in a name, so it becomes a space. */
const JSON_TEXT = `
  select coalesce('"' || replace(replace(regexp_replace(said, '[\\x01-\\x1f]', ' ', 'g'), '\\', '\\\\'), '"', '\\"') || '"', 'null')`;

/**
 * What a card of the board says of its department, as JSON, written when the department is: a board shows three hundred cards, and
 * quoting their names anew each time was a fifth of the work.
 */
export class WriteCardsOnce3450000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create function liaison_json_text(said text) returns text language sql immutable parallel safe
      as $$ ${JSON_TEXT} $$`);
    await q.query(`alter table department add column card text not null generated always as (
      '"departmentId":"' || id::text || '","departmentName":' || liaison_json_text(name) || ',"departmentKind":"' || kind
      || '","city":' || liaison_json_text(city) || ',"county":' || liaison_json_text(county) || ',"state":"' || state || '"') stored`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`alter table department drop column card`);
    await q.query(`drop function liaison_json_text(text)`);
  }
}
