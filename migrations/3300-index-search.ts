import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every mark of a place's name is a space here, so that the words come out as those of `search_name`. */
const PLACE = `translate(lower(coalesce(city, '') || ' ' || coalesce(county, '')), '.,''-/áéíóúñü', '     aeiounu')`;
/** Words nearly every name has tell nothing apart: left out, they cost neither place nor time. */
const LEFT_OUT = [
  '',
  ...[
    'police',
    'department',
    'county',
    'office',
    'sheriffs',
    'sheriff',
    'of',
    'and',
    'the',
    'pd',
    'so',
    'dept',
    'co',
  ],
];
const ONE_SPELLING = [
  ['saint', 'st'],
  ['fort', 'ft'],
  ['mount', 'mt'],
  ['twp', 'township'],
  ['univ', 'university'],
];

const WORDS = ONE_SPELLING.reduce(
  (sql, [from, to]) => `array_replace(${sql}, '${from}', '${to}')`,
  LEFT_OUT.reduce(
    (sql, word) => `array_remove(${sql}, '${word}')`,
    `string_to_array(name || ' ' || ${PLACE}, ' ')`,
  ),
);

/** What the search asks: words of departments and the words there are, and the texts of what else can be found. */
export class IndexSearch3300000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create function liaison_search_words(name text, city text, county text) returns text[]
      language sql immutable parallel safe as $$ select ${WORDS} $$`);
    // A short pending list: an import enters words by the batch, and a search right after it reads no more than a page or so.
    await q.query(`create index department_words_ix on department
      using gin (liaison_search_words(search_name, city, county)) with (gin_pending_list_limit = 128)`);
    await q.query(`create index department_begins_ix on department (search_name text_pattern_ops)`);
    await q.query(
      `create index department_state_begins_ix on department (state, search_name text_pattern_ops)`,
    );
    // Names are no longer asked for letter by letter: typing is mended in the list of words, which stays small.
    await q.query(`drop index department_search_ix`);

    await q.query(`create table search_word (
      word text not null,
      state text not null,
      constraint search_word_pk primary key (word, state))`);
    await q.query(`create index search_word_begins_ix on search_word (word text_pattern_ops, state)`);
    await q.query(
      `create index search_word_alike_ix on search_word using gin (word gin_trgm_ops) with (gin_pending_list_limit = 128)`,
    );
    await q.query(`grant select, insert on search_word to liaison_app`);
    await q.query(`insert into search_word (word, state)
      select distinct w, d.state from department d, unnest(liaison_search_words(d.search_name, d.city, d.county)) w`);
    await q.query(`create function liaison_new_departments_words() returns trigger language plpgsql as $$
      begin
        -- In one order, so that two who bring the same new words wait for each other and never in a circle.
        insert into search_word (word, state)
          select distinct w, n.state from new_rows n, unnest(liaison_search_words(n.search_name, n.city, n.county)) w
           order by 1, 2 on conflict do nothing;
        return null;
      end $$`);
    await q.query(`create trigger department_words_inserted after insert on department
      referencing new table as new_rows for each statement execute function liaison_new_departments_words()`);
    await q.query(`create function liaison_changed_departments_words() returns trigger language plpgsql as $$
      begin
        insert into search_word (word, state)
          select distinct w, new.state from unnest(liaison_search_words(new.search_name, new.city, new.county)) w
           order by 1 on conflict do nothing;
        return null;
      end $$`);
    await q.query(`create trigger department_words_updated after update of search_name, city, county, state on department
      for each row when ((old.search_name, old.city, old.county, old.state) is distinct from
        (new.search_name, new.city, new.county, new.state))
      execute function liaison_changed_departments_words()`);

    await q.query(`create index contact_search_ix on contact using gin (lower(name) gin_trgm_ops)`);
    await q.query(`create index contact_email_ix on contact (lower(email) text_pattern_ops)`);
    await q.query(`create index draft_search_ix on draft using gin (lower(title) gin_trgm_ops)`);
    await q.query(`create index email_message_search_ix on email_message
      using gin (lower(subject || ' ' || to_name) gin_trgm_ops)`);
    await q.query(`create index email_message_to_ix on email_message (lower(to_address) text_pattern_ops)`);
    await q.query(
      `create index task_search_ix on task using gin (lower(title) gin_trgm_ops) where done_at is null`,
    );
    await this.recentWork(q);
  }

  /** What a person worked on last. Downloads, which come in by the thousand, are not among it. */
  private async recentWork(q: QueryRunner): Promise<void> {
    await q.query(`create index domain_event_worked_on_ix on domain_event (actor_id, seq desc)
      where subject_type in ('department', 'draft', 'pitch')`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`drop index domain_event_worked_on_ix, task_search_ix, email_message_to_ix, email_message_search_ix, draft_search_ix,
      contact_email_ix, contact_search_ix`);
    await q.query(`drop trigger department_words_updated on department`);
    await q.query(`drop trigger department_words_inserted on department`);
    await q.query(`drop function liaison_changed_departments_words(), liaison_new_departments_words()`);
    await q.query(`drop table search_word`);
    await q.query(`create index department_search_ix on department using gin (search_name gin_trgm_ops)`);
    await q.query(`drop index department_state_begins_ix, department_begins_ix, department_words_ix`);
    await q.query(`drop function liaison_search_words(text, text, text)`);
  }
}
