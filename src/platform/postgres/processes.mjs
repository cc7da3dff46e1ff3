/**
 * What the supervisor needs to know about other processes. Plain JavaScript, like everything the supervisor is made of:
 * it must run the same from the sources (tests) and from the built product.
 */
import { execFileSync } from 'node:child_process';
import {
  linkSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';

/** The arguments a process was started with, joined by spaces; '' when it is gone or not ours to see. */
export function commandLine(pid) {
  if (!Number.isInteger(pid) || pid <= 1) return '';
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    if (process.platform === 'linux') return '';
    try {
      return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    } catch {
      return '';
    }
  }
}

/** True while the process exists (a process that has died but was not yet collected by its parent counts as gone). */
export function alive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return process.platform !== 'linux';
  }
}

/** Processes that work inside a folder: a killed postmaster's children, until they notice (Linux; elsewhere none). */
export function processesIn(folder) {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => {
      try {
        return readlinkSync(`/proc/${name}/cwd`) === folder;
      } catch {
        return false;
      }
    })
    .map(Number)
    .filter(alive);
}

/** Signals without caring whether the process is still there. */
export function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // Gone already, which is what a signal is for.
  }
}

/** Waits until the condition holds; false when the time (ms) is over first. */
export async function until(condition, ms, step = 20) {
  const end = Date.now() + ms;
  while (!condition()) {
    if (Date.now() >= end) return false;
    await new Promise((resolve) => setTimeout(resolve, step));
  }
  return true;
}

/**
 * Takes a lock file for this process, or returns false when a living process whose command line contains `mark` has it.
 * A lock left by a killed process is taken over; when two take over at once, one of them wins.
 */
export async function takeLock(file, mark) {
  const mine = `${process.pid} ${process.hrtime.bigint()}`;
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, mine, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      try {
        linkSync(draft, file);
        // Whoever judged the previous lock dead may be moving it away this very moment: look again before relying on it.
        await new Promise((resolve) => setTimeout(resolve, 20));
        return holdsLock(file, mine) ? mine : false;
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      const theirs = read(file);
      if (theirs === undefined) continue;
      const pid = Number(theirs.split(' ')[0]);
      if (alive(pid) && commandLine(pid).includes(mark)) return false;
      moveAway(file, theirs);
    }
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** True while the lock file still carries what takeLock returned. */
export function holdsLock(file, mine) {
  return read(file) === mine;
}

function moveAway(file, theirs) {
  const aside = `${file}.${process.pid}.dead`;
  try {
    renameSync(file, aside);
    if (read(aside) !== theirs) linkSync(aside, file);
  } catch {
    // Somebody else moved it first, or a third took the lock meanwhile: the next attempt sees which.
  }
  try {
    unlinkSync(aside);
  } catch {
    // Never got that far.
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
