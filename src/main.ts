import { Config, ConfigError } from './platform/config/config.js';
import { startServer } from './server.js';
import { tidyHeapSoon } from './tidy-heap.js';

/** Starts the process; every fault of the configuration is printed at once. */
async function main(): Promise<void> {
  const server = await startServer(new Config());
  tidyHeapSoon();
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    void server.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // Started by `npm start`: when the starter is gone, even by kill -9, the channel closes and so do we.
  process.on('disconnect', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof ConfigError || error instanceof Error ? error.message : String(error)}\n`,
  );
  if (!(error instanceof ConfigError) && error instanceof Error && process.env['LOG_LEVEL'] === 'debug') {
    process.stderr.write(`${error.stack}\n`);
  }
  process.exit(1);
});
