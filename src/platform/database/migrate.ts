import { readdirSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import { runMigrations as runQueueMigrations } from 'bullmq';
import { importFile } from '../import-file.js';
import { QUEUE_NAME } from '../jobs/queue-name.js';
import { builtFile } from '../project-root.js';
import { ensureRoles } from './roles.js';

/** One number for the whole product: whoever migrates holds this advisory lock, everyone else waits. */
export const MIGRATION_LOCK = 7_316_190_100;
const MINIMUM_POSTGRES = 160_000;
const TABLE = 'schema_migration';
/** A migration's file begins with four digits, and its class ends with them in TypeORM's milliseconds. */
const PER_NUMBER = 1_000_000_000;

type MigrationClass = new () => MigrationInterface;

const folder = (): string => builtFile('migrations');

function migrationFiles(): string[] {
  return readdirSync(folder())
    .filter((name) => /^\d{4}-.*\.js$/.test(name))
    .sort();
}

/** All migrations in order, as they were built. */
export async function loadMigrations(): Promise<MigrationClass[]> {
  const classes: MigrationClass[] = [];
  for (const file of migrationFiles()) {
    const module = await importFile<Record<string, MigrationClass>>(path.join(folder(), file));
    classes.push(...Object.values(module).filter((value) => typeof value === 'function'));
  }
  return classes;
}

/**
 * Brings a database up to date: roles, tables, the job queue's own schema. Safe to call from several processes at
 * once (an advisory lock lets one work while the others wait) and again after a kill. Needs the owner's URL.
 */
export async function runMigrations(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await requireVersion(client);
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await ensureRoles(client);
    if (await areMissing(client)) await runMissing(ownerUrl);
    await migrateQueue(client);
  } finally {
    await client.end();
  }
}

/** Whether a migration has not run yet: asked of their names, since reading them all would be half of most starts. */
async function areMissing(client: pg.Client): Promise<boolean> {
  const { rows: tables } = await client.query(`select from pg_tables where tablename = $1`, [TABLE]);
  if (tables.length === 0) return true;
  const { rows } = await client.query<{ timestamp: string }>(`select "timestamp" from ${TABLE}`);
  const run = new Set(rows.map(({ timestamp }) => Number(timestamp) / PER_NUMBER));
  return migrationFiles().some((file) => !run.has(Number(file.slice(0, 4))));
}

async function runMissing(ownerUrl: string): Promise<void> {
  const source = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    migrations: await loadMigrations(),
    migrationsTableName: TABLE,
    migrationsTransactionMode: 'each',
    poolSize: 2,
  });
  await source.initialize();
  try {
    await source.runMigrations();
  } finally {
    await source.destroy();
  }
}

/** Makes the job queue's schema again after it was dropped; processes that miss it at once take turns. Needs the owner's URL. */
export async function remakeQueue(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  // Told by the query that is under way; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migrateQueue(client);
  } finally {
    await client.end();
  }
}

async function requireVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ server_version_num: string }>('show server_version_num');
  if (Number(rows[0]?.server_version_num) < MINIMUM_POSTGRES)
    throw new Error('Liaison needs PostgreSQL 16 or newer.');
}

/** The queue is a doorbell that may be dropped at any time, so its schema is (re)made at every start. */
async function migrateQueue(client: pg.Client): Promise<void> {
  await client.query('create schema if not exists bullmq');
  await runQueueMigrations(client as never, 'bullmq');
  await client.query('set search_path to default');
  // The queue would make this sequence with its first job; the serving role has no right to create anything.
  const { rows } = await client.query<{ name: string }>('select bullmq.job_id_seq_name($1) as name', [
    QUEUE_NAME,
  ]);
  await client.query(`create sequence if not exists bullmq.${client.escapeIdentifier(rows[0]?.name ?? '')}`);
  await client.query('grant usage on schema bullmq to liaison_app');
  await client.query('grant all on all tables in schema bullmq to liaison_app');
  await client.query('grant all on all sequences in schema bullmq to liaison_app');
  await client.query('grant execute on all functions in schema bullmq to liaison_app');
}
