/**
 * The supervisor: one small detached process per data folder that owns the embedded Postgres. Holders (the server, the
 * command line, tests) keep a connection open; about a second after the last one is gone, however it went, the
 * supervisor stops Postgres and ends. It restarts a Postgres that died.
 *
 * Started by acquire.ts as `node supervisor.mjs <data folder> <settings as JSON>`. Ends with 0 when its work is done,
 * 10 when another supervisor already serves the folder, 1 when Postgres cannot be run.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Postmaster } from './postmaster.mjs';
import { holdsLock, takeLock } from './processes.mjs';

const GRACE_MS = 1_000;
const HEALS_PER_MINUTE = 10;

const [dataDir, settings] = process.argv.slice(2);
const config = JSON.parse(settings);
const stateFile = join(dataDir, 'postgres.state.json');
const lockFile = join(dataDir, 'postgres.lock');
const token = randomBytes(24).toString('hex');
const holders = new Set();
const heals = [];
let lock;
let server;
let ready = false;
let stopping = false;
let idleTimer;
// Whoever started us holds us by our standard input until it has a connection: killed meanwhile, it leaves nothing behind.
let starterWaits = true;

// A service manager may signal every process of the group at once. Ours to outlive the holders, never to go before them.
for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => undefined);

process.stdin.on('error', () => undefined);
process.stdin.on('close', () => {
  starterWaits = false;
  stopWhenIdle();
});
process.stdin.resume();

const log = (line) => process.stderr.write(`${new Date().toISOString()} ${line}\n`);
const postmaster = new Postmaster(config, log);

try {
  await main();
} catch (error) {
  await fail(error);
}

async function main() {
  lock = await takeLock(lockFile, `supervisor.mjs ${dataDir} `);
  if (!lock) process.exit(10);
  server = createServer(greet);
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  if (!holdsLock(lockFile, lock)) process.exit(10);
  await postmaster.start(readState()?.port ?? 0, heal);
  ready = true;
  publish();
  log(`Postgres is ready on port ${postmaster.port}`);
  stopWhenIdle();
}

function stopWhenIdle() {
  clearTimeout(idleTimer);
  if (ready && !stopping && !starterWaits && holders.size === 0) idleTimer = setTimeout(stop, GRACE_MS);
}

/** A holder says the token on one line and gets one line back; from then on its open connection is its hold. */
function greet(socket) {
  let said = '';
  const impatience = setTimeout(() => socket.destroy(), 5_000);
  const forget = () => {
    clearTimeout(impatience);
    if (holders.delete(socket)) stopWhenIdle();
  };
  socket.setEncoding('utf8');
  socket.on('error', () => socket.destroy());
  socket.on('close', forget);
  socket.on('data', (part) => {
    if (holders.has(socket)) return;
    said += part;
    if (said.length > 200) return socket.destroy();
    if (!said.includes('\n')) return;
    if (stopping || !ready || !sameToken(said.trim())) return socket.destroy();
    clearTimeout(impatience);
    clearTimeout(idleTimer);
    holders.add(socket);
    socket.write(`${JSON.stringify({ port: postmaster.port })}\n`);
  });
}

function sameToken(said) {
  const [a, b] = [Buffer.from(said), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Postgres died: bring it back on the same port, so that every holder's address stays good. */
async function heal(reason) {
  log(`${reason}; starting it again`);
  const now = Date.now();
  heals.push(now);
  if (heals.filter((at) => now - at < 60_000).length > HEALS_PER_MINUTE) {
    return fail(new Error('Postgres keeps ending; giving up.'));
  }
  const before = postmaster.port;
  try {
    await postmaster.start(before, heal);
  } catch (error) {
    return fail(error);
  }
  publish();
  log(`Postgres is back on port ${postmaster.port}`);
  // Holders that were promised another port must ask again.
  if (postmaster.port !== before) for (const socket of holders) socket.destroy();
}

async function stop() {
  if (stopping) return;
  stopping = true;
  log('The last one using Postgres has gone; stopping it');
  server?.close();
  await postmaster.stop();
  leave(0);
}

async function fail(error) {
  stopping = true;
  log(`fatal: ${error.message}`);
  for (const socket of holders) socket.destroy();
  server?.close();
  await postmaster.stop();
  leave(1);
}

/** The state file stays (its port is asked for again next time); the lock goes last. */
function leave(code) {
  if (lock && holdsLock(lockFile, lock)) rmSync(lockFile, { force: true });
  process.exit(code);
}

function readState() {
  try {
    return JSON.parse(readFileSync(stateFile, 'utf8'));
  } catch {
    return undefined;
  }
}

function publish() {
  const draft = `${stateFile}.${process.pid}`;
  const state = { supervisor: process.pid, control: server.address().port, token, port: postmaster.port };
  writeFileSync(draft, JSON.stringify(state), { mode: 0o600 });
  renameSync(draft, stateFile);
}
