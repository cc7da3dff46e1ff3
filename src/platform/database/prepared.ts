import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';

const names = new Map<string, string>();

/** Asks by a prepared statement named after its own text: parsed and planned by the first who asks on a connection. */
export async function prepared<R>(client: ClientBase, sql: string, values: unknown[]): Promise<R[]> {
  const { rows } = await client.query({ name: nameOf(sql), text: sql, values });
  return rows as R[];
}

function nameOf(sql: string): string {
  let name = names.get(sql);
  if (!name) {
    name = `liaison_${createHash('sha256').update(sql).digest('hex').slice(0, 24)}`;
    names.set(sql, name);
  }
  return name;
}
