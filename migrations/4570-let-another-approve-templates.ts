import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Behind the service's rule stands the database's own: whoever wrote a version of a template does not approve it. */
export class LetAnotherApproveTemplates4570000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create function liaison_template_four_eyes() returns trigger language plpgsql as $$
      begin
        if exists (select 1 from template_version v where v.id = new.version_id and v.author_id = new.approved_by) then
          raise exception 'its author may not approve a version' using errcode = 'check_violation', constraint = 'template_approval_four_eyes_ck';
        end if;
        return new;
      end $$`);
    await q.query(`create trigger template_approval_four_eyes before insert on template_approval
      for each row execute function liaison_template_four_eyes()`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop trigger template_approval_four_eyes on template_approval');
    await q.query('drop function liaison_template_four_eyes');
  }
}
