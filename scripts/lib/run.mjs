/** Runs one of the built programs as a child that shares our terminal, our signals and our fate. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { pathToFileURL } from 'node:url';
import { commandLine, parentOf } from './processes.mjs';
import { inProject, note } from './project.mjs';

const WITH_PARENT = pathToFileURL(inProject('scripts', 'lib', 'with-parent.mjs')).href;
/**
 * What a page is made of lives for some milliseconds. With Node's usual 16 MB for the young, they are looked through at every 25th
 * answer, which then takes half as long again; with 32 MB it is one in fifty. 64 MB would make an idle server one of 255 MB.
 */
const YOUNG = '--max-semi-space-size=32';
/**
 * A server that rests between answers has its heap's limit pulled so close that, once asked again, it sorts the whole heap at every
 * 50th board, half of it what the network read and threw away; the board's p95 was then two and a half times its median. At three
 * times what is alive it is one in a thousand. What is left over when all is quiet, Node gives back by itself.
 */
const ROOM = '--heap-growing-percent=200';
export const NODE_FLAGS = [YOUNG, ROOM, '--enable-source-maps'];
const ORPHAN_PATIENCE_MS = 2_000;

/**
 * Starts `node dist/<program>` in a process group of its own: a Ctrl-C reaches it once, through us.
 * @returns the child; its `exit` tells how it went
 */
export function startProgram(program, args = [], { cwd = process.cwd(), env = process.env } = {}) {
  return spawn(
    process.execPath,
    ['--import', WITH_PARENT, ...NODE_FLAGS, inProject('dist', program), ...args],
    {
      cwd,
      env,
      detached: true,
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    },
  );
}

/** Runs a program to its end and ends this process with its exit code. Never returns. */
export async function becomeProgram(program, args, options) {
  const child = startProgram(program, args, options);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
  watchNpm(child);
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      note(`${program} could not be started: ${error.message}`);
      resolve(127);
    });
    child.once('exit', (status, signal) => resolve(status ?? 128 + (constants.signals[signal] ?? 0)));
  });
  process.exit(code);
}

/** npm does not take its script along when it is killed -9, so the script watches npm: its parent, or with a shell between. */
function watchNpm(child) {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return;
  const parent = process.ppid;
  const behindShell = /^\S*sh -c /.test(commandLine(parent));
  const npm = behindShell ? parentOf(parent) : parent;
  const gone = () => process.ppid !== parent || (behindShell && parentOf(parent) !== npm);
  const timer = setInterval(
    () => {
      if (!gone()) return;
      clearInterval(timer);
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), ORPHAN_PATIENCE_MS).unref();
    },
    process.platform === 'linux' ? 250 : 1_000,
  );
  timer.unref();
}
