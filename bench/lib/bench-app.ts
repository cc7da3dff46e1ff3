import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/create-app.js';
import { SystemClock } from '../../src/platform/clock.js';
import { Config } from '../../src/platform/config/config.js';
import { openDatabase } from '../../src/platform/database/open-database.js';

/** An application on an embedded Postgres of its own (durable, as in real use), thrown away afterwards. */
export async function withApp<T>(
  work: (app: NestFastifyApplication, ownerUrl: string) => Promise<T>,
): Promise<T> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'liaison-bench-'));
  const config = new Config({ DATA_DIR: dataDir, LOG_LEVEL: 'silent' });
  const database = await openDatabase(config, () => undefined);
  const app = await createApp({ config, urls: database.urls, clock: new SystemClock() }, false);
  await app.init();
  try {
    return await work(app, database.urls.owner);
  } finally {
    await app.close();
    await database.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Milliseconds the work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

export function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
