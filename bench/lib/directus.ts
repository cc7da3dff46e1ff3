import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type pg from 'pg';
import { untilAnswers } from './http.js';
import { freePort, start, type Started } from './processes.js';

const run = promisify(execFile);
export const DIRECTUS = 'directus@11.3.5';
const SCHEMA = 'directus';
const TOKEN = 'bench-token-of-the-reference-0123456789';

/** Why the reference cannot be measured here; the benchmark then says so and exits 2. */
export class NoReference extends Error {}

/** Puts Directus into a folder of its own unless it is there already. It never becomes a dependency. Throws NoReference. */
export async function installDirectus(folder: string, say: (line: string) => void): Promise<void> {
  const cli = cliOf(folder);
  if (existsSync(cli)) return;
  say(`Putting ${DIRECTUS} into ${folder}; this takes some minutes.`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  try {
    await run('npm', ['install', DIRECTUS, '--no-audit', '--no-fund', '--no-save'], {
      cwd: folder,
      maxBuffer: 1e8,
    });
  } catch (error) {
    throw new NoReference(`${DIRECTUS} cannot be installed here: ${lastLines(error)}`);
  }
}

/** Starts Directus beside the product, in a schema of the same database, over the same rows. Throws NoReference. */
export async function startDirectus(
  folder: string,
  databaseUrl: string,
  client: pg.Client,
): Promise<{ url: string; headers: Record<string, string>; server: Started }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: url,
    DB_CLIENT: 'pg',
    DB_CONNECTION_STRING: databaseUrl,
    DB_SEARCH_PATH: `array:${SCHEMA}`,
    SECRET: 'a-secret-of-the-reference-0123456789',
    ADMIN_EMAIL: 'admin@example.com',
    ADMIN_PASSWORD: 'a-password-of-the-reference',
    ADMIN_TOKEN: TOKEN,
    LOG_LEVEL: 'warn',
    TELEMETRY: 'false',
    NODE_ENV: 'production',
  };
  await client.query(`create schema ${SCHEMA}`);
  try {
    await run(process.execPath, [cliOf(folder), 'bootstrap'], {
      cwd: folder,
      env: { ...process.env, ...env },
    });
  } catch (error) {
    throw new NoReference(`${DIRECTUS} does not start here: ${lastLines(error)}`);
  }
  await fill(client);
  const server = start(process.execPath, [cliOf(folder), 'start'], env, folder);
  try {
    await untilAnswers(`${url}/server/ping`, 90, () => server.lastWords());
  } catch (error) {
    await server.stop();
    throw new NoReference(`${DIRECTUS} does not start here: ${lastLines(error)}`);
  }
  return { url, headers: { authorization: `Bearer ${TOKEN}` }, server };
}

/** The product's rows as collections, with the relations and indexes somebody who builds a board there would give them. */
async function fill(client: pg.Client): Promise<void> {
  const statements = [
    `create table ${SCHEMA}.people as select id, name, email::text as email from public.person`,
    `alter table ${SCHEMA}.people add primary key (id)`,
    `create table ${SCHEMA}.departments as select id, ori, name, kind, city, county, state from public.department`,
    `alter table ${SCHEMA}.departments add primary key (id)`,
    `create index on ${SCHEMA}.departments (name)`,
    `create index on ${SCHEMA}.departments (state)`,
    `create table ${SCHEMA}.pitches as select id, department_id as department, owner_id as owner, stage, stage_entered_on, opened_on,
       closed_on, last_touched_on, devices_promised from public.pitch`,
    `alter table ${SCHEMA}.pitches add primary key (id),
       add foreign key (department) references ${SCHEMA}.departments (id), add foreign key (owner) references ${SCHEMA}.people (id)`,
    `create index on ${SCHEMA}.pitches (stage, stage_entered_on, id)`,
    `create index on ${SCHEMA}.pitches (department)`,
    `create index on ${SCHEMA}.pitches (owner)`,
    `create table ${SCHEMA}.stays as select id, pitch_id as pitch, stage, occurred_on, left_on, by_name from public.pitch_stage`,
    `alter table ${SCHEMA}.stays add primary key (id), add foreign key (pitch) references ${SCHEMA}.pitches (id)`,
    `create index on ${SCHEMA}.stays (pitch)`,
    `create table ${SCHEMA}.tasks as select id, pitch_id as pitch, title, due_on, done_at from public.task`,
    `alter table ${SCHEMA}.tasks add primary key (id), add foreign key (pitch) references ${SCHEMA}.pitches (id)`,
    `create index on ${SCHEMA}.tasks (pitch, due_on)`,
    `insert into ${SCHEMA}.directus_collections (collection, accountability)
     values ('people', 'all'), ('departments', 'all'), ('pitches', 'all'), ('stays', 'all'), ('tasks', 'all')`,
    `insert into ${SCHEMA}.directus_fields (collection, field, special) values
       ('pitches', 'tasks', 'o2m'), ('pitches', 'stays', 'o2m'), ('stays', 'id', 'uuid')`,
    `insert into ${SCHEMA}.directus_relations (many_collection, many_field, one_collection, one_field) values
       ('pitches', 'department', 'departments', null), ('pitches', 'owner', 'people', null),
       ('tasks', 'pitch', 'pitches', 'tasks'), ('stays', 'pitch', 'pitches', 'stays')`,
    `vacuum analyze`,
  ];
  for (const statement of statements) await client.query(statement);
}

function cliOf(folder: string): string {
  return path.join(folder, 'node_modules', 'directus', 'cli.js');
}

function lastLines(error: unknown): string {
  const { stderr, stdout, message } = error as { stderr?: string; stdout?: string; message: string };
  return (stderr || stdout || message).trim().split('\n').slice(-12).join('\n');
}
