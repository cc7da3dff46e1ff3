import type { MigrationInterface, QueryRunner } from 'typeorm';

const ALWAYS = '(!exists(@.when) || @.when == "always")';
const VENDOR_READS_EVERY_TEXT = `jsonb_path_exists(steps, '$[*] ? (${ALWAYS} && @.group != "department")')`;
const SOMEBODY_ALWAYS_AGREES = `jsonb_path_exists(steps,
  '$[*] ? (${ALWAYS} && @.group != "department" && (!exists(@.lapseAfterBusinessDays) || @.lapseAfterBusinessDays == null))')`;
const LAPSES_WHERE_IT_MAY_NOT = `jsonb_path_exists(steps,
  '$[*] ? (@.lapseAfterBusinessDays != null && (@.lapseAfterBusinessDays.type() != "number" || @.lapseAfterBusinessDays < 1
     || @.lapseAfterBusinessDays > 60 || @.group == "department" || @.when == "locked" || @.when == "terms"))')`;
const STATES = ['waiting', 'pending', 'approved', 'changes_requested', 'rejected', 'superseded'];
const OUTCOMES = ['approved', 'changes_requested', 'rejected'];
const oneOf = (words: string[]): string => words.map((word) => `'${word}'`).join(',');

/**
 * Steps that pass without objection when nobody decides them in time: which may, when they do, the row that stands in for a
 * decision, and what a release says of it. A text is released only if somebody who did not write it said yes to it.
 */
export class LetStepsLapse4660000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`alter table review_policy drop constraint review_policy_always_ck,
      add constraint review_policy_always_ck check (${SOMEBODY_ALWAYS_AGREES}),
      add constraint review_policy_lapse_ck check (not ${LAPSES_WHERE_IT_MAY_NOT})`);

    await q.query(`alter table review
      add lapse_days int,
      add lapse_at timestamptz,
      drop constraint review_state_ck,
      add constraint review_state_ck check (state in (${oneOf([...STATES, 'no_objection'])})),
      add constraint review_lapse_ck check ((lapse_days is null) = (lapse_at is null)
        and (lapse_days is null or (lapse_days between 1 and 60 and reviewer_group <> 'department'))),
      add constraint review_no_objection_ck check (state <> 'no_objection' or lapse_at is not null),
      add constraint review_text_uq unique (id, revision_id, content_hash)`);
    await q.query(
      `create index review_lapse_ix on review (lapse_at, id) where state = 'pending' and lapse_at is not null`,
    );

    // Decisions from before name no revision, except through their review; from here on both name the same text.
    await q.query(`alter table review_decision
      add revision_id uuid,
      add lapsed_after_days int,
      alter decided_by drop not null,
      alter decided_by_name drop not null,
      alter decided_by_side drop not null,
      drop constraint review_decision_ck,
      add constraint review_decision_ck check (decision in (${oneOf([...OUTCOMES, 'no_objection'])})),
      drop constraint review_decision_note_ck,
      add constraint review_decision_note_ck check (decision in ('approved', 'no_objection') or length(btrim(note)) > 0),
      add constraint review_decision_text_fk foreign key (review_id, revision_id, content_hash)
        references review (id, revision_id, content_hash),
      add constraint review_decision_lapse_ck check (case when decision = 'no_objection'
        then decided_by is null and decided_by_name is null and decided_by_side is null and note is null
          and revision_id is not null and reviewer_group <> 'department'
          and lapsed_after_days is not null and lapsed_after_days between 1 and 60
        else decided_by is not null and decided_by_name is not null and decided_by_side is not null
          and lapsed_after_days is null end)`);

    await q.query(`create function liaison_round_agreed(round uuid) returns boolean language sql stable as $$
      select exists (select from review_round o where o.id = round and (
        exists (select from review_decision d where d.round_id = o.id and d.content_hash = o.content_hash
                   and d.decision = 'approved' and d.decided_by <> all (o.author_ids))
        or exists (select from review_break_glass b where b.round_id = o.id and b.content_hash = o.content_hash
                   and b.confirmed_by <> all (o.author_ids)))) $$`);
    await q.query(`create function liaison_lapsed_steps(round uuid) returns jsonb language sql stable as $$
      select coalesce(jsonb_agg(jsonb_build_object('group', reviewer_group, 'businessDays', days) order by step), '[]')
        from (select r.step, r.reviewer_group, max(d.lapsed_after_days) as days
                from review r join review_decision d on d.review_id = r.id
               where r.round_id = round and d.decision = 'no_objection' group by r.step, r.reviewer_group) lapsed $$`);

    await q.query(`alter table release add lapsed_steps jsonb not null default '[]',
      add constraint release_lapsed_ck check (jsonb_typeof(lapsed_steps) = 'array')`);
    await q.query('grant select (lapsed_steps) on release to liaison_public');
    await this.gate(q, 'and liaison_round_agreed(o.id) and liaison_lapsed_steps(o.id) = new.lapsed_steps');
  }

  async down(q: QueryRunner): Promise<void> {
    await this.gate(q, '');
    await q.query('alter table release drop column lapsed_steps');
    await q.query('drop function liaison_lapsed_steps(uuid)');
    await q.query('drop function liaison_round_agreed(uuid)');
    // What nobody decided was decided by nobody before there were lapses: there is no row it could become.
    await q.query(`alter table review_decision
      drop constraint review_decision_lapse_ck,
      drop constraint review_decision_text_fk,
      drop column revision_id,
      drop column lapsed_after_days,
      alter decided_by set not null,
      alter decided_by_name set not null,
      alter decided_by_side set not null,
      drop constraint review_decision_ck,
      add constraint review_decision_ck check (decision in (${oneOf(OUTCOMES)})),
      drop constraint review_decision_note_ck,
      add constraint review_decision_note_ck check (decision = 'approved' or length(btrim(note)) > 0)`);
    await q.query('drop index review_lapse_ix');
    await q.query(`alter table review
      drop constraint review_text_uq,
      drop constraint review_no_objection_ck,
      drop constraint review_state_ck,
      add constraint review_state_ck check (state in (${oneOf(STATES)})),
      drop column lapse_days,
      drop column lapse_at`);
    await q.query(`alter table review_policy drop constraint review_policy_lapse_ck,
      drop constraint review_policy_always_ck,
      add constraint review_policy_always_ck check (${VENDOR_READS_EVERY_TEXT})`);
  }

  /** Behind the service's gate stands the database's own; `also` is what else has to hold of the round that approved. */
  private async gate(q: QueryRunner, also: string): Promise<void> {
    await q.query(`create or replace function liaison_release_approved() returns trigger language plpgsql as $$
      begin
        if not exists (select 1 from review_round o where o.draft_id = new.draft_id and o.content_hash = new.content_hash
                          and o.state = 'approved' ${also})
           or not exists (select 1 from draft_revision r where r.id = new.revision_id and r.draft_id = new.draft_id
                          and r.content_hash = new.content_hash) then
          raise exception 'this text has not passed every step of its review' using errcode = 'check_violation', constraint = 'release_approved_ck';
        end if;
        return new;
      end $$`);
  }
}
