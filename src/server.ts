import { createApp } from './create-app.js';
import { announceFirstStart } from './identity/first-start.service.js';
import { InboundSmtp } from './mail/inbound/inbound-smtp.js';
import type { Config } from './platform/config/config.js';
import { openDatabase } from './platform/database/open-database.js';
import { startClock } from './platform/clock.js';
import { Wakeup } from './platform/events/wakeup.js';
import { JobRunner } from './platform/jobs/job-runner.js';
import { createLog, NestLog } from './platform/log.js';

export interface RunningServer {
  url: string;
  stop(): Promise<void>;
}

/** Opens the database, migrates, and starts what the role asks for. Stopping finishes what is in hand. */
export async function startServer(config: Config): Promise<RunningServer> {
  const log = createLog(config.logLevel);
  const database = await openDatabase(config, (line) => log.info(line));
  try {
    const clock = startClock(config.clockFile);
    const app = await createApp({ config, urls: database.urls, clock }, new NestLog(log));
    await app.init();
    if (config.runsWorker) {
      await app.get(JobRunner).start();
      await app.get(InboundSmtp).start();
    } else await app.get(Wakeup).start();
    let url = '';
    if (config.runsWeb) {
      await app.listen({ port: config.port, host: '0.0.0.0' });
      url = config.publicUrl;
      log.info(`Serving ${url}`);
      await announceFirstStart(app, url);
    }
    return {
      url,
      stop: async () => {
        log.info('Stopping; finishing what is in hand.');
        await app.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
