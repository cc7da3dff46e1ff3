import type { MigrationInterface, QueryRunner } from 'typeorm';

const VENDOR_READS_EVERY_TEXT = `jsonb_path_exists(steps, '$[*] ? ((!exists(@.when) || @.when == "always") && @.group != "department")')`;

/** Steps for texts the vendor's side wrote any of, and the department's own step, which only its people decide. */
export class AskTheDepartment4530000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // The key stands for the department itself from here on; a group that has it already has to be renamed first.
    await q.query(
      `alter table review_group add constraint review_group_department_ck check (key <> 'department')`,
    );
    await q.query(`alter table review_policy drop constraint review_policy_always_ck,
      add constraint review_policy_always_ck check (${VENDOR_READS_EVERY_TEXT})`);
    await q.query(`alter table review_round drop constraint review_round_touches_ck,
      add constraint review_round_touches_ck check (touches <@ array['locked', 'terms', 'vendor'])`);
    // Nobody holds a department's step, and no group stands in for the department.
    await q.query(`alter table review
      add constraint review_department_ck check (reviewer_group <> 'department' or (claimed_by is null and backup_group is null))`);
    await q.query(`alter table review_decision add decided_by_side text not null default 'vendor'`);
    await q.query(`alter table review_decision alter decided_by_side drop default,
      add constraint review_decision_side_ck check (decided_by_side in ('vendor','department')),
      add constraint review_decision_department_ck check ((reviewer_group = 'department') = (decided_by_side = 'department')),
      add constraint review_decision_reject_ck check (decided_by_side = 'vendor' or decision <> 'rejected')`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('alter table review_decision drop column decided_by_side');
    await q.query('alter table review drop constraint review_department_ck');
    await q.query(`update review_round set touches = array_remove(touches, 'vendor')`);
    await q.query(`alter table review_round drop constraint review_round_touches_ck,
      add constraint review_round_touches_ck check (touches <@ array['locked', 'terms'])`);
    await q.query(`alter table review_policy drop constraint review_policy_always_ck,
      add constraint review_policy_always_ck check (jsonb_path_exists(steps, '$[*] ? (!exists(@.when) || @.when == "always")'))`);
    await q.query('alter table review_group drop constraint review_group_department_ck');
  }
}
