import type { Config } from '../config/config.js';
import { acquireEmbeddedPostgres } from '../postgres/acquire.js';
import { DatabaseUrls } from './database-urls.js';
import { runMigrations } from './migrate.js';

export interface OpenDatabase {
  urls: DatabaseUrls;
  /** Lets go of the embedded Postgres, which stops when nobody holds it. */
  close(): Promise<void>;
}

/** Finds the database (external, or embedded in DATA_DIR) and brings it up to date. */
export async function openDatabase(config: Config, log: (line: string) => void): Promise<OpenDatabase> {
  if (config.databaseUrl) {
    await runMigrations(config.databaseMigrationUrl ?? config.databaseUrl);
    return {
      urls: new DatabaseUrls(config.databaseUrl, config.databaseMigrationUrl ?? config.databaseUrl),
      close: async () => undefined,
    };
  }
  const postgres = await acquireEmbeddedPostgres({ dataDir: config.dataDir, log });
  // Its address would change; a process manager, or the person at the terminal, starts us again.
  postgres.onLost((reason) => {
    log(`The embedded Postgres is lost (${reason.message}); stopping.`);
    process.exit(1);
  });
  try {
    await runMigrations(postgres.ownerUrl);
  } catch (error) {
    await postgres.release();
    throw error;
  }
  return { urls: new DatabaseUrls(postgres.ownerUrl, postgres.ownerUrl), close: () => postgres.release() };
}
