import { type ChildProcess, spawn } from 'node:child_process';
import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { projectRoot } from '../../src/platform/project-root.js';
import { until } from './until.js';

const exec = promisify(execFile);
/** Programs are started as people start them. */
const { NODE_FLAGS } = (await import(
  pathToFileURL(path.join(projectRoot(), 'scripts', 'lib', 'run.mjs')).href
)) as { NODE_FLAGS: string[] };

export interface ServerProcess {
  child: ChildProcess;
  url: string;
  output: () => string;
  /** Asks it to stop and waits; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** kill -9, and waits until it is gone. */
  kill(): Promise<void>;
}

/** A port nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Environment of a child: nothing of Jest's, and no variable of ours but those given. */
export function cleanEnv(env: Record<string, string>): Record<string, string> {
  const kept = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'USER'].flatMap((name) =>
    process.env[name] ? [[name, process.env[name] as string]] : [],
  );
  return { ...Object.fromEntries(kept), ...env };
}

/** Starts dist/main.js and waits until it is ready (a worker: until it says that it works). */
export async function startProcess(env: Record<string, string>, tries = 5): Promise<ServerProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, [...NODE_FLAGS, path.join(projectRoot(), 'dist', 'main.js')], {
    env: cleanEnv({ LOG_LEVEL: 'info', PORT: String(port), ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const gone = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
  const url = `http://127.0.0.1:${port}`;
  // Its own word counts: whoever answers at the port could be another spec's server that took it a moment before us.
  const web = env['ROLE'] !== 'worker';
  const started = async (): Promise<boolean> =>
    output.includes(web ? 'Serving ' : 'Working;') && (!web || (await ready(url)));
  const from = Date.now();
  while (!(await started())) {
    if (child.exitCode !== null || Date.now() - from > 120_000) {
      child.kill('SIGKILL');
      await gone;
      if (output.includes('EADDRINUSE') && tries > 1) return startProcess(env, tries - 1);
      throw new Error(`The process did not start:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    child,
    url,
    output: () => output,
    stop: async () => {
      child.kill('SIGTERM');
      return gone;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** The path of the printed link to set up; it comes a moment after the server answers. */
export async function setupLink(server: ServerProcess): Promise<string> {
  const printed = (): string | undefined => /\/setup\/[\w-]+/.exec(server.output())?.[0];
  await until('the link to set up', async () => printed() !== undefined, 30_000);
  return printed() as string;
}

async function ready(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`)
    .then((answer) => answer.ok)
    .catch(() => false);
}

/** Runs a command of the command line against a database; returns standard output. */
export async function liaison(env: Record<string, string>, ...args: string[]): Promise<string> {
  const { stdout } = await exec(
    process.execPath,
    [...NODE_FLAGS, path.join(projectRoot(), 'dist', 'cli.js'), ...args],
    {
      env: cleanEnv(env),
      maxBuffer: 16_000_000,
    },
  );
  return stdout.trim();
}

/** A Redis of the test's own, or null where redis-server is not installed. */
export async function startRedis(): Promise<{ url: string; stop(): Promise<void> } | null> {
  const found = await exec('redis-server', ['--version']).catch(() => null);
  if (!found) return null;
  const port = await freePort();
  const child = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    { stdio: 'ignore' },
  );
  const gone = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  for (let i = 0; i < 1_000; i++) {
    const answered = await exec('redis-cli', ['-p', String(port), 'ping']).catch(() => null);
    if (answered?.stdout.includes('PONG')) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
