import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/create-app.js';
import { SettableClock } from '../../src/platform/clock.js';
import { Config } from '../../src/platform/config/config.js';
import { DatabaseUrls } from '../../src/platform/database/database-urls.js';
import { createLog, NestLog } from '../../src/platform/log.js';
import type { TestApp } from '../support/app.js';

/**
 * The same installation served a second time, with a pool and a memory of its own. What it logs, at its most talkative,
 * can be heard by `log`.
 */
export async function secondProcess(
  app: TestApp,
  log?: (line: string) => void,
): Promise<{ url: string; nest: NestFastifyApplication; close(): Promise<void> }> {
  const config = new Config({
    DATABASE_URL: app.databaseUrl,
    SECRET_KEY: 'a-test-key-of-at-least-32-characters',
    BRANCH_WEBHOOK_SECRET: 'branch-test-secret-0123456789',
    LOG_LEVEL: log ? 'trace' : 'silent',
  });
  const urls = new DatabaseUrls(app.databaseUrl, app.databaseUrl);
  const clock = new SettableClock(app.clock.now());
  const logger = new NestLog(createLog(config.logLevel, log && { write: log }));
  const nest = await createApp({ config, urls, clock, poolSize: 5 }, logger);
  await nest.listen({ port: 0, host: '127.0.0.1' });
  return { nest, url: (await nest.getUrl()).replace('[::1]', '127.0.0.1'), close: () => nest.close() };
}
