import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What has to be known of a picture before it is published: who made it and what allows its use, whether the people in
 * it agreed, and the last day (in the department's zone) it may be used. Null where nobody has said, as of pictures
 * added before it was asked. Rows stay as they are: another answer is another row.
 */
export class AskForRightsOfPictures4550000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`alter table asset
      add rights text constraint asset_rights_ck check (length(btrim(rights)) between 1 and 300),
      add consent text constraint asset_consent_ck check (consent in ('given', 'nobody_shown', 'missing')),
      add expires_on date`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('alter table asset drop rights, drop consent, drop expires_on');
  }
}
