import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the picture library asks: words of a picture's name, alt text and rights; and the newest first, whosever they are. */
export class IndexPictures4630000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`create index asset_search_ix on asset
      using gin (lower(file_name || ' ' || coalesce(alt_text, '') || ' ' || coalesce(rights, '')) gin_trgm_ops)`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop index asset_search_ix');
  }
}
