import { Injectable, Logger } from '@nestjs/common';
import { DatabaseUrls } from '../database/database-urls.js';
import { remakeQueue } from '../database/migrate.js';

const MAY_NOT = '42501';
/** What Postgres says when a schema, table, function or type is not there, or there but not yet granted to us. */
const GONE = new Set(['3F000', '42P01', '42883', '42704', MAY_NOT]);

/** Whether an error of the queue means that its schema in Postgres was dropped, or made again by half. */
export function saysGone(error: unknown): boolean {
  const { code, name } = error as { code?: string; name?: string };
  return GONE.has(code ?? '') || name === 'SchemaMigrationRequiredError';
}

/** The queue's schema in Postgres, which anyone may drop at any moment: whoever misses it makes it again. */
@Injectable()
export class QueueSchema {
  private readonly log = new Logger('JobQueue');
  private making: Promise<void> | null = null;

  constructor(private readonly urls: DatabaseUrls) {}

  /**
   * Makes it again, as the owner; all who miss it at the same moment share one attempt, and processes take turns. Throws
   * what Postgres said when it cannot be made.
   */
  remake(): Promise<void> {
    this.making ??= this.make().finally(() => (this.making = null));
    return this.making;
  }

  private async make(): Promise<void> {
    this.log.warn('The job queue is not there; making sure of its schema.');
    try {
      await remakeQueue(this.urls.owner);
    } catch (error) {
      if ((error as { code?: string }).code === MAY_NOT)
        this.log.error(
          'This user may not make the schema of the job queue. Nothing is lost, but nothing is delivered until a ' +
            'process is started with DATABASE_MIGRATION_URL set to the owner of the database.',
        );
      throw error;
    }
  }
}
