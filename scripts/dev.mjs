/** `npm run dev`: builds what changed and starts the server again, until Ctrl-C. */
import { existsSync, watch } from 'node:fs';
import { ensureBuilt, ensureInstalled } from './lib/ensure.mjs';
import { giveUp, inProject, note } from './lib/project.mjs';
import { startProgram } from './lib/run.mjs';

const WATCHED = ['src', 'migrations', 'templates'];
const SETTLE_MS = 150;

let server;
let timer;
let busy = false;
let again = false;

await ensureInstalled().catch((error) => giveUp(error.message));
for (const folder of WATCHED.map((name) => inProject(name)).filter(existsSync)) {
  watch(folder, { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, SETTLE_MS);
  });
}
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(name, async () => {
    await stopServer(name);
    process.exit(0);
  });
}
await refresh();

async function refresh() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  do {
    again = false;
    try {
      await ensureBuilt();
      await stopServer('SIGTERM');
      serve();
    } catch (error) {
      note(`${error.message}\nWaiting for a change …`);
    }
  } while (again);
  busy = false;
}

function serve() {
  const started = startProgram('main.js', process.argv.slice(2));
  server = started;
  started.once('exit', (code) => {
    if (server !== started) return;
    server = undefined;
    note(`The server ended (${code}). Waiting for a change …`);
  });
}

function stopServer(signal) {
  const going = server;
  server = undefined;
  if (!going || going.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    going.once('exit', resolve);
    going.kill(signal);
  });
}
