import pg from 'pg';
import { BenchClient } from './http.js';
import { type Env, liaison, startLiaison, type Started } from './processes.js';

/** A new database beside the owner's own; its URL. */
export async function newDatabase(ownerUrl: string, name: string): Promise<string> {
  const admin = new pg.Client({ connectionString: ownerUrl });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  const url = new URL(ownerUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Makes the tables, by the first command there is, and a person in a role. */
export async function makePerson(env: Env, role: string): Promise<void> {
  await liaison(env, 'user:create', '--email', 'bench@bench.example', '--name', 'Bench', '--role', role);
}

/** A server, and a client that speaks for the person. */
export async function openDesk(env: Env): Promise<{ client: BenchClient; url: string; server: Started }> {
  const token = await liaison(env, 'token:create', '--email', 'bench@bench.example');
  const { url, server } = await startLiaison(env);
  return { client: new BenchClient(url, { authorization: `Bearer ${token}` }), url, server };
}
