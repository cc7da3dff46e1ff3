/** One at a time across processes. A lock whose holder was killed is recognised by its silence and taken over. */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commandLine } from './processes.mjs';
import { note } from './project.mjs';

const BEAT_MS = 1_000;
const SILENCE_MS = 8_000;

/**
 * Runs `work` while holding the lock folder; waits for whoever has it and says so once. `work` is given a function to name
 * a child that leads a process group: should we be killed, whoever comes next ends that group before it begins.
 */
export async function withLock(folder, what, work) {
  mkdirSync(dirname(folder), { recursive: true });
  let said = false;
  while (!take(folder)) {
    if (!said) note(`Another process is ${what}; waiting for it …`);
    said = true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const beat = setInterval(() => touch(folder), BEAT_MS);
  try {
    return await work((pid) => writeFileSync(join(folder, 'child'), String(pid)));
  } finally {
    clearInterval(beat);
    rmSync(folder, { recursive: true, force: true });
  }
}

function take(folder) {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found && Date.now() - found.mtimeMs > SILENCE_MS) {
    const aside = `${folder}.${process.pid}`;
    try {
      renameSync(folder, aside);
      endOrphans(join(aside, 'child'));
      rmSync(aside, { recursive: true, force: true });
    } catch {
      // Another one cleared it first.
    }
  }
  return false;
}

/** The process number may belong to a stranger by now: only a process group that still has npm in it is ours. */
function endOrphans(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid > 1 && commandLine(pid).includes('npm')) process.kill(-pid, 'SIGKILL');
  } catch {
    // No child was named, or it is gone.
  }
}

function touch(folder) {
  try {
    utimesSync(folder, new Date(), new Date());
  } catch {
    // Removed under us: the work goes on, it is safe to repeat.
  }
}
