import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An approval does not outlive a later refusal of the very same words: reviewers who sent a text back would read it in public
 * otherwise, because somebody else had agreed to it before.
 */
export class EndApprovalsByARefusal4670000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create function liaison_refused_since(round uuid) returns boolean language sql stable as $$
      select exists (select from review_round o
        join review_round later on later.draft_id = o.draft_id and later.content_hash = o.content_hash
         and later.state in ('changes_requested', 'rejected') and (later.closed_at, later.id) > (o.closed_at, o.id)
       where o.id = round) $$`);
    await this.gate(q, 'and not liaison_refused_since(o.id)');
  }

  async down(q: QueryRunner): Promise<void> {
    await this.gate(q, '');
    await q.query('drop function liaison_refused_since(uuid)');
  }

  /** The database's own gate before a release; `also` is what else has to hold of the round that approved. */
  private async gate(q: QueryRunner, also: string): Promise<void> {
    await q.query(`create or replace function liaison_release_approved() returns trigger language plpgsql as $$
      begin
        if not exists (select 1 from review_round o where o.draft_id = new.draft_id and o.content_hash = new.content_hash
                          and o.state = 'approved' and liaison_round_agreed(o.id)
                          and liaison_lapsed_steps(o.id) = new.lapsed_steps ${also})
           or not exists (select 1 from draft_revision r where r.id = new.revision_id and r.draft_id = new.draft_id
                          and r.content_hash = new.content_hash) then
          raise exception 'this text has not passed every step of its review' using errcode = 'check_violation', constraint = 'release_approved_ck';
        end if;
        return new;
      end $$`);
  }
}
