/** Two questions about other processes, asked of /proc where there is one (small images have no ps) and of ps elsewhere. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The arguments a process was started with, joined by spaces; '' when it is gone. */
export function commandLine(pid) {
  if (process.platform !== 'linux') return ps(pid, 'args');
  return read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
}

/** The number of its parent as text; '' when it is gone. */
export function parentOf(pid) {
  if (process.platform !== 'linux') return ps(pid, 'ppid');
  const stat = read(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? '';
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function ps(pid, column) {
  return (
    spawnSync('ps', ['-ww', '-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? ''
  );
}
