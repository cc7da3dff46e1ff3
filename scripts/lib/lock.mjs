/** One at a time across processes. A lock whose holder was killed is recognised by its silence and taken over. */
import { mkdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname } from 'node:path';
import { note } from './project.mjs';

const BEAT_MS = 1_000;
const SILENCE_MS = 8_000;

/** Runs `work` while holding the lock folder; waits for whoever has it and says so once. */
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
    return await work();
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
      rmSync(aside, { recursive: true, force: true });
    } catch {
      // Another one cleared it first.
    }
  }
  return false;
}

function touch(folder) {
  try {
    utimesSync(folder, new Date(), new Date());
  } catch {
    // Removed under us: the work goes on, it is safe to repeat.
  }
}
