import { Injectable } from '@nestjs/common';
import pg from 'pg';
import { DatabaseUrls } from '../database/database-urls.js';
import { DomainError } from '../errors.js';

/** Held by whoever replays history with a set clock; the workers of running servers leave events to it meanwhile. */
const REPLAY_LOCK = 190_100;

/** SQL condition: nobody is replaying. pg_locks forgets the lock with its process, so a kill leaves nothing behind. */
export const NOBODY_REPLAYS = `not exists (select 1 from pg_locks l join pg_database d on d.oid = l.database
  where l.locktype = 'advisory' and l.classid = 0 and l.objid = ${REPLAY_LOCK} and l.objsubid = 1 and d.datname = current_database())`;

/** Takes the database for a replay. */
@Injectable()
export class Replay {
  constructor(private readonly urls: DatabaseUrls) {}

  /** Runs the work while no worker of another process touches events or schedules. Throws `replay_running` (409). */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: this.urls.serving, options: '-c role=liaison_app' });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [
        REPLAY_LOCK,
      ]);
      if (!rows[0]?.mine)
        throw new DomainError(
          'conflict',
          'replay_running',
          'The demo is being loaded by another process. Wait until it is done.',
        );
      return await work();
    } finally {
      await client.end();
    }
  }
}
