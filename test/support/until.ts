import { setTimeout as pause } from 'node:timers/promises';

/** Waits for something other processes do; says what it waited for when that does not come about. */
export async function until(
  what: string,
  met: () => Promise<boolean> | boolean,
  patienceMs: number = 120_000,
  everyMs: number = 50,
): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await met())) {
    if (Date.now() > end) throw new Error(`Waited ${patienceMs} ms in vain for ${what}.`);
    await pause(everyMs);
  }
}
