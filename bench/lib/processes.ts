import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { projectRoot } from '../../src/platform/project-root.js';
import { untilAnswers } from './http.js';

export type Env = Record<string, string>;

/** A started program; its last words are kept for when it fails. */
export class Started {
  private said = '';
  private readonly ended: Promise<void>;

  constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (part: Buffer) => (this.said = (this.said + part.toString('utf8')).slice(-4_000)));
    this.ended = new Promise((resolve) => child.once('exit', () => resolve()));
  }

  /** What it said, once it has ended; null while it runs. */
  lastWords(): string | null {
    return this.child.exitCode === null && this.child.signalCode === null ? null : this.said;
  }

  async stop(): Promise<void> {
    if (this.lastWords() === null) this.child.kill('SIGTERM');
    const late = setTimeout(() => this.child.kill('SIGKILL'), 10_000);
    await this.ended;
    clearTimeout(late);
  }
}

export function start(program: string, args: string[], env: Env, cwd: string): Started {
  return new Started(
    spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] }),
  );
}

/** The product itself, web and worker in one process, as `npm start` runs it. */
export async function startLiaison(env: Env): Promise<{ url: string; server: Started }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { NODE_FLAGS } = (await import(
    pathToFileURL(path.join(projectRoot(), 'scripts', 'lib', 'run.mjs')).href
  )) as { NODE_FLAGS: string[] };
  const server = start(
    process.execPath,
    [...NODE_FLAGS, built('main.js')],
    { LOG_LEVEL: 'silent', PORT: String(port), PUBLIC_URL: url, ...env },
    projectRoot(),
  );
  await untilAnswers(`${url}/healthz`, 60, () => server.lastWords());
  return { url, server };
}

/** One command of the product's command line; returns what it printed. */
export async function liaison(env: Env, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [built('cli.js'), ...args], {
    cwd: projectRoot(),
    env: { ...process.env, LOG_LEVEL: 'silent', ...env },
  });
  return stdout.trim();
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function built(file: string): string {
  return path.join(projectRoot(), 'dist', file);
}
